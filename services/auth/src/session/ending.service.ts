import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '@florin/kernel';
import { auditOf, personAt, theBank } from '@florin/platform/audit';
import { DenyList } from '@florin/platform/auth';
import { Database, inTransaction } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import { TicketRepository } from '../oauth/ticket.repository.js';
import { DENIAL_S, isOwnDoing, signsOut, type EndReason } from './session.js';
import { SessionRepository, type EndedSession, type ToTell } from './session.repository.js';

/** Sessions that ended in a transaction: what is to be done about them once it is committed. */
export interface Ended {
  readonly sessions: readonly ToTell[];
  readonly messages: readonly OutboxRow[];
}

/** Ends sessions: an ended one is dead everywhere within a second. */
@Injectable()
export class EndingService {
  private readonly logger = new Logger('Session');

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly tickets: TicketRepository,
    private readonly denials: DenyList,
    private readonly relay: Relay,
  ) {}

  /** Ends one session; one that is over already is no fault. Fails with: revocation_unavailable. */
  async end(id: string, reason: EndReason): Promise<void> {
    const { messages, undenied } = await inTransaction(this.database.engine, async (tx) => {
      const now = new Date();
      const ended = await this.sessions.end(tx, id, reason, now);
      const messages = ended ? endMessages(ended, reason, now) : [];
      await addToOutbox(tx, messages);
      return { messages, undenied: await this.sessions.findUndenied(tx, id) };
    });
    this.relay.push(messages);
    if (undenied) await this.deny([undenied]);
  }

  /** Ends all sessions of a person, or all but one. Fails with: revocation_unavailable. */
  async endAll(of: { readonly userId: string; readonly except?: string }, reason: EndReason): Promise<void> {
    await this.settle(await inTransaction(this.database.engine, (tx) => this.endIn(tx, of, reason, new Date())));
  }

  /** The same in the caller's transaction, which hands the answer to {@link settle} once it is committed. */
  async endIn(
    tx: EntityManager,
    of: { readonly userId: string; readonly except?: string | undefined },
    reason: EndReason,
    now: Date,
  ): Promise<Ended> {
    const ended = await this.sessions.endOf(tx, of, reason, now);
    const messages = ended.flatMap((one) => endMessages(one, reason, now));
    await addToOutbox(tx, messages);
    return { sessions: ended.map(({ id, userId }) => ({ id, userId, reason })), messages };
  }

  /** Tells everybody of sessions whose end is committed. Fails with: revocation_unavailable. */
  async settle(ended: Ended): Promise<void> {
    this.relay.push(ended.messages);
    await this.deny(ended.sessions);
  }

  /** Tells the deny list of sessions that ended while it could not be reached. */
  async denyOverdue(): Promise<void> {
    const since = new Date(Date.now() - DENIAL_S * 1000);
    const overdue = await this.sessions.undenied(this.database.engine.manager, since);
    await this.deny(overdue);
    if (overdue.length > 0) this.logger.log(`${overdue.length} ended sessions were denied late`);
  }

  /** The database came first: what it holds is denied later if Redis is away now. */
  private async deny(sessions: readonly ToTell[]): Promise<void> {
    if (sessions.length === 0) return;
    const ids = sessions.map((one) => one.id);
    await this.signOut(sessions.filter((one) => signsOut(one.reason)).map((one) => one.userId));
    await this.denials.deny(ids.map((id) => ({ kind: 'sid', id, value: 1, ttlS: DENIAL_S })));
    await inTransaction(this.database.engine, (tx) => this.sessions.markDenied(tx, ids, new Date()));
  }

  /** Who logs out is asked for the password again by the OAuth server too. Fails with: revocation_unavailable. */
  private async signOut(userIds: readonly string[]): Promise<void> {
    for (const userId of new Set(userIds)) {
      const under = await this.tickets.removeSignIns(userId).catch(() => {
        throw new DomainError('revocation_unavailable');
      });
      for (const id of under) await this.end(id, 'logout');
    }
  }
}

function endMessages(session: EndedSession, reason: EndReason, now: Date): OutboxRow[] {
  const about = { key: session.userId, tenant: session.tenantId };
  const fact = { user_id: session.userId, session_id: session.id, at: now.toISOString() };
  const ended = outgoing('session.ended.v1', { ...fact, reason }, about);
  const object = { kind: 'session', id: session.id };
  const deed = { tenant: session.tenantId, action: 'session.end', object, reason, at: now };
  const record = auditOf(isOwnDoing(reason) ? personAt(null, { id: session.userId, roles: [] }) : theBank, deed);
  return reason === 'refresh_reused'
    ? [outgoing('refresh.reused.v1', fact, about), ended, record]
    : [ended, record];
}
