/** What must stand in no log: how it looks, and what to call it. */
interface Mark {
  readonly what: string;
  readonly looks: RegExp;
  /** Whether something that looks like it is it. */
  readonly isIt?: (found: string) => boolean;
}

const fields = [
  'password', 'current_password', 'new_password', 'access_token', 'refresh_token', 'id_token', 'mfa_token', 'totp_code',
  'recovery_code', 'recovery_codes', 'secret', 'client_secret', 'code_verifier', 'client_assertion', 'authorization',
  'cookie', 'set-cookie', 'dpop', 'x-csrf-token', 'csrf_token', 'pan', 'card_number', 'cvc',
];

const marks: readonly Mark[] = [
  { what: 'a signed token', looks: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}/g },
  // Escaped once more where one JSON text stands in another.
  {
    what: 'a secret field',
    looks: new RegExp(`\\\\?"(?:${fields.join('|')})\\\\?"\\s*:\\s*\\\\?["\\[](?!\\[?Redacted)`, 'gi'),
  },
  { what: 'an authorization header', looks: /\b(?:bearer|dpop|basic) [\w+/-]{20,}/gi },
  { what: 'a form with a secret', looks: new RegExp(`[?&\\s](?:${fields.join('|')})=[^\\s&"]`, 'gi') },
  { what: 'an authenticator secret', looks: /otpauth:/gi },
  { what: 'a private key', looks: /BEGIN (?:[A-Z]+ )?PRIVATE KEY/g },
  {
    what: 'a whole card number',
    looks: /(?<![\w.-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w.-])/g,
    isIt: (found) => isLuhn(found.replaceAll(/\D/g, '')),
  },
];

/** Whether the last digit checks the others, as on every payment card. */
function isLuhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** What of the bank stands in a line of a log and must not, by its kind; `secrets` are known by their words. */
export function leaksIn(line: string, secrets: readonly string[]): string[] {
  const looking = marks.flatMap(({ what, looks, isIt = () => true }) =>
    (line.match(looks) ?? []).some((found) => isIt(found)) ? [what] : [],
  );
  return secrets.some((secret) => line.includes(secret)) ? [...looking, 'a secret of this bank or its specs'] : looking;
}

/** The secrets in a service's environment: keys, passwords, and the passwords inside of addresses. */
export function secretsOfEnvironment(values: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value = '']) => {
    const word = URL.canParse(value) ? decodeURIComponent(new URL(value).password) : value;
    const isSecret = URL.canParse(value) || /KEY|SECRET|PASSWORD/.test(name);
    return isSecret && isTelling(word) ? [word] : [];
  });
}

/** The passwords that specs register people with, read from their sources. */
export function passwordsOfSpecs(source: string): string[] {
  const given = source.matchAll(/password\w*\s*[:=]\s*'([^']+)'/gi);
  return [...given].map((match) => match[1]!).filter(isTelling);
}

/** Shorter words would be found in what is no secret. */
const isTelling = (word: string): boolean => word.length >= 12;
