import { Inject, Injectable } from '@nestjs/common';
import { errors, type AccessToken, type ClientCredentials, type KoaContextWithOIDC } from 'oidc-provider';
import { callerOf, DenyList, type AccessClaims } from '@florin/platform/auth';
import { newId } from '@florin/platform/database';
import { scopesOf } from '@florin/contracts';
import { clientSession } from '../client/client.js';
import { ClientService } from '../client/client.service.js';
import { CONFIG, type Config } from '../config.js';
import { KeyService } from '../key/key.service.js';
import { claimsOf } from '../session/session.js';
import { AccountService } from './account.service.js';
import {
  ACCESS_TOKEN_TYPE, EXCHANGED_TOKEN_S, grantable, isResource, narrowed, resourceUrl, wordsOf,
} from './oauth.js';
import { TicketRepository } from './ticket.repository.js';

type Json = Record<string, unknown>;

/** A verified access token as it came in: all its claims. */
export type Claims = Partial<AccessClaims> & Json & { readonly cnf?: { readonly jkt?: string } };

/** How long a handle stands for a token: for one request. */
const HANDLE_S = 30;

/** Access tokens of the OAuth server: what they say, which of them are good, and changing one for another. */
@Injectable()
export class TokenService {
  private readonly publicUrl: string;

  constructor(
    private readonly keys: KeyService,
    private readonly denials: DenyList,
    private readonly accounts: AccountService,
    private readonly clients: ClientService,
    private readonly tickets: TicketRepository,
    @Inject(CONFIG) config: Config,
  ) {
    this.publicUrl = config.PUBLIC_URL;
  }

  /** What an access token says: the person's rights now, and never more than was allowed. */
  async claims(ctx: KoaContextWithOIDC, token: AccessToken | ClientCredentials, given: Json): Promise<Json> {
    const { jti, iat, exp, aud, client_id, cnf } = given;
    const own = { jti, iat, exp, aud, client_id, ...(cnf === undefined ? {} : { cnf }) };
    const asked = wordsOf(token.scope);
    if (token.kind === 'ClientCredentials') {
      const client = await this.clients.find(String(client_id));
      if (!client) throw new errors.InvalidClient('client not found');
      const scope = grantable(asked, client.roles).filter((one) => scopesOf(client.roles).includes(one as never));
      const about = { tenant_id: client.tenantId, roles: [...client.roles], sid: clientSession(client.id), gen: 0 };
      return { iss: this.publicUrl, sub: client.id, ...about, scope: scope.join(' '), ...own };
    }
    const standing = this.accounts.standing(ctx);
    if (!standing) throw new errors.InvalidGrant('the consent has ended');
    const { user, session } = standing;
    const whole = claimsOf({ user, session, issuer: this.publicUrl, tokenId: String(jti), now: session.createdAt });
    return { ...whole, scope: grantable(asked, user.roles).join(' '), ...own };
  }

  /** The claims of a good access token of ours for any of our resources. Fails with: revocation_unavailable. */
  async read(token: string): Promise<Claims | undefined> {
    const claims: Claims | undefined = isAccessToken(token) ? await this.keys.read(token) : undefined;
    const caller = claims && callerOf(claims, '');
    if (!caller || !isResource(this.publicUrl, String(claims.aud))) return undefined;
    if (caller.expiresAt <= Date.now() / 1000 || (await this.denials.ask(caller))) return undefined;
    return claims;
  }

  /**
   * The OAuth server does not know tokens that explain themselves: it is handed a short-lived name for what such a
   * token says, to introspect or revoke. A token that is not good gets a name that stands for nothing.
   */
  async handleFor(token: string): Promise<string> {
    const handle = `at-${newId()}`;
    const claims = await this.read(token);
    if (!claims) return handle;
    const { sub, aud, scope, iat, exp, sid, client_id, cnf, jti, ...rest } = claims;
    const { iss: _, ...extra } = rest;
    const said = { accountId: sub, clientId: client_id, aud, scope, iat, exp, sid, jkt: cnf?.jkt };
    const payload = { kind: 'AccessToken', ...said, extra, token: jti };
    await this.tickets.put('AccessToken', handle, payload, HANDLE_S);
    return handle;
  }

  /**
   * RFC 8693: changes a token that was brought to the bank's tools (over MCP, or over REST with one of the API) for one
   * of the bank's API, that lives a minute, can do no more, and says who acts.
   */
  async exchange(params: ExchangeParams, actor: string): Promise<Json> {
    if (params.subject_token_type !== ACCESS_TOKEN_TYPE) {
      throw new errors.InvalidRequest('subject_token_type is not supported');
    }
    const wanted = params.requested_token_type ?? ACCESS_TOKEN_TYPE;
    if (wanted !== ACCESS_TOKEN_TYPE) throw new errors.InvalidRequest('requested_token_type is not supported');
    if (params.actor_token !== undefined) throw new errors.InvalidRequest('actor_token is not supported');
    const target = params.resource ?? resourceUrl(this.publicUrl, 'api');
    if (target !== resourceUrl(this.publicUrl, 'api')) throw new errors.InvalidTarget();
    const claims = await this.read(params.subject_token ?? '');
    if (!claims) throw new errors.InvalidGrant('subject_token is not a live token');
    const scope = narrowed(wordsOf(claims.scope), wordsOf(params.scope));
    if (!scope) throw new errors.InvalidScope('the subject token has not all of these', params.scope ?? '');
    const iat = Math.floor(Date.now() / 1000);
    const exp = Math.min(iat + EXCHANGED_TOKEN_S, Number(claims.exp));
    const { cnf: _, ...said } = claims;
    const act = { sub: actor, ...(said['act'] === undefined ? {} : { act: said['act'] }) };
    const accessToken = this.keys.sign({ ...said, aud: target, scope: scope.join(' '), act, jti: newId(), iat, exp });
    const about = { issued_token_type: ACCESS_TOKEN_TYPE, token_type: 'Bearer', expires_in: exp - iat };
    return { access_token: accessToken, ...about, scope: scope.join(' ') };
  }
}

export interface ExchangeParams {
  readonly subject_token?: string;
  readonly subject_token_type?: string;
  readonly requested_token_type?: string;
  readonly actor_token?: string;
  readonly resource?: string | string[];
  readonly scope?: string;
}

/** Whether the header says that it is an access token (RFC 9068); its signature is judged elsewhere. */
function isAccessToken(token: string): boolean {
  try {
    const head: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    return (head as { typ?: unknown }).typ === 'at+jwt';
  } catch {
    return false;
  }
}
