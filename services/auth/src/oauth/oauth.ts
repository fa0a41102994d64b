import { createHash } from 'node:crypto';
import { scopes, scopesOf, type Role, type Scope } from '@florin/contracts';

/** What a token can be for: the bank's own API, or its tools for agents. A token is for one of them. */
export const resources = ['api', 'mcp'] as const;

/** The client that is the bank itself: it changes an agent's token for one of the API's. */
export const EXCHANGE_CLIENT = 'bank-integration';
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';
export const EXCHANGED_TOKEN_S = 60;

/** A request that names no scope asks for this: enough to know whose token it is. */
export const DEFAULT_SCOPE = 'profile:read';
/** The scopes of OpenID Connect; the others are the bank's. */
export const identityScopes = ['openid', 'profile', 'email', 'offline_access'] as const;
export const bankScopes = Object.keys(scopes) as Scope[];

/** The address that stands for a resource in requests and tokens (RFC 8707). */
export function resourceUrl(publicUrl: string, resource: (typeof resources)[number]): string {
  return `${publicUrl}/${resource}`;
}

export function isResource(publicUrl: string, url: string): boolean {
  return resources.some((one) => resourceUrl(publicUrl, one) === url);
}

/** What of the asked scopes a person with these roles can give away: nobody can give what they have not. */
export function grantable(asked: readonly string[], roles: readonly Role[]): string[] {
  const held: readonly string[] = [...identityScopes, ...scopesOf(roles)];
  return asked.filter((scope) => held.includes(scope));
}

/** The words of a scope parameter. */
export function wordsOf(scope: string | undefined): string[] {
  return (scope ?? '').split(' ').filter((word) => word !== '');
}

/** The scopes of an exchanged token; undefined when more is asked than the token at hand has. */
export function narrowed(held: readonly string[], asked: readonly string[]): string[] | undefined {
  if (asked.length === 0) return [...held];
  return asked.every((scope) => held.includes(scope)) ? [...asked] : undefined;
}

/** The program that a token request says it is of; whether it is, is judged by the server. */
export function clientNamed(authorization: string | undefined, form: string): string | undefined {
  const said = new URLSearchParams(form);
  const [, basic] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
  if (basic !== undefined) return formDecoded(Buffer.from(basic, 'base64').toString().split(':', 1)[0] ?? '');
  return said.get('client_id') ?? subjectOf(said.get('client_assertion') ?? '');
}

/** RFC 6749 writes the name in a Basic header as in a form, so that one program has many spellings there. */
function formDecoded(text: string): string {
  return new URLSearchParams(`name=${text}`).get('name') ?? '';
}

function subjectOf(assertion: string): string | undefined {
  try {
    const body: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
    const { sub } = body as { sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}

/** What is stored in place of a client's secret. The secret is 256 random bits, so no slow hash is needed. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
