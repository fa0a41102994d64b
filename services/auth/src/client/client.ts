import type { Role } from '@florin/contracts';

/** A program of another house that may ask people for access, or act for itself. */
export interface Client {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** What it registered, by the names of RFC 7591. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly secretDigest: string | null;
  /** What it may be when it acts for itself; nothing for most. */
  readonly roles: readonly Role[];
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** What an admin says of a client to be. */
export interface Application {
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly authMethod: (typeof authMethods)[number];
  readonly grantTypes: readonly (typeof grantTypes)[number][];
  readonly jwks?: object | undefined;
  readonly roles: readonly Role[];
  /** The FAPI 2.0 profile: pushed requests, a key in place of a secret, tokens bound to a key. */
  readonly fapi: boolean;
}

export const authMethods = ['none', 'client_secret_basic', 'private_key_jwt'] as const;
export const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const;

/** Where an answer may go: by https, to a program on the same machine, or to an app by a scheme of its own. */
export function isRedirect(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, hash, username, password } = new URL(uri);
  if (hash !== '' || uri.endsWith('#') || username !== '' || password !== '') return false;
  if (protocol === 'https:') return true;
  if (protocol === 'http:') return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  // eslint-disable-next-line security/detect-unsafe-regex -- there is one way to read each text
  return /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/.test(protocol);
}

function isPublicKeySet(jwks: object): boolean {
  const { keys } = jwks as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > 10) return false;
  return keys.every((key: Record<string, unknown> | null) =>
    typeof key === 'object' && key !== null && ['EC', 'OKP', 'RSA'].includes(String(key['kty'])) && !('d' in key),
  );
}

/** The fields of an application that cannot stand together, and why. */
export function faultsOf(of: Application): { field: string; message: string }[] {
  const asks = of.grantTypes.includes('authorization_code');
  const faults: (readonly [boolean, string, string])[] = [
    [asks && of.redirectUris.length === 0, 'redirect_uris', 'are required for authorization_code'],
    [!of.redirectUris.every(isRedirect), 'redirect_uris', 'must be https, loopback http, or a scheme with a dot'],
    [!of.postLogoutRedirectUris.every(isRedirect), 'post_logout_redirect_uris', 'must be like redirect_uris'],
    [of.grantTypes.includes('refresh_token') && !asks, 'grant_types', 'has refresh_token only with authorization_code'],
    [of.grantTypes.includes('client_credentials') && of.authMethod === 'none', 'grant_types',
      'has client_credentials only for a client with a secret or key'],
    [of.jwks !== undefined && !isPublicKeySet(of.jwks), 'jwks', 'must hold 1 to 10 public keys, and no private one'],
    [(of.authMethod === 'private_key_jwt') !== (of.jwks !== undefined), 'jwks', 'belongs to private_key_jwt'],
    [of.fapi && of.authMethod !== 'private_key_jwt', 'fapi', 'needs private_key_jwt'],
    [of.roles.length > 0 && !of.grantTypes.includes('client_credentials'), 'roles', 'need client_credentials'],
  ];
  return faults.filter(([wrong]) => wrong).map(([, field, message]) => ({ field, message }));
}

/** An application by the names of RFC 7591. */
export function metadataOf(of: Application): Record<string, unknown> {
  const native = of.redirectUris.some((uri) => !uri.startsWith('https:'));
  return {
    application_type: native ? 'native' : 'web',
    redirect_uris: [...of.redirectUris],
    post_logout_redirect_uris: [...of.postLogoutRedirectUris],
    response_types: of.grantTypes.includes('authorization_code') ? ['code'] : [],
    grant_types: [...of.grantTypes],
    token_endpoint_auth_method: of.authMethod,
    ...(of.jwks === undefined ? {} : { jwks: of.jwks }),
    ...(of.fapi ? { dpop_bound_access_tokens: true, require_pushed_authorization_requests: true } : {}),
  };
}

/** What a client was made as, and is by now. */
export function applicationOf({ name, metadata, roles }: Client): Application {
  return {
    name,
    redirectUris: metadata['redirect_uris'] as string[],
    postLogoutRedirectUris: metadata['post_logout_redirect_uris'] as string[],
    authMethod: metadata['token_endpoint_auth_method'] as Application['authMethod'],
    grantTypes: metadata['grant_types'] as Application['grantTypes'],
    jwks: metadata['jwks'] as object | undefined,
    roles,
    fapi: metadata['dpop_bound_access_tokens'] === true,
  };
}

/** The session of a client that acts for itself: it has none, but what is denied is denied by this name. */
export function clientSession(clientId: string): string {
  return `client:${clientId}`;
}
