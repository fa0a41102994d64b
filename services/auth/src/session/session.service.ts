import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { KeyService } from '../key/key.service.js';
import { TenantRepository } from '../tenant/tenant.repository.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { EndingService } from './ending.service.js';
import {
  ACCESS_TOKEN_S,
  claimsOf,
  digestOf,
  refreshExpiry,
  refusalOf,
  SESSION_S,
  type Login,
  type Session,
  type Tokens,
} from './session.js';
import { SessionRepository } from './session.repository.js';

interface Refusal {
  readonly code: 'refresh_token_invalid' | 'refresh_token_reused';
  readonly sessionId?: string | undefined;
}

/** Starts sessions, keeps them alive and ends them: an ended one is dead everywhere within a second. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly tenants: TenantRepository,
    private readonly users: UserRepository,
    private readonly keys: KeyService,
    private readonly ending: EndingService,
    private readonly relay: Relay,
  ) {}

  /**
   * Opens a session without tokens in the caller's transaction, for those who issue their own tokens in its name
   * (their `sid`); the caller puts the row into its outbox.
   */
  async open(tx: EntityManager, user: User, login: Login, now: Date): Promise<{ session: Session; row: OutboxRow }> {
    const session: Session = {
      id: newId(),
      tenantId: user.tenantId,
      userId: user.id,
      amr: [...login.amr],
      createdAt: now,
      expiresAt: new Date(now.getTime() + SESSION_S * 1000),
    };
    await this.sessions.add(tx, session, login.device);
    const fact = { user_id: user.id, session_id: session.id, ip: login.device.ip, at: now.toISOString() };
    return { session, row: outgoing('session.started.v1', fact, { key: user.id, tenant: user.tenantId }) };
  }

  /** Starts a session with its tokens in the caller's transaction; the caller puts the row into its outbox. */
  async start(tx: EntityManager, user: User, login: Login, now: Date): Promise<{ tokens: Tokens; row: OutboxRow }> {
    const { session, row } = await this.open(tx, user, login, now);
    return { tokens: await this.issue(tx, user, session, now), row };
  }

  /** Starts a session of a person who has proved to be who they are: the one place where a login gets its tokens. */
  async begin(user: User, login: Login): Promise<Tokens> {
    const { tokens, row } = await inTransaction(this.database.engine, async (tx) => {
      const started = await this.start(tx, user, login, new Date());
      await addToOutbox(tx, [started.row]);
      return started;
    });
    this.relay.push([row]);
    return tokens;
  }

  /** A new pair for a refresh token, which dies. Fails with: refresh_token_invalid, refresh_token_reused. */
  async refresh(refreshToken: string): Promise<Tokens> {
    const digest = digestOf(refreshToken);
    const outcome = await inTransaction(this.database.engine, async (tx): Promise<Tokens | Refusal> => {
      const now = new Date();
      const sessionId = await this.sessions.consume(tx, digest, now);
      if (sessionId === undefined) {
        const kept = await this.sessions.findToken(tx, digest);
        return { code: refusalOf(kept), sessionId: kept?.sessionId };
      }
      const session = await this.sessions.touch(tx, sessionId, now);
      const user = session && (await this.users.find(tx, session.userId));
      const tenant = session && (await this.tenants.find(tx, session.tenantId));
      return session && user?.status === 'active' && tenant?.status === 'active'
        ? this.issue(tx, user, session, now)
        : { code: 'refresh_token_invalid' };
    });
    if (!('code' in outcome)) return outcome;
    if (outcome.code === 'refresh_token_reused' && outcome.sessionId)
      await this.ending.end(outcome.sessionId, 'refresh_reused');
    throw new DomainError<ErrorCode>(outcome.code, 'Log in again.');
  }

  /** Ends the sessions that the tokens name; one that names none is no fault. Fails with: revocation_unavailable. */
  async logOut(bearer: { accessToken?: string | undefined; refreshToken?: string | undefined }): Promise<void> {
    const named = new Set<string>();
    const claims = bearer.accessToken === undefined ? undefined : await this.keys.read(bearer.accessToken);
    if (typeof claims?.sid === 'string') named.add(claims.sid);
    if (bearer.refreshToken !== undefined) {
      const digest = digestOf(bearer.refreshToken);
      const kept = await inTransaction(this.database.engine, (tx) => this.sessions.findToken(tx, digest));
      if (kept) named.add(kept.sessionId);
    }
    for (const id of named) await this.ending.end(id, 'logout');
  }

  /** Signed before the commit, so that no token is younger than the end of its session. */
  private async issue(tx: EntityManager, user: User, session: Session, now: Date): Promise<Tokens> {
    const refreshToken = randomBytes(32).toString('base64url');
    const expiresAt = refreshExpiry(session, now);
    await this.sessions.addToken(tx, {
      digest: digestOf(refreshToken),
      sessionId: session.id,
      issuedAt: now,
      expiresAt,
    });
    const claims = claimsOf({ user, session, issuer: this.keys.issuer, tokenId: newId(), now });
    return { accessToken: this.keys.sign(claims), refreshToken, expiresInS: ACCESS_TOKEN_S };
  }
}
