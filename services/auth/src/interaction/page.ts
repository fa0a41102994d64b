import { createHash } from 'node:crypto';
import { wordingOf } from './wording.js';

/** A page of the OAuth server: plain HTML that needs no script, and the policy that lets nothing else in. */
export interface Page {
  readonly status: number;
  readonly html: string;
  readonly csp: string;
}

/** Who asks, as far as a person can judge it. */
export interface Asker {
  readonly name: string;
  /** Where the answer goes. */
  readonly host: string;
  readonly redirectUri: string;
}

const STYLE = `
:root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 26rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; padding: .65rem; font: inherit; }
button { margin-top: 1.25rem; padding: .7rem 1.2rem; min-height: 2.9rem; width: 100%; font: inherit; cursor: pointer; }
.bad { border-left: .3rem solid #c62828; padding-left: .8rem; }
.host { font-weight: 600; }
:focus-visible { outline: .2rem solid #1565c0; outline-offset: .15rem; }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Text as HTML shows it. */
export function escaped(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (sign) => names[sign] ?? sign);
}

/** A form's answer is redirected to the client, and browsers hold that against form-action too. */
function policyOf(formTarget: string | undefined): string {
  const target = formTarget === undefined ? '' : ` ${formTarget}`;
  const shut = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
  return `${shut}; style-src 'sha256-${STYLE_HASH}'; form-action 'self'${target}`;
}

/** The source that a policy names for an address: its origin, or its scheme when it is an app's. */
export function sourceOf(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  return /^https?:$/.test(url.protocol) ? url.origin : url.protocol;
}

/** A whole page around its body. */
export function page(of: { title: string; body: string; status?: number; formTarget?: string | undefined }): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(of.title)} – Florin</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(of.title)}</h1>
${of.body}
</main>
</body>
</html>
`;
  return { status: of.status ?? 200, html, csp: policyOf(of.formTarget) };
}

const fault = (text: string | undefined): string =>
  text === undefined ? '' : `<p class="bad" role="alert">${escaped(text)}</p>`;

const who = ({ name, host }: Asker): string => `<p>${escaped(name)} at <span class="host">${escaped(host)}</span></p>`;

/** Asks for the password. */
export function loginPage(of: { action: string; asker: Asker; login?: string; fault?: string }): Page {
  const { action, asker, login = '' } = of;
  const body = `${who(asker)}<p>wants to use the bank in your name. Log in to go on.</p>
${fault(of.fault)}
<form method="post" action="${escaped(action)}">
<label for="login">E-mail address or username</label>
<input id="login" name="login" value="${escaped(login)}" autocomplete="username" autocapitalize="none" required
 maxlength="254"${login === '' ? ' autofocus' : ''}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
 maxlength="4096"${login === '' ? '' : ' autofocus'}>
<button type="submit">Log in</button>
</form>
${denial(action)}`;
  const status = of.fault === undefined ? 200 : 401;
  return page({ title: 'Log in', body, status, formTarget: sourceOf(asker.redirectUri) });
}

/** Asks for the second factor. */
export function codePage(of: { action: string; asker: Asker; mfaToken: string; fault?: string }): Page {
  const { action, asker } = of;
  const body = `${who(asker)}
${fault(of.fault)}
<form method="post" action="${escaped(action)}">
<input type="hidden" name="mfa_token" value="${escaped(of.mfaToken)}">
<label for="code">Code of your authenticator app, or a recovery code</label>
<input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" required maxlength="64" autofocus>
<button type="submit">Go on</button>
</form>
${denial(action)}`;
  const status = of.fault === undefined ? 200 : 401;
  return page({ title: 'Second factor', body, status, formTarget: sourceOf(asker.redirectUri) });
}

/** Asks what the client may do. The focus stays at the top: nobody allows unread what a second Enter would allow. */
export function consentPage(of: {
  action: string;
  asker: Asker;
  scopes: readonly string[];
  resources: readonly string[];
}): Page {
  const { action, asker, scopes, resources } = of;
  const items = scopes.map((scope) => `<li>${escaped(wordingOf(scope))} <small>(${escaped(scope)})</small></li>`);
  const places = resources.map((one) => `<span class="host">${escaped(one)}</span>`);
  const body = `${who(asker)}<p>asks to be allowed to</p>
<ul>${items.join('\n')}</ul>
<p>at ${places.join(' and ')}. You can take this back at any time.</p>
<p>Allow it only if you know this program and trust where the answer goes.</p>
<form method="post" action="${escaped(action)}/consent">
<button type="submit" name="decision" value="allow">Allow</button>
</form>
${denial(action)}`;
  return page({ title: 'Allow access?', body, formTarget: sourceOf(asker.redirectUri) });
}

function denial(action: string): string {
  return `<form method="post" action="${escaped(action)}/consent">
<button type="submit" name="decision" value="deny">Cancel</button>
</form>`;
}

/** Says what went wrong, in the server's own code and words. */
export function errorPage(of: { error: string; description?: string | undefined; status: number }): Page {
  const body = `<p class="bad">${escaped(of.description ?? of.error)}</p><p><small>${escaped(of.error)}</small></p>`;
  return page({ title: 'This did not work', body, status: of.status });
}

/** Asks whether to sign out; the form is the OAuth server's own, and its buttons stand outside it. */
export function logoutPage(form: string, formTarget: string | undefined): Page {
  const body = `<p>You are logged in at the bank in this browser.</p>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Log out</button>
<button type="submit" form="op.logoutForm">Stay logged in</button>`;
  return page({ title: 'Log out?', body, formTarget });
}

export function loggedOutPage(): Page {
  return page({ title: 'You are logged out', body: '<p>You can close this page.</p>' });
}
