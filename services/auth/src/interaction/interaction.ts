/** What a form of an interaction page says. */
export type Said =
  | { readonly step: 'password'; readonly login: string; readonly password: string }
  | { readonly step: 'code'; readonly mfaToken: string; readonly code: string };

/** A code of an authenticator app has six digits; everything else is a recovery code. */
export function codesOf(code: string): { totpCode: string } | { recoveryCode: string } {
  const bare = code.replaceAll(/\s/g, '');
  return /^[0-9]{6}$/.test(bare) ? { totpCode: bare } : { recoveryCode: code.trim() };
}

/** What was asked and not decided yet, as the OAuth server says it. */
export interface Missing {
  readonly missingOIDCScope?: readonly string[];
  readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>;
}

/** All scopes that a consent page is about, each once, and the resources that they are for. */
export function askedOf(details: Missing): { scopes: string[]; resources: string[] } {
  const byResource = details.missingResourceScopes ?? {};
  const scopes = new Set([...(details.missingOIDCScope ?? []), ...Object.values(byResource).flat()]);
  return { scopes: [...scopes], resources: Object.keys(byResource) };
}
