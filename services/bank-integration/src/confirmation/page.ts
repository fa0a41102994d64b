import { payeeOf, type Confirmation } from './confirmation.js';

/** What the customer is shown instead of, or beside, the form. */
export type PageState = 'form' | 'confirmed' | 'refused' | 'closed';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '');
}

const said: Readonly<Record<Exclude<PageState, 'form'>, string>> = {
  confirmed: 'You said yes. The program can make this transfer now, once.',
  refused: 'You said no. Nothing leaves your account.',
  closed: 'There is nothing to decide here: it was decided before, or it took too long.',
};

const FORM = `
<form method="post" autocomplete="off">
<p><label>E-mail <input name="email" type="email" required maxlength="254"></label></p>
<p><label>Password <input name="password" type="password" required maxlength="128"></label></p>
<p><label>Code of your authenticator, if you have one
<input name="totp_code" inputmode="numeric" maxlength="10"></label></p>
<p><button name="decision" value="confirm">Yes, transfer this</button>
<button name="decision" value="refuse">No</button></p>
</form>`;

/** The bank's own page: amount and payee as they will be, and a login that is good for this one transfer. */
export function pageOf(confirmation: Confirmation, state: PageState, fault?: string): string {
  const { asked, clientId } = confirmation;
  const rows = [
    ['Amount', `${asked.amount} ${asked.currency}`],
    ['To', payeeOf(asked)],
    ['For', asked.description ?? ''],
    ['Asked by', clientId ?? 'a program'],
  ].map(([name = '', value = '']) => `<tr><th>${name}</th><td>${escaped(value)}</td></tr>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Confirm a transfer</title>
<meta name="viewport" content="width=device-width"></head><body>
<h1>Confirm a transfer</h1>
<table>${rows.join('')}</table>
${fault === undefined ? '' : `<p role="alert">${escaped(fault)}</p>`}
${state === 'form' ? FORM : `<p>${said[state]}</p>`}
</body></html>
`;
}

/** The page runs no script, loads nothing, stands in no frame, and its form goes nowhere else. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
} as const;
