import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { DenyList } from '@florin/platform/auth';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { KeyService } from '../key/key.service.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import type { Device } from './device.js';
import {
  ACCESS_TOKEN_S,
  claimsOf,
  DENIAL_S,
  digestOf,
  refreshExpiry,
  refusalOf,
  SESSION_S,
  type EndReason,
  type Session,
  type Tokens,
} from './session.js';
import { SessionRepository, type EndedSession } from './session.repository.js';

interface Refusal {
  readonly code: 'refresh_token_invalid' | 'refresh_token_reused';
  readonly sessionId?: string | undefined;
}

/** Starts sessions, keeps them alive and ends them: an ended one is dead everywhere within a second. */
@Injectable()
export class SessionService {
  private readonly logger = new Logger('Session');

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly keys: KeyService,
    private readonly denials: DenyList,
    private readonly relay: Relay,
  ) {}

  /** Starts a session in the caller's transaction; the caller puts the row into its outbox. */
  async start(tx: EntityManager, user: User, device: Device, now: Date): Promise<{ tokens: Tokens; row: OutboxRow }> {
    const session: Session = {
      id: newId(),
      tenantId: user.tenantId,
      userId: user.id,
      amr: ['pwd'],
      createdAt: now,
      expiresAt: new Date(now.getTime() + SESSION_S * 1000),
    };
    await this.sessions.add(tx, session, device);
    const tokens = await this.issue(tx, user, session, now);
    const fact = { user_id: user.id, session_id: session.id, ip: device.ip, at: now.toISOString() };
    return { tokens, row: outgoing('session.started.v1', fact, { key: user.id, tenant: user.tenantId }) };
  }

  /** Starts a session of a person who has proved to be who they are. */
  async begin(user: User, device: Device): Promise<Tokens> {
    const { tokens, row } = await inTransaction(this.database.engine, async (tx) => {
      const started = await this.start(tx, user, device, new Date());
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
      return session && user?.status === 'active'
        ? this.issue(tx, user, session, now)
        : { code: 'refresh_token_invalid' };
    });
    if (!('code' in outcome)) return outcome;
    if (outcome.code === 'refresh_token_reused' && outcome.sessionId)
      await this.end(outcome.sessionId, 'refresh_reused');
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
    for (const id of named) await this.end(id, 'logout');
  }

  /** Tells the deny list of sessions that ended while it could not be reached. */
  async denyOverdue(): Promise<void> {
    const since = new Date(Date.now() - DENIAL_S * 1000);
    const ids = await inTransaction(this.database.engine, (tx) => this.sessions.undenied(tx, since));
    for (const id of ids) await this.deny(id);
    if (ids.length > 0) this.logger.log(`${ids.length} ended sessions were denied late`);
  }

  /** The database first: what it holds is denied later if Redis is away now. */
  private async end(id: string, reason: EndReason): Promise<void> {
    const { messages, undenied } = await inTransaction(this.database.engine, async (tx) => {
      const now = new Date();
      const ended = await this.sessions.end(tx, id, reason, now);
      const messages = ended ? endMessages(ended, reason, now) : [];
      await addToOutbox(tx, messages);
      return { messages, undenied: await this.sessions.isUndenied(tx, id) };
    });
    this.relay.push(messages);
    if (undenied) await this.deny(id);
  }

  private async deny(id: string): Promise<void> {
    await this.denials.denySession(id, DENIAL_S);
    await inTransaction(this.database.engine, (tx) => this.sessions.markDenied(tx, [id], new Date()));
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

function endMessages(session: EndedSession, reason: EndReason, now: Date): OutboxRow[] {
  const about = { key: session.userId, tenant: session.tenantId };
  const fact = { user_id: session.userId, session_id: session.id, at: now.toISOString() };
  const ended = outgoing('session.ended.v1', { ...fact, reason }, about);
  return reason === 'refresh_reused' ? [outgoing('refresh.reused.v1', fact, about), ended] : [ended];
}
