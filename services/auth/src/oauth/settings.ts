import type { Configuration } from 'oidc-provider';
import { cookieNames } from './cookies.js';
import { ACCESS_TOKEN_S, REFRESH_TOKEN_S, SESSION_S } from '../session/session.js';
import { bankScopes, EXCHANGE_CLIENT, identityScopes, secretDigest, TOKEN_EXCHANGE } from './oauth.js';

const MINUTE_S = 60;
const SIGNATURES = ['ES256', 'EdDSA', 'PS256'] as const;

/** The bank's own client, which only changes tokens. */
function exchangeClient(secret: string): object {
  return {
    client_id: EXCHANGE_CLIENT,
    client_name: 'Florin',
    client_secret: secretDigest(secret),
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: [TOKEN_EXCHANGE],
    response_types: [],
    redirect_uris: [],
  };
}

/** What of the OAuth server's settings is a plain value: the rules of OAuth 2.1, the lifetimes, the names. */
export function settingsOf(of: { publicUrl: string; cookieKeys: string[]; exchangeSecret: string }): Configuration {
  return {
    clients: [exchangeClient(of.exchangeSecret) as never],
    clientDefaults: { id_token_signed_response_alg: 'ES256', grant_types: ['authorization_code'] },
    clientAuthMethods: ['none', 'client_secret_basic', 'private_key_jwt'],
    responseTypes: ['code'],
    scopes: [...identityScopes, ...bankScopes],
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username', 'updated_at'],
      email: ['email'],
    },
    conformIdTokenClaims: true,
    pkce: { required: () => true },
    rotateRefreshToken: ({ oidc }) => oidc.client?.tokenEndpointAuthMethod !== 'private_key_jwt',
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    cookies: {
      names: cookieNames(of.publicUrl),
      // The first signs, and each proves.
      keys: of.cookieKeys,
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_S,
      ClientCredentials: ACCESS_TOKEN_S,
      IdToken: ACCESS_TOKEN_S,
      AuthorizationCode: MINUTE_S,
      Interaction: 10 * MINUTE_S,
      RefreshToken: (_ctx, token) => Math.max(1, Math.min(REFRESH_TOKEN_S, SESSION_S - token.totalLifetime())),
      Grant: SESSION_S,
      Session: REFRESH_TOKEN_S,
    },
    enabledJWA: {
      clientAuthSigningAlgValues: [...SIGNATURES],
      dPoPSigningAlgValues: [...SIGNATURES],
      idTokenSigningAlgValues: ['ES256'],
    },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      jwks: '/oauth/jwks',
      revocation: '/oauth/revoke',
      introspection: '/oauth/introspect',
      pushed_authorization_request: '/oauth/par',
      userinfo: '/oauth/userinfo',
      end_session: '/oauth/logout',
    },
  };
}
