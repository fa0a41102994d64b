import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { Caller } from '@florin/platform/auth';
import { asTenant, Database, inTransaction, newId } from '@florin/platform/database';
import { Lane, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import { CONFIG, type Config } from '../config.js';
import { Directory } from '../directory/directory.client.js';
import { Waiting } from '../waiting/waiting.service.js';
import { accountOf, factOf, postCommand } from './message.js';
import { TransferRepository, type Decision } from './transfer.repository.js';
import {
  decided,
  fingerprintOf,
  requested,
  step,
  type Answer,
  type Filter,
  type Order,
  type Transfer,
} from './transfer.js';
import { amountOf, differ, isVague, mayWish, sourceOf, type Bounds, type Wish } from './wish.js';

/** A transfer as it stands now; `replayed` when an earlier request with the key had asked for it. */
export interface Outcome {
  readonly transfer: Transfer;
  readonly replayed: boolean;
}

interface AtTheDoor {
  readonly transfer: Transfer;
  readonly row: OutboxRow;
}

const BATCH_MOST = 256;
const DOOR_WAITING_MOST = 2_000;
const DOOR_AGE_MOST_MS = 2_000;
const UNDECIDED_MOST = 4_000;
/** Past these two together nobody seems to answer: what is accepted now would only wait longer. */
const STALLED_FROM = 500;
const STALLED_MS = 10_000;
const OVERDUE_MOST = 500;

/** Transfers: takes what customers ask for, hears how it ends, and asks again when nothing is heard. */
@Injectable()
export class TransferService {
  private readonly bounds: Bounds;
  /** Requests that come together share one transaction; one batch at a time. */
  private readonly door = new Lane<AtTheDoor, Outcome>((items) => this.accept(items), {
    most: BATCH_MOST,
    waitingMost: DOOR_WAITING_MOST,
    ageMostMs: DOOR_AGE_MOST_MS,
  });

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly relay: Relay,
    private readonly transfers: TransferRepository,
    private readonly waiting: Waiting,
    private readonly directory: Directory,
  ) {
    this.bounds = {
      amountMost: config.MAX_AMOUNT,
      selfDeposit: config.SELF_DEPOSIT,
      selfDepositMost: config.SELF_DEPOSIT_MAX,
    };
  }

  /**
   * Accepts a transfer and waits for its end, so many seconds at most. Fails with: validation_failed,
   * amount_out_of_range, self_deposit_off, self_deposit_limit, same_account, account_not_found, unavailable,
   * overloaded, idempotency_key_reused. A declined transfer is given like any other.
   */
  async request(wish: Wish, caller: Caller, key: string | undefined, waitS: number): Promise<Outcome> {
    const order =
      (key !== undefined && isVague(wish) && (await this.repeated(wish, caller, key))) ||
      (await this.order(wish, caller, key));
    return this.take(order, waitS);
  }

  /** Accepts an order that is clear, and waits. Fails with: overloaded, idempotency_key_reused. */
  async take(order: Order | Outcome, waitS: number): Promise<Outcome> {
    const taken = 'transfer' in order ? order : await this.atTheDoor(order);
    const transfer = await this.waiting.outcome(taken.transfer, waitS);
    return { ...taken, transfer };
  }

  /** Hears the account service: one statement for all of it. What is heard twice or too late changes nothing. */
  async hear(answers: readonly (Answer & { tenant: string; traceparent: string | null })[]): Promise<void> {
    const before = await this.remembered(answers.map(({ data }) => data.transfer_id));
    const decisions = answers.flatMap((answer): Decision[] => {
      const transfer = before.get(answer.data.transfer_id);
      const after = transfer && transfer.tenantId === answer.tenant ? decided(transfer, answer) : undefined;
      if (!transfer || !after) return [];
      const { type, data } = factOf(after);
      const about = {
        key: accountOf(after),
        tenant: after.tenantId,
        causation: answer.id,
        traceparent: answer.traceparent,
      };
      return [{ before: transfer, after, heard: answer.id, row: outgoing(type, data as never, about) }];
    });
    if (decisions.length === 0) return;
    const held = await this.withAcked((acked) => this.transfers.decide(this.database.pool, decisions, acked));
    const holding = decisions.filter(({ row }) => held.has(row.id));
    this.relay.push(holding.map(({ row }) => row));
    this.waiting.decided(holding.map(({ after }) => after));
  }

  /** Asks again for transfers that have waited too long, and says how many. */
  async askAgain(now: Date): Promise<number> {
    const asked = await inTransaction(this.database.pool, async (tx) => {
      const overdue = await this.transfers.overdue(tx, now, OVERDUE_MOST);
      const again = overdue
        .filter(({ status }) => step(status, 'timer')?.ask)
        .map((transfer) => ({ transfer, row: commandOf(transfer) }));
      if (again.length > 0) await this.transfers.askAgain(tx, again, now);
      return again;
    });
    this.relay.push(asked.map(({ row }) => row));
    return asked.length;
  }

  /** Fails with: transfer_not_found. The recipient is whoever owns the account that was credited. */
  async show(caller: Caller, id: string): Promise<{ transfer: Transfer; as: 'sender' | 'recipient' }> {
    const transfer = await asTenant(this.database.reader, caller.tenantId, (tx) =>
      this.transfers.find(tx, caller.tenantId, id),
    );
    if (transfer?.userId === caller.userId) return { transfer, as: 'sender' };
    const to = transfer?.status === 'completed' ? transfer.toAccountId : null;
    if (transfer && to !== null && (await this.directory.isOwn(caller, to))) return { transfer, as: 'recipient' };
    throw new DomainError('transfer_not_found');
  }

  /** A page of the caller's transfers; of an own account also those that came in. */
  async page(caller: Caller, filter: Filter): Promise<Transfer[]> {
    const { accountId } = filter;
    const incoming = accountId !== undefined && (await this.directory.isOwn(caller, accountId));
    const own = { ...filter, userId: caller.userId, incoming };
    return asTenant(this.database.reader, caller.tenantId, (tx) => this.transfers.page(tx, caller.tenantId, own));
  }

  /** Fails with: transfer_not_found. */
  async showToStaff(tenantId: string, id: string): Promise<Transfer> {
    const transfer = await asTenant(this.database.reader, tenantId, (tx) => this.transfers.find(tx, tenantId, id));
    if (!transfer) throw new DomainError('transfer_not_found');
    return transfer;
  }

  pageForStaff(tenantId: string, filter: Filter): Promise<Transfer[]> {
    return asTenant(this.database.reader, tenantId, (tx) => this.transfers.page(tx, tenantId, filter));
  }

  /** The transfer of an earlier request with this key, found without asking anybody what the wish means. */
  private async repeated(wish: Wish, caller: Caller, key: string): Promise<Outcome | undefined> {
    const { tenantId, userId } = caller;
    const [first] = await this.transfers.byKeys(this.database.pool, [{ tenantId, userId, key }]);
    if (!first) return undefined;
    const currency = wish.currency ?? first.currency;
    return replay(first, fingerprintOf({ ...wish, currency, amount: amountOf(wish, currency, this.bounds) }));
  }

  private async order(wish: Wish, caller: Caller, key: string | undefined): Promise<Order> {
    const currency = wish.currency ?? (await this.directory.currencyOf(caller, sourceOf(wish)));
    const amount = amountOf(wish, currency, this.bounds);
    mayWish(wish, amount, currency, this.bounds);
    const payee = await this.payee(wish, caller, currency);
    differ(wish.from, payee?.accountId ?? null);
    return {
      tenantId: caller.tenantId,
      userId: caller.userId,
      kind: wish.kind,
      fromAccountId: wish.from,
      toAccountId: payee?.accountId ?? null,
      toUserId: payee?.userId ?? null,
      amount,
      currency,
      description: wish.description,
      key: key ?? null,
      fingerprint: fingerprintOf({ ...wish, currency, amount }),
      bookedAt: null,
    };
  }

  private async payee(
    { to }: Wish,
    caller: Caller,
    currency: string,
  ): Promise<{ accountId: string; userId: string | null } | null> {
    if (to === null) return null;
    if (to.by === 'number') return this.directory.byNumber(caller, to.name);
    if (to.by === 'username') return this.directory.byUsername(caller, to.name, currency);
    return { accountId: to.name, userId: null };
  }

  private async atTheDoor(order: Order): Promise<Outcome> {
    const { depth, oldestMs } = this.waiting;
    if (depth >= UNDECIDED_MOST || (depth >= STALLED_FROM && oldestMs > STALLED_MS)) {
      throw new DomainError('overloaded', 'The bank is busy. Try again in a moment.', { retry_after: 1 });
    }
    const transfer = requested(order, newId(), new Date());
    const outcome = await this.door.add({ transfer, row: commandOf(transfer) });
    return outcome.replayed ? replay(outcome.transfer, order.fingerprint) : outcome;
  }

  /** One batch at the door. Whose key is taken gets the transfer that has it. */
  private async accept(items: readonly AtTheDoor[]): Promise<Outcome[]> {
    const asked = items.map(({ transfer }) => transfer);
    const rows = items.map(({ row }) => row);
    const fresh = await this.withAcked((acked) => this.transfers.insert(this.database.pool, asked, rows, acked));
    this.relay.push(rows.filter((_, i) => fresh.has(asked[i]!.id)));
    for (const transfer of asked) if (fresh.has(transfer.id)) this.waiting.expect(transfer);
    const late = asked.filter((transfer) => !fresh.has(transfer.id));
    const firsts = late.length === 0 ? [] : await this.transfers.byKeys(this.database.pool, late);
    const byKey = new Map(firsts.map((first) => [nameOf(first), first]));
    return asked.map((transfer) =>
      fresh.has(transfer.id)
        ? { transfer, replayed: false }
        : { transfer: byKey.get(nameOf(transfer)) ?? transfer, replayed: true },
    );
  }

  /** What is known of these transfers: remembered here, or read. */
  private async remembered(ids: readonly string[]): Promise<Map<string, Transfer>> {
    const known = new Map(this.waiting.known(ids).map((transfer) => [transfer.id, transfer]));
    const unknown = [...new Set(ids)].filter((id) => !known.has(id));
    for (const transfer of await this.transfers.byIds(this.database.pool, unknown)) known.set(transfer.id, transfer);
    return known;
  }

  /** Lets a statement remove what Kafka has acknowledged, and remembers it again when the statement fails. */
  private async withAcked<T>(work: (acked: string[]) => Promise<T>): Promise<T> {
    const acked = this.relay.takeAcked();
    try {
      return await work(acked);
    } catch (error) {
      this.relay.giveBack(acked);
      throw error;
    }
  }
}

function commandOf(transfer: Transfer): OutboxRow {
  return outgoing('account.post-transfer.v1', postCommand(transfer), {
    key: accountOf(transfer),
    tenant: transfer.tenantId,
  });
}

function nameOf({ tenantId, userId, key }: Pick<Transfer, 'tenantId' | 'userId' | 'key'>): string {
  return `${tenantId} ${userId} ${key}`;
}

/** The earlier transfer, if it is the same command. Fails with: idempotency_key_reused. */
function replay(first: Transfer, fingerprint: Buffer): Outcome {
  if (first.fingerprint.equals(fingerprint)) return { transfer: first, replayed: true };
  throw new DomainError('idempotency_key_reused', 'Take a new key for another transfer.');
}
