import { IncomingMessage, type ServerResponse } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import Provider, {
  errors,
  ExternalSigningKey,
  interactionPolicy,
  type Configuration,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import { assert } from '@florin/kernel';
import { log } from '@florin/platform/telemetry';
import { CONFIG, type Config } from '../config.js';
import { errorPage, loggedOutPage, logoutPage, sourceOf, type Page } from '../interaction/page.js';
import { KeyService } from '../key/key.service.js';
import { MasterKeyService } from '../key/master-key.service.js';
import { AccountService } from './account.service.js';
import { JournalService } from './journal.service.js';
import {
  bankScopes,
  DEFAULT_SCOPE,
  EXCHANGE_CLIENT,
  isResource,
  resourceUrl,
  secretDigest,
  TOKEN_EXCHANGE,
} from './oauth.js';
import { settingsOf } from './settings.js';
import { StorageService } from './storage.service.js';
import { TokenService, type ExchangeParams } from './token.service.js';

/** The key that signs now, so that the OAuth server follows a rotation without being built again. */
class BankKey extends ExternalSigningKey {
  constructor(private readonly keys: KeyService) {
    super();
  }

  override get kid(): string {
    return this.keys.signing().kid;
  }

  override get alg(): string {
    return 'ES256';
  }

  override keyObject() {
    return this.keys.signing().publicKey;
  }

  override sign(data: Uint8Array): Uint8Array {
    return this.keys.signing().sign(data);
  }
}

/** The OAuth 2.1 and OpenID Connect server of the bank: oidc-provider with the bank's keys, people and storage. */
@Injectable()
export class OauthService implements OnApplicationBootstrap {
  private built: Provider | undefined;
  private readonly publicUrl: string;

  constructor(
    private readonly keys: KeyService,
    private readonly masters: MasterKeyService,
    private readonly storage: StorageService,
    private readonly tokens: TokenService,
    private readonly accounts: AccountService,
    private readonly journal: JournalService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.publicUrl = config.PUBLIC_URL;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.keys.ready();
    const provider = new Provider(this.publicUrl, this.configuration());
    provider.proxy = true;
    provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'the OAuth server failed'));
    this.journal.follow(provider);
    hashSecrets(provider);
    const params = ['subject_token', 'subject_token_type', 'requested_token_type', 'actor_token', 'actor_token_type'];
    provider.registerGrantType<ExchangeParams>(
      TOKEN_EXCHANGE,
      async (ctx) => {
        ctx.body = await this.tokens.exchange(ctx.oidc.params, ctx.oidc.client.clientId);
      },
      [...params, 'resource', 'audience', 'scope'],
    );
    provider.use(async (ctx, next) => {
      ctx.set('content-security-policy', `${SHUT}; form-action 'self'`);
      await next();
      letFormGo(ctx as KoaContextWithOIDC);
      if (ctx.path.startsWith('/.well-known/') && ctx.status === 200) complete(ctx.body as Json, this.publicUrl);
    });
    this.built = provider;
  }

  get provider(): Provider {
    assert(this.built, 'the OAuth server is built before it is asked');
    return this.built;
  }

  /** Answers one request; the body of a form comes as text, because its reading is the server's own business. */
  async serve(request: IncomingMessage, response: ServerResponse, body?: string): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const form = body === undefined ? undefined : await this.prepared(path, body);
    await this.provider.callback()(this.copyOf(request, form), response);
  }

  /** A form as the OAuth server understands it: a scope where none was asked, and names in place of our own tokens. */
  private async prepared(path: string, body: string): Promise<string> {
    const form = new URLSearchParams(body);
    if (path === '/oauth/par' && !form.get('scope')) form.set('scope', DEFAULT_SCOPE);
    const token = /^\/oauth\/(introspect|revoke)$/.test(path) ? form.get('token') : null;
    if (token?.includes('.')) form.set('token', await this.tokens.handleFor(token));
    return form.toString();
  }

  /** The request with the address that the world knows, whatever Host said. */
  private copyOf(request: IncomingMessage, form: string | undefined): IncomingMessage {
    const copy = new IncomingMessage(request.socket);
    const { protocol, host } = new URL(this.publicUrl);
    const addressed = { 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host, host };
    const sized = form === undefined ? {} : { 'content-length': String(Buffer.byteLength(form)) };
    Object.assign(copy, { method: request.method, httpVersion: request.httpVersion, url: scoped(request.url ?? '/') });
    copy.headers = { ...request.headers, ...addressed, ...sized };
    // The body was read already, so nothing more comes from the socket.
    if (form !== undefined) copy.push(form);
    copy.push(null);
    copy.complete = true;
    return copy;
  }

  private configuration(): Configuration {
    const { PUBLIC_URL: publicUrl, EXCHANGE_CLIENT_SECRET: exchangeSecret } = this.config;
    const cookieKeys = this.masters.derived('oauth cookies').map((key) => key.toString('base64url'));
    // What makes proofs of possession stale. One is enough: whoever brings a nonce of before is given a new one.
    const nonceSecret = this.masters.derived('oauth dpop nonces')[0]!;
    return {
      ...settingsOf({ publicUrl, cookieKeys, exchangeSecret }),
      adapter: (kind) => this.storage.adapterOf(kind),
      jwks: { keys: [new BankKey(this.keys)] },
      findAccount: (ctx, userId, token) => this.accounts.find(ctx, userId, token),
      renderError: (ctx, out, error) => {
        const status = (error as { statusCode?: number }).statusCode ?? 500;
        show(ctx, errorPage({ error: out.error, description: out.error_description, status }));
      },
      interactions: { policy: policy(), url: (_ctx, { uid }) => `/oauth/interaction/${uid}` },
      formats: {
        customizers: {
          jwt: async (ctx, token, parts) => {
            parts.payload = (await this.tokens.claims(ctx, token, parts.payload as Json)) as typeof parts.payload;
          },
        },
      },
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (ctx, form) => {
            show(ctx, logoutPage(form, sourceOf(ctx.oidc.session?.state?.['postLogoutRedirectUri'] as string)));
          },
          postLogoutSuccessSource: (ctx) => show(ctx, loggedOutPage()),
        },
        clientCredentials: { enabled: true },
        pushedAuthorizationRequests: { enabled: true },
        dPoP: { enabled: true, nonceSecret, requireNonce: () => true },
        resourceIndicators: {
          enabled: true,
          defaultResource: (_ctx, _client, oneOf) => oneOf ?? resourceUrl(publicUrl, 'api'),
          getResourceServerInfo: (_ctx, resource) => resourceServer(publicUrl, resource),
        },
        revocation: {
          enabled: true,
          allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
        },
        introspection: {
          enabled: true,
          allowedPolicy: (_ctx, client, token) =>
            client.clientId === EXCHANGE_CLIENT || token.clientId === client.clientId,
        },
        fapi: { enabled: true, profile: (_ctx, client) => (client?.['dpopBoundAccessTokens'] ? '2.0' : undefined) },
        externalSigningSupport: { enabled: true, ack: 'experimental-01' },
        clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
      },
    };
  }
}

type Json = Record<string, unknown>;

function show(ctx: KoaContextWithOIDC, { html, csp, status }: Page): void {
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set({ 'content-security-policy': csp, 'referrer-policy': 'same-origin' });
  ctx.body = html;
}

/** What the library's own pages may do: run the one script whose hash it adds here, and send their form. */
const SHUT = "default-src 'none'; script-src; base-uri 'none'; frame-ancestors 'none'";

/** The page that posts an answer to the client (`form_post`) may do so, and nothing else. */
function letFormGo(ctx: KoaContextWithOIDC): void {
  const { response_mode: mode, redirect_uri: uri } = (ctx.oidc?.params ?? {}) as Record<string, string | undefined>;
  const target = mode === 'form_post' && uri !== undefined ? sourceOf(uri) : undefined;
  if (target === undefined) return;
  const policy = ctx.response.get('content-security-policy');
  ctx.set('content-security-policy', policy.replace("form-action 'self'", `form-action 'self' ${target}`));
}

function resourceServer(publicUrl: string, resource: string): ResourceServer {
  if (!isResource(publicUrl, resource)) throw new errors.InvalidTarget();
  return { scope: bankScopes.join(' '), audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
}

/** Asks for a login also when the browser's session has ended since, or is of another bank than the client. */
function policy(): interactionPolicy.DefaultPolicy {
  const prompts = interactionPolicy.base();
  const { Check } = interactionPolicy;
  prompts.get('login')?.checks.add(
    new Check('signed_out', 'End-User authentication is required', (ctx: KoaContextWithOIDC) =>
      ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined,
    ),
  );
  return prompts;
}

/** Of a client's secret only the hash is kept, and compared. */
function hashSecrets(provider: Provider): void {
  const { prototype } = provider.Client as unknown as { prototype: { compareClientSecret(secret: string): unknown } };
  const compare = prototype.compareClientSecret;
  prototype.compareClientSecret = function (secret: string) {
    return compare.call(this, secretDigest(secret));
  };
}

/** An authorization request that names no scope asks for the least. */
function scoped(url: string): string {
  if (!url.startsWith('/oauth/authorize?')) return url;
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  if (query.get('scope') || query.has('request_uri') || !query.has('client_id')) return url;
  query.set('scope', DEFAULT_SCOPE);
  return `/oauth/authorize?${query}`;
}

/** What the metadata says beside what the library knows. */
function complete(metadata: Json, publicUrl: string): void {
  metadata['service_documentation'] = `${publicUrl}/docs`;
}
