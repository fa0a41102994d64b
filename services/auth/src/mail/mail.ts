/** One letter to one person, in plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const SIGNED = '\n\nFlorin\n';
const NOT_YOU = 'If this was not you, set a new password at once (POST /auth/password/forgot) and tell us.';

/** For somebody who has forgotten the password: the token that stands in for it once. */
export function resetMail(to: string, token: string, minutes: number): Mail {
  const text =
    'Somebody, perhaps you, asked for a new password for this address.\n\n' +
    `Your token: ${token}\n\n` +
    `It works once and for ${minutes} minutes (POST /auth/password/reset). We never ask you for it on the phone.\n\n` +
    'If you did not ask for it, there is nothing to do: without this token the password stays as it is.';
  return { to, subject: 'A new password for Florin', text: `${text}${SIGNED}` };
}

/** After a change of the password, so that nobody else changes it unseen. */
export function passwordChangedMail(to: string): Mail {
  const text = `Your password was changed, and all other sessions were ended.\n\n${NOT_YOU}`;
  return { to, subject: 'Your password was changed', text: `${text}${SIGNED}` };
}

/** To the old address. The new one is not told: whoever reads this may not be the person any more. */
export function emailChangedMail(to: string): Mail {
  const text = 'Your login has another e-mail address now; this one is not used any more.\n\n' +
    'If this was not you, tell us at once.';
  return { to, subject: 'Your e-mail address was changed', text: `${text}${SIGNED}` };
}
