import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { outgoing, Relay, withAcked, type OutboxRow } from '@florin/platform/messaging';
import { log } from '@florin/platform/telemetry';
import { CONFIG, type Config } from '../config.js';
import type { ErrorCode } from '../errors.js';
import { Waiting } from '../waiting/waiting.service.js';
import type { Ask } from './course.js';
import { bookingOf, commandOf, factOf, isTold, keyOf } from './message.js';
import { TransferRepository, type Decision } from './transfer.repository.js';
import {
  cancelled,
  decided,
  expired,
  hasExpired,
  isStraight,
  isWaiting,
  step,
  type Answer,
  type Next,
  type Transfer,
} from './transfer.js';

type Spoken = Answer & { readonly tenant: string; readonly traceparent: string | null };

/** What a message came of. */
interface Cause {
  readonly causation?: string;
  readonly traceparent?: string | null;
}

const OVERDUE_MOST = 500;
/** A step loses only against another step of the same transfer, and no course has more of them at once. */
const TRIES = 5;

/** Leads transfers along their course: hears what was answered, asks what comes next, and asks again. */
@Injectable()
export class CourseService {
  private readonly expiresMs: number;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly relay: Relay,
    private readonly transfers: TransferRepository,
    private readonly waiting: Waiting,
  ) {
    this.expiresMs = config.PAYMENT_EXPIRES_S * 1_000;
  }

  /** Hears answers: one statement for all of them. What is heard twice or too late changes nothing. */
  async hear(answers: readonly Spoken[]): Promise<void> {
    let left = answers;
    for (let tries = 0; left.length > 0 && tries < TRIES + answers.length; tries++)
      left = await this.hearOnce(left, tries > 0);
  }

  /** Ends a transfer that somebody looks at. Fails with: transfer_not_found, transfer_state. */
  async cancel(by: { tenantId: string; userId: string }, id: string): Promise<Transfer> {
    for (let tries = 0; tries < TRIES; tries++) {
      const [before] = await this.transfers.byIds(this.database.pool, [id]);
      if (before?.tenantId !== by.tenantId || before.userId !== by.userId) throw refused('transfer_not_found');
      const next = before.status === 'in_review' ? cancelled(before, new Date()) : undefined;
      if (!next) throw refused('transfer_state', 'Only a transfer that is in review can be cancelled.');
      const [done] = await this.write([decisionOf(before, next, newId())]);
      if (done) return done.after;
    }
    throw refused('transfer_state', 'The transfer is on its way.');
  }

  /** Asks again for transfers that have waited too long, and says how many. */
  async askAgain(now: Date): Promise<number> {
    const late: Transfer[] = [];
    const asked = await inTransaction(this.database.pool, async (tx) => {
      const overdue = await this.transfers.overdue(tx, now, OVERDUE_MOST);
      late.splice(0, late.length, ...overdue.filter((transfer) => hasExpired(transfer, now, this.expiresMs)));
      const again = overdue.flatMap((transfer) => {
        const ask = step(transfer.status, 'timer', transfer)?.ask;
        return ask ? [{ transfer, row: asking(transfer, ask) }] : [];
      });
      if (again.length > 0) await this.transfers.askAgain(tx, again, now);
      return again;
    });
    this.relay.push(asked.map(({ row }) => row));
    await this.withdraw(late, now);
    if (asked.length > 0) log.warn({ transfers: asked.length }, 'transfers had no answer and were asked for again');
    return asked.length;
  }

  /** Asks payments back that have waited too long for another bank. It is too late for those that it knows of. */
  private async withdraw(late: readonly Transfer[], now: Date): Promise<void> {
    for (const before of await this.transfers.byIds(this.database.pool, late.map(({ id }) => id))) {
      const next = expired(before, now);
      if (next) await this.write([decisionOf(before, next, newId())]);
    }
  }

  /** Takes the first word of each transfer, and gives back those that must be heard after or again. */
  private async hearOnce(answers: readonly Spoken[], again: boolean): Promise<Spoken[]> {
    const before = await this.known(answers.map(({ data }) => data.transfer_id), again);
    const now = new Date();
    const decisions: Decision[] = [];
    const later: Spoken[] = [];
    const stepping = new Map<string, Spoken>();
    for (const answer of answers) {
      const transfer = before.get(answer.data.transfer_id);
      if (!transfer || transfer.tenantId !== answer.tenant) continue;
      if (stepping.has(transfer.id)) {
        later.push(answer);
        continue;
      }
      const next = decided(transfer, answer, now);
      if (!next) continue;
      stepping.set(transfer.id, answer);
      decisions.push(decisionOf(transfer, next, answer.id, { causation: answer.id, traceparent: answer.traceparent }));
    }
    if (decisions.length === 0) return later;
    for (const { after } of await this.write(decisions)) stepping.delete(after.id);
    // Another step was faster: what was heard may still mean something behind it.
    return [...stepping.values(), ...later];
  }

  /** Writes steps and gives those that hold; then the messages go out and whoever waits is told. */
  private async write(decisions: readonly Decision[]): Promise<Decision[]> {
    const held = await withAcked(this.relay, (acked) => this.transfers.decide(this.database.pool, decisions, acked));
    const holding = decisions.filter(({ after }) => held.has(after.id));
    this.relay.push(holding.flatMap(({ rows }) => rows));
    this.waiting.decided(holding.map(({ after }) => after).filter(({ status }) => !isWaiting(status)));
    return holding;
  }

  /** What is known of these. Only one that is posted at once stays as it is remembered until it is decided. */
  private async known(ids: readonly string[], again: boolean): Promise<Map<string, Transfer>> {
    const straight = again ? [] : this.waiting.known(ids).filter(isStraight);
    const known = new Map(straight.map((transfer) => [transfer.id, transfer]));
    const unknown = [...new Set(ids)].filter((id) => !known.has(id));
    for (const transfer of await this.transfers.byIds(this.database.pool, unknown)) known.set(transfer.id, transfer);
    return known;
  }
}

/** A step ready to be written: what the world is told of it, and what is asked next. */
function decisionOf(before: Transfer, { after, ask }: Next, heard: string, cause: Cause = {}): Decision {
  const rows = isTold(after.status) ? [telling(after, cause)] : [];
  if (ask) rows.push(asking(after, ask, cause));
  const booking = bookingOf(before, after);
  if (booking)
    rows.push(outgoing('bank.note-booking.v1', booking, { key: after.id, tenant: after.tenantId, ...cause }));
  return { before, after, heard, rows };
}

/** What the world is told of a transfer, ready to go out. */
export function telling(transfer: Transfer, cause: Cause = {}): OutboxRow {
  const { type, data } = factOf(transfer);
  return outgoing(type, data as never, { key: keyOf(transfer, type), tenant: transfer.tenantId, ...cause });
}

/** The command of a transfer, ready to go out. */
export function asking(transfer: Transfer, ask: Ask, cause: Cause = {}): OutboxRow {
  const { type, data } = commandOf(transfer, ask);
  return outgoing(type, data as never, { key: keyOf(transfer, type), tenant: transfer.tenantId, ...cause });
}

function refused(code: ErrorCode, detail?: string): DomainError<ErrorCode> {
  return new DomainError(code, detail);
}
