/** One cookie as a browser is told to keep it. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly lifeS: number;
  /** Whether a page may read it. */
  readonly readable?: boolean;
}

/** The value of a Set-Cookie header. Bound to this host and this site; over TLS alone where the bank has TLS. */
export function setCookieOf(cookie: Cookie, secure: boolean): string {
  const { name, value, lifeS, readable } = cookie;
  const marks = [...(readable ? [] : ['HttpOnly']), ...(secure ? ['Secure'] : [])];
  return [`${name}=${value}`, 'Path=/', `Max-Age=${lifeS}`, ...marks, 'SameSite=Strict'].join('; ');
}
