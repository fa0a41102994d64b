/** What a person has allowed a client: known to the OAuth server by a name, to the person by an id. */
export interface Consent {
  readonly id: string;
  readonly userId: string;
  /** The session that its tokens name; it ends with the consent, and the consent with it. */
  readonly sessionId: string;
  readonly clientId: string;
  /** As the OAuth server wrote it down. */
  readonly payload: ConsentPayload;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface ConsentPayload {
  readonly accountId?: string;
  readonly clientId?: string;
  readonly openid?: { readonly scope?: string };
  readonly resources?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** All scopes that were allowed, each once. */
export function scopesAllowed(payload: ConsentPayload): string[] {
  const all = [payload.openid?.scope ?? '', ...Object.values(payload.resources ?? {})].join(' ').split(' ');
  return [...new Set(all.filter((scope) => scope !== ''))];
}
