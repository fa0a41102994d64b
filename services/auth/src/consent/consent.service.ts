import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { auditOf, personAt, type Origin } from '@florin/platform/audit';
import type { Caller } from '@florin/platform/auth';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { Session } from '../session/session.js';
import { EndingService } from '../session/ending.service.js';
import { SessionRepository } from '../session/session.repository.js';
import { SessionService } from '../session/session.service.js';
import type { User } from '../user/user.js';
import { UserRepository } from '../user/user.repository.js';
import type { Consent, ConsentPayload } from './consent.js';
import { ConsentRepository } from './consent.repository.js';

type Json = Record<string, unknown>;

/** Whose consent it is, and the session that its tokens name. */
export interface Standing {
  readonly consent: Consent;
  readonly user: User;
  readonly session: Session;
}

/** A consent, and whom it was given. */
interface Held {
  readonly consent: Consent;
  readonly clientName: string | null;
}

/** What people have allowed clients: a consent lives as long as its session, and its refresh tokens as long as it. */
@Injectable()
export class ConsentService {
  constructor(
    private readonly database: Database,
    private readonly consents: ConsentRepository,
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
    private readonly kept: SessionRepository,
    private readonly ending: EndingService,
    private readonly relay: Relay,
  ) {}

  /** Writes down a new consent with a session of its own, begun when the person signed in. */
  async begin(of: {
    grantId: string;
    clientId: string;
    clientName: string;
    user: User;
    amr: readonly string[];
    signedInAt: Date;
    ip: string | null;
  }): Promise<void> {
    const { user, clientId } = of;
    const login = { device: { ip: of.ip, userAgent: of.clientName }, amr: of.amr };
    const rows = await inTransaction(this.database.engine, async (tx) => {
      const { session, rows: begun } = await this.sessions.open(tx, user, login, of.signedInAt);
      const now = new Date();
      const about = { id: newId(), userId: user.id, sessionId: session.id, clientId };
      await this.consents.add(tx, { ...about, payload: {}, createdAt: now, expiresAt: now }, digestOf(of.grantId));
      const person = personAt(of.ip, { id: user.id, roles: user.roles, sessionId: session.id });
      const object = { kind: 'oauth-client', id: clientId.slice(0, 255) };
      const deed = { tenant: user.tenantId, action: 'consent.give', object, details: { client: of.clientName } };
      const rows = [...begun, auditOf(person, deed)];
      await addToOutbox(tx, rows);
      return rows;
    });
    this.relay.push(rows);
  }

  async change(grantId: string, payload: ConsentPayload, expiresAt: Date): Promise<void> {
    const known = await inTransaction(this.database.engine, (tx) =>
      this.consents.change(tx, digestOf(grantId), payload, expiresAt),
    );
    if (!known) throw new Error('a consent is begun before it is changed');
  }

  async find(grantId: string): Promise<Consent | undefined> {
    return inTransaction(this.database.engine, (tx) => this.consents.find(tx, digestOf(grantId), new Date()));
  }

  /** What a token of this grant may say: undefined when the consent, its session or the person's access is over. */
  async standing(grantId: string): Promise<Standing | undefined> {
    return inTransaction(this.database.engine, async (tx) => {
      const now = new Date();
      const consent = await this.consents.find(tx, digestOf(grantId), now);
      if (!consent) return undefined;
      const session = await this.kept.touch(tx, consent.sessionId, now);
      const user = session && (await this.users.find(tx, consent.userId));
      return session && user?.status === 'active' ? { consent, user, session } : undefined;
    });
  }

  /** What a person has allowed, and to whom. */
  list(userId: string): Promise<Held[]> {
    return inTransaction(this.database.engine, (tx) => this.consents.list(tx, userId, new Date()));
  }

  /** Takes a consent back: its tokens are dead at once. Fails with: not_found, revocation_unavailable. */
  async withdraw(caller: Caller, id: string, origin: Origin): Promise<void> {
    const own = (await this.list(caller.userId)).find(({ consent }) => consent.id === id);
    if (!own) throw new DomainError('not_found');
    await this.takeBack(caller, own, origin);
  }

  /** Takes back all that a person has allowed. Fails with: revocation_unavailable. */
  async withdrawAll(caller: Caller, origin: Origin): Promise<void> {
    for (const own of await this.list(caller.userId)) await this.takeBack(caller, own, origin);
  }

  /** Where a grant dies: of a code or refresh token that came twice, of a logout, of a revocation. */
  async end(grantId: string): Promise<void> {
    const consent = await this.find(grantId);
    if (consent) await this.finish(consent.id);
  }

  /** Ends all that a client was allowed. */
  async endOfClient(clientId: string): Promise<void> {
    const held = await inTransaction(this.database.engine, (tx) =>
      this.consents.listOfClient(tx, clientId, new Date()),
    );
    for (const consent of held) await this.finish(consent.id);
  }

  async keepRefreshToken(token: string, grantId: string, payload: Json, expiresAt: Date): Promise<void> {
    const row = { digest: digestOf(token), grantDigest: digestOf(grantId), payload, expiresAt };
    await inTransaction(this.database.engine, (tx) => this.consents.addToken(tx, row));
  }

  async findRefreshToken(token: string): Promise<Json | undefined> {
    const kept = await inTransaction(this.database.engine, (tx) => this.consents.findToken(tx, digestOf(token)));
    if (!kept) return undefined;
    const { payload, consumedAt } = kept;
    return consumedAt ? { ...payload, consumed: Math.floor(consumedAt.getTime() / 1000) } : payload;
  }

  /** Uses a refresh token up: of any number of callers at once exactly one is told true. */
  consumeRefreshToken(token: string): Promise<boolean> {
    return inTransaction(this.database.engine, (tx) => this.consents.consumeToken(tx, digestOf(token), new Date()));
  }

  async forgetRefreshToken(token: string): Promise<void> {
    await inTransaction(this.database.engine, (tx) => this.consents.removeToken(tx, digestOf(token)));
  }

  private async takeBack({ tenantId: tenant }: Caller, { consent, clientName }: Held, origin: Origin): Promise<void> {
    const object = { kind: 'oauth-client', id: consent.clientId.slice(0, 255) };
    const details = { client: clientName };
    await this.finish(consent.id, auditOf(origin, { tenant, action: 'consent.withdraw', object, details }));
  }

  private async finish(id: string, ...records: OutboxRow[]): Promise<void> {
    const ended = await inTransaction(this.database.engine, async (tx) => {
      const done = await this.consents.end(tx, id, new Date());
      if (done) await addToOutbox(tx, records);
      return done;
    });
    if (!ended) return;
    this.relay.push(records);
    await this.ending.end(ended.sessionId, 'consent_ended');
  }
}

function digestOf(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}
