import { Injectable } from '@nestjs/common';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { auditOf, AuditTrail, personAt, strangerAt, type Deed, type Origin } from '@florin/platform/audit';
import type { AccessClaims } from '@florin/platform/auth';
import { ClientService } from '../client/client.service.js';

/** As long as a name in a record may be; the id of a client may be an address. */
const NAME_MOST = 255;

/** No refusal: the client is given the nonce for its proof, and comes again. */
const NONCE_ASKED = 'use_dpop_nonce';

/** Puts on the record which tokens the OAuth server gave, to whom and to which program, and which it refused. */
@Injectable()
export class JournalService {
  constructor(
    private readonly trail: AuditTrail,
    private readonly clients: ClientService,
  ) {}

  follow(provider: Provider): void {
    provider.on('grant.success', (ctx) => this.given(ctx));
    provider.on('grant.error', (ctx, { error }) => {
      if (error !== NONCE_ASKED) void this.refused(ctx, error);
    });
  }

  private given(ctx: KoaContextWithOIDC): void {
    const claims = claimsOf((ctx.body as { access_token?: unknown }).access_token);
    if (!claims?.tenant_id || !claims.sub) return;
    const { sub: id, roles = [], sid: sessionId, tenant_id: tenant, scope = '' } = claims;
    const person = personAt(ctx.ip, { id, roles, ...(sessionId === undefined ? {} : { sessionId }) });
    this.tell(ctx, person, tenant, { details: { grant: grantOf(ctx), scope } });
  }

  /** Whoever names no client of a bank's is on no bank's record. */
  private async refused(ctx: KoaContextWithOIDC, reason: string): Promise<void> {
    const client = ctx.oidc.client && (await this.clients.find(ctx.oidc.client.clientId));
    if (!client) return;
    const details = { grant: grantOf(ctx) };
    this.tell(ctx, strangerAt(ctx.ip), client.tenantId, { outcome: 'refused', reason, details });
  }

  private tell(ctx: KoaContextWithOIDC, from: Origin, tenant: string, deed: Partial<Deed>): void {
    const client = ctx.oidc.client?.clientId.slice(0, NAME_MOST) ?? null;
    const object = client === null ? null : { kind: 'oauth-client', id: client };
    this.trail.tell(auditOf({ ...from, client }, { tenant, action: 'token.issue', object, ...deed }));
  }
}

const grantOf = (ctx: KoaContextWithOIDC): string => String(ctx.oidc.params?.['grant_type'] ?? '').slice(0, NAME_MOST);

/** What a token of ours says; we have just signed it. */
function claimsOf(token: unknown): Partial<AccessClaims> | undefined {
  const body = typeof token === 'string' ? token.split('.')[1] : undefined;
  return body === undefined ? undefined : (JSON.parse(Buffer.from(body, 'base64url').toString()) as AccessClaims);
}
