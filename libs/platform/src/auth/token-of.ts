/** The cookies of the bank: access token, refresh token, and the readable one against forged requests. */
export type CookieName = 'at' | 'rt' | 'csrf';

/**
 * The full name of a cookie. Under https it is bound to the host. Under http (a laptop) browsers refuse that prefix,
 * and cookies do not know ports: so the port is part of the name, and two copies of the bank do not disturb each other.
 */
export function cookieName(name: CookieName, publicUrl: string): string {
  const url = new URL(publicUrl);
  if (url.protocol === 'https:') return `__Host-${name}`;
  return `${name}_${url.port === '' ? '80' : url.port}`;
}

/** The value of a cookie in a Cookie header; the first one when it stands there twice. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

export interface CarriedToken {
  readonly token: string;
  readonly by: 'header' | 'cookie';
  /** Whether it came as a token that is bound to a key (RFC 9449). */
  readonly bound?: true;
}

/** Longer ones are not ours, and need not be hashed. */
const TOKEN_LENGTH_MOST = 8192;
const IN_HEADER = /^(?:bearer|dpop) +([\x21-\x7e]+) *$/i;

/** What of a request is looked at here. */
export interface Carrier {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Finds the access token of a request. A header wins over a cookie, also when what it carries is no good. */
export function tokenOf(request: Carrier, cookie: string): CarriedToken | undefined {
  const { authorization, cookie: cookies } = request.headers;
  if (typeof authorization === 'string' && /^(bearer|dpop)\b/i.test(authorization)) {
    const token = IN_HEADER.exec(authorization)?.[1] ?? '';
    const carried = { token: token.length > TOKEN_LENGTH_MOST ? '' : token, by: 'header' } as const;
    return /^dpop/i.test(authorization) ? { ...carried, bound: true } : carried;
  }
  const token = cookieOf(typeof cookies === 'string' ? cookies : undefined, cookie);
  if (token === undefined || token === '' || token.length > TOKEN_LENGTH_MOST) return undefined;
  return { token, by: 'cookie' };
}

/** Whether a browser sent this from another site. A request without the headers of a browser is not judged here. */
export function isForeign(request: Carrier, sites: { publicUrl: string; origins: readonly string[] }): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (typeof origin === 'string' && sites.origins.includes(origin)) return false;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && origin !== new URL(sites.publicUrl).origin;
}
