import { Injectable } from '@nestjs/common';
import type { Account, KoaContextWithOIDC } from 'oidc-provider';
import { Database, inTransaction } from '@florin/platform/database';
import { ClientService } from '../client/client.service.js';
import { ConsentService, type Standing } from '../consent/consent.service.js';
import { SessionRepository } from '../session/session.repository.js';
import { SESSION_S } from '../session/session.js';
import { fullNameOf, type User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { TicketRepository } from './ticket.repository.js';

/** Who is meant by an account of the OAuth server, and whether that person is still signed in. */
@Injectable()
export class AccountService {
  private readonly standings = new WeakMap<object, Standing>();

  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly consents: ConsentService,
    private readonly clients: ClientService,
    private readonly tickets: TicketRepository,
  ) {}

  /** The person of a code or token, while the consent lives; the person who is signed in, while that session lives. */
  async find(ctx: KoaContextWithOIDC, userId: string, token?: { grantId?: string }): Promise<Account | undefined> {
    const user = token ? await this.ofGrant(ctx, String(token.grantId)) : await this.signedIn(ctx, userId);
    return user?.id === userId ? { accountId: user.id, claims: () => claimsOf(user) } : undefined;
  }

  private async ofGrant(ctx: KoaContextWithOIDC, grantId: string): Promise<User | undefined> {
    const standing = await this.consents.standing(grantId);
    if (standing) this.standings.set(ctx, standing);
    return standing?.user;
  }

  /**
   * What was found when the request began. Of twenty refreshes with one token the one that wins is answered, although
   * those that lost have ended the consent by then: what it gets is dead, and the client learns it in good order.
   */
  standing(ctx: KoaContextWithOIDC): Standing | undefined {
    return this.standings.get(ctx);
  }

  /** A browser stays signed in only as long as its session of the bank: a logout anywhere ends it here too. */
  private async signedIn(ctx: KoaContextWithOIDC, userId: string): Promise<User | undefined> {
    const uid = ctx.oidc.session?.uid;
    if (uid === undefined) return undefined;
    const fresh = (ctx.oidc.result?.login as { bankSession?: unknown } | undefined)?.bankSession;
    if (typeof fresh === 'string') await this.tickets.put('SignIn', uid, { sessionId: fresh }, SESSION_S);
    const sessionId = (await this.tickets.find('SignIn', uid))?.['sessionId'];
    if (typeof sessionId !== 'string') return undefined;
    const user = await inTransaction(this.database.engine, async (tx) => {
      const session = await this.sessions.touch(tx, sessionId, new Date());
      const found = session?.userId === userId ? await this.users.find(tx, userId) : undefined;
      return found?.status === 'active' ? found : undefined;
    });
    const client = ctx.oidc.client && (await this.clients.find(ctx.oidc.client.clientId));
    return client && client.tenantId !== user?.tenantId ? undefined : user;
  }
}

function claimsOf(user: User): { sub: string; [claim: string]: unknown } {
  return {
    sub: user.id,
    email: user.email,
    name: fullNameOf(user),
    given_name: user.firstName,
    family_name: user.lastName,
    preferred_username: user.username ?? undefined,
    updated_at: Math.floor(user.updatedAt.getTime() / 1000),
  };
}
