import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { auditOf, personAt } from '@florin/platform/audit';
import { csrfClaimOf } from '@florin/platform/auth';
import { asTenant, Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { ErrorCode } from '../errors.js';
import { KeyService } from '../key/key.service.js';
import { TenantRepository } from '../tenant/tenant.repository.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import { CookieService } from './cookie.service.js';
import type { Device } from './device.js';
import { EndingService } from './ending.service.js';
import {
  ACCESS_TOKEN_S,
  claimsOf,
  digestOf,
  refreshExpiry,
  refusalOf,
  SESSION_S,
  type KeptToken,
  type Login,
  type OwnSession,
  type Session,
  type Tokens,
} from './session.js';
import { SessionRepository } from './session.repository.js';
import { deviceDigestOf, sealSuccessor, successorOf } from './successor.js';

interface Refusal {
  readonly code: 'refresh_token_invalid' | 'refresh_token_reused';
  readonly sessionId?: string | undefined;
}

interface Opened {
  readonly session: Session;
  readonly rows: OutboxRow[];
}

/** What a refresh gives, and whom. */
export interface Refreshed {
  readonly user: User;
  readonly tokens: Tokens;
  readonly record: OutboxRow;
}

/** As many as the tabs of a browser can use up within the grace. */
const FOLLOWED_MOST = 20;

/** Starts sessions and keeps them alive. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly tenants: TenantRepository,
    private readonly users: UserRepository,
    private readonly keys: KeyService,
    private readonly cookies: CookieService,
    private readonly ending: EndingService,
    private readonly relay: Relay,
  ) {}

  /**
   * Opens a session without tokens in the caller's transaction, for those who issue their own tokens in its name
   * (their `sid`); the caller puts the rows into its outbox. Who was let in a moment ago may be shut out by now, or
   * have another password. Fails with: invalid_credentials.
   */
  async open(tx: EntityManager, user: User, login: Login, now: Date): Promise<Opened> {
    if (!(await this.users.holdActive(tx, user.id, login.passwordHash))) {
      throw new DomainError<ErrorCode>('invalid_credentials', 'Check the login and the password.');
    }
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
    const started = outgoing('session.started.v1', fact, { key: user.id, tenant: user.tenantId });
    const record = auditOf(personAt(login.device.ip, { ...user, sessionId: session.id }), {
      tenant: user.tenantId,
      action: 'session.start',
      object: { kind: 'session', id: session.id },
      details: { amr: login.amr.join(' ') },
      at: now,
    });
    return { session, rows: [started, record] };
  }

  /**
   * Starts a session with its tokens in the caller's transaction; the caller puts the rows into its outbox.
   * Fails with: invalid_credentials.
   */
  async start(tx: EntityManager, user: User, login: Login, now: Date): Promise<{ tokens: Tokens; rows: OutboxRow[] }> {
    const { session, rows } = await this.open(tx, user, login, now);
    return { tokens: await this.issue(tx, user, session, now), rows };
  }

  /**
   * Starts a session of a person who has proved to be who they are: the one place where a login gets its tokens.
   * Fails with: invalid_credentials.
   */
  async begin(user: User, login: Login): Promise<Tokens> {
    const { tokens, rows } = await inTransaction(this.database.engine, async (tx) => {
      const started = await this.start(tx, user, login, new Date());
      await addToOutbox(tx, started.rows);
      return started;
    });
    this.relay.push(rows);
    return tokens;
  }

  /** A new pair for a refresh token, which dies. Fails with: refresh_token_invalid, refresh_token_reused. */
  async refresh(refreshToken: string, ip: string | null): Promise<Tokens> {
    const outcome = await inTransaction(this.database.engine, async (tx): Promise<Refreshed | Refusal> => {
      const now = new Date();
      const digest = digestOf(refreshToken);
      const sessionId = await this.sessions.consume(tx, digest, now);
      return sessionId === undefined
        ? refusalFor(await this.sessions.findToken(tx, digest))
        : this.carryOn(tx, sessionId, ip, now);
    });
    return (await this.settled(outcome)).tokens;
  }

  /**
   * The same for a browser, whose tabs may all come at once with one token: the first uses it up, and the others get
   * the same successor, each with an access token of its own. Fails with: refresh_token_invalid, refresh_token_reused.
   */
  async refreshBrowser(refreshToken: string, device: Device): Promise<Refreshed> {
    const outcome = await inTransaction(this.database.engine, async (tx): Promise<Refreshed | Refusal> => {
      const now = new Date();
      const digest = digestOf(refreshToken);
      const sessionId = await this.sessions.consume(tx, digest, now);
      if (sessionId === undefined) return this.followOn(tx, refreshToken, device, now);
      const outcome = await this.carryOn(tx, sessionId, device.ip, now);
      if (!('code' in outcome)) {
        const successorSealed = sealSuccessor(outcome.tokens.refreshToken, refreshToken);
        await this.sessions.keepSuccessor(tx, digest, { successorSealed, device: deviceDigestOf(device) });
      }
      return outcome;
    });
    return this.settled(outcome);
  }

  /** The session that a refresh token belongs or belonged to. */
  async sessionOf(refreshToken: string): Promise<string | undefined> {
    const digest = digestOf(refreshToken);
    return (await inTransaction(this.database.engine, (tx) => this.sessions.findToken(tx, digest)))?.sessionId;
  }

  /** The session that an access token of ours names, also when it has expired. */
  async sessionIn(accessToken: string): Promise<string | undefined> {
    const sid = (await this.keys.read(accessToken))?.sid;
    return typeof sid === 'string' ? sid : undefined;
  }

  /** The living sessions of a person, the newest first. */
  list(of: { userId: string; tenantId: string }, page: { before?: string; limit: number }): Promise<OwnSession[]> {
    return asTenant(this.database.reader, of.tenantId, (tx) =>
      this.sessions.listOf(tx, { ...of, ...page }, new Date()),
    );
  }

  /** Ends one of a person's own sessions. Fails with: not_found, revocation_unavailable. */
  async endOwn(of: { userId: string; tenantId: string }, id: string): Promise<void> {
    const isOwn = await asTenant(this.database.reader, of.tenantId, (tx) => this.sessions.isOf(tx, id, of));
    if (!isOwn) throw new DomainError('not_found');
    await this.ending.end(id, 'ended_by_user');
  }

  private async settled(outcome: Refreshed | Refusal): Promise<Refreshed> {
    if (!('code' in outcome)) {
      this.relay.push([outcome.record]);
      return outcome;
    }
    if (outcome.code === 'refresh_token_reused' && outcome.sessionId) {
      await this.ending.end(outcome.sessionId, 'refresh_reused');
    }
    throw new DomainError<ErrorCode>(outcome.code, 'Log in again.');
  }

  private async carryOn(
    tx: EntityManager,
    sessionId: string,
    ip: string | null,
    now: Date,
  ): Promise<Refreshed | Refusal> {
    const alive = await this.alive(tx, sessionId, now);
    if (!alive) return { code: 'refresh_token_invalid' };
    return this.given(tx, alive.user, await this.issue(tx, alive.user, alive.session, now), ip);
  }

  /** That somebody got new tokens is on the record. */
  private async given(tx: EntityManager, user: User, tokens: Tokens, ip: string | null): Promise<Refreshed> {
    const { id, roles, tenantId: tenant } = user;
    const { sessionId } = tokens;
    const object = { kind: 'session', id: sessionId };
    const deed = { tenant, action: 'token.issue', object, details: { grant: 'refresh_token' } };
    const record = auditOf(personAt(ip, { id, roles, sessionId }), deed);
    await addToOutbox(tx, [record]);
    return { user, tokens, record };
  }

  /** A session that may go on, and whose it is. */
  private async alive(
    tx: EntityManager,
    sessionId: string,
    now: Date,
  ): Promise<{ session: Session; user: User } | undefined> {
    const session = await this.sessions.touch(tx, sessionId, now);
    const user = session && (await this.users.find(tx, session.userId));
    const tenant = session && (await this.tenants.find(tx, session.tenantId));
    return session && user?.status === 'active' && tenant?.status === 'active' ? { session, user } : undefined;
  }

  /** Goes from a token that was used up to the one that is alive, as long as each was used by this browser just now. */
  private async followOn(
    tx: EntityManager,
    refreshToken: string,
    device: Device,
    now: Date,
  ): Promise<Refreshed | Refusal> {
    let token = refreshToken;
    for (let step = 0; step < FOLLOWED_MOST; step += 1) {
      const kept = await this.sessions.findToken(tx, digestOf(token));
      const successor = kept && successorOf(kept, token, device, now);
      if (kept?.consumedAt && successor === undefined) return refusalFor(kept);
      if (successor !== undefined) {
        token = successor;
        continue;
      }
      const alive = step > 0 && kept && (await this.alive(tx, kept.sessionId, now));
      if (!alive) break;
      const tokens = { ...this.access(alive.user, alive.session, now), refreshToken: token };
      return this.given(tx, alive.user, tokens, device.ip);
    }
    return { code: 'refresh_token_invalid' };
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
    return { ...this.access(user, session, now), refreshToken };
  }

  private access(user: User, session: Session, now: Date): Omit<Tokens, 'refreshToken'> {
    const csrf = csrfClaimOf(this.cookies.csrfTokenOf(session.id));
    const claims = claimsOf({ user, session, issuer: this.keys.issuer, tokenId: newId(), csrf, now });
    return { accessToken: this.keys.sign(claims), sessionId: session.id, expiresInS: ACCESS_TOKEN_S };
  }
}

function refusalFor(kept: KeptToken | undefined): Refusal {
  return { code: refusalOf(kept), sessionId: kept?.sessionId };
}
