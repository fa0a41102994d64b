import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { PoolClient } from 'pg';
import { DomainError } from '@florin/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import { CommitInDoubt, Database, inTransaction, isPassing, newId } from '@florin/platform/database';
import { Lane } from '@florin/platform/lane';
import { Relay, withAcked, type OutboxRow } from '@florin/platform/messaging';
import { CONFIG, defaultLimits, type Config } from '../config.js';
import { capsOf, judge, periodsOf, type CapsFor, type Defaults } from '../limit/limit.js';
import { Waiting } from '../waiting/waiting.service.js';
import { asking, telling } from './course.service.js';
import { entering, refusedBy } from './door.js';
import { DoorRepository, type Arrival } from './door.repository.js';
import { TransferRepository } from './transfer.repository.js';
import { isStraight, isWaiting, type Order, type Transfer } from './transfer.js';

/** A transfer as it stands now; `replayed` when an earlier request with the key had asked for it. */
export interface Outcome {
  readonly transfer: Transfer;
  readonly replayed: boolean;
}

/** What a batch came to: the transfers it made, as they are now, and the messages about them. */
interface Admitted {
  readonly made: ReadonlyMap<string, Transfer>;
  readonly rows: readonly OutboxRow[];
}

const BATCH_MOST = 256;
const WAITING_MOST = 2_000;
const AGE_MOST_MS = 2_000;
/** However long the others take to be decided, nobody waits longer than this for company. */
const GATHER_MOST_MS = 50;
const UNDECIDED_MOST = 4_000;
/** Past these two together nobody seems to answer: what is accepted now would only wait longer. */
const STALLED_FROM = 500;
const STALLED_MS = 10_000;
const PEOPLE_REMEMBERED = 50_000;
/** A batch that the database has not taken by then is refused; it has not begun its commit, so it never happens. */
const WORK_MOST_MS = 5_000;
/** Whether a broken commit happened is asked for so long, which is less than the gateway waits for an answer. */
const DOUBT_MOST_MS = 30_000;
const DOUBT_PAUSE_MS = 250;

/** Where transfers come in: what arrives together is judged by the limits and accepted in one transaction. */
@Injectable()
export class DoorService {
  private readonly defaults: Defaults;
  /**
   * Requests that come together share one transaction; one batch at a time, so they are judged in their order. They
   * also wait for each other while as many are under way in the bank: the fewer batches, the less each transfer costs.
   */
  private readonly lane = new Lane<Transfer, Outcome>((asked) => this.accept(asked), {
    most: BATCH_MOST,
    waitingMost: WAITING_MOST,
    ageMostMs: AGE_MOST_MS,
    gather: { worth: () => this.waiting.depth, mostMs: GATHER_MOST_MS },
  });
  /** Person and currency → the day whose rows of use are known to be there. */
  private readonly ready = new LRUCache<string, string>({ max: PEOPLE_REMEMBERED });

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly relay: Relay,
    private readonly door: DoorRepository,
    private readonly transfers: TransferRepository,
    private readonly waiting: Waiting,
  ) {
    this.defaults = defaultLimits(config);
    waiting.onFewer(() => this.lane.look());
  }

  /**
   * Accepts an order, or declines it when a limit is reached. Whose key is taken gets the transfer that has it. Fails
   * with: overloaded, idempotency_key_reused.
   */
  async enter(order: Order, now: Date): Promise<Outcome> {
    const { depth, oldestMs } = this.waiting;
    if (depth >= UNDECIDED_MOST || (depth >= STALLED_FROM && oldestMs > STALLED_MS)) {
      throw new DomainError('overloaded', 'The bank is busy. Try again in a moment.', { retry_after: 1 });
    }
    const outcome = await this.lane.add(entering(order, newId(), now));
    return outcome.replayed ? replay(outcome.transfer, order.fingerprint) : outcome;
  }

  private async accept(asked: readonly Transfer[]): Promise<Outcome[]> {
    await this.makeReady(asked);
    const { made, rows } = await this.surelyAdmit(asked);
    this.relay.push(rows);
    for (const transfer of made.values()) if (isWaiting(transfer.status)) this.waiting.expect(transfer);
    const late = asked.filter(({ id }) => !made.has(id));
    const firsts = late.length === 0 ? [] : await this.transfers.byKeys(this.database.pool, late);
    const byKey = new Map(firsts.map((first) => [keyOf(first), first]));
    return asked.map((transfer) => {
      const mine = made.get(transfer.id);
      return mine
        ? { transfer: mine, replayed: false }
        : { transfer: byKey.get(keyOf(transfer)) ?? transfer, replayed: true };
    });
  }

  /**
   * Writes a batch, and when its commit broke, writes it again until it is known whether it was the first time or the
   * second: a repeat waits for what is still under way, and finds what is there by its ids.
   */
  private async surelyAdmit(asked: readonly Transfer[]): Promise<Admitted> {
    const begun = performance.now();
    let doubted: Admitted | undefined;
    for (;;) {
      let tried: Admitted | undefined;
      try {
        const admitted = await withAcked(this.relay, (acked) =>
          inTransaction(this.database.pool, async (tx) => (tried = await this.admit(tx, asked, acked)), {
            withinMs: WORK_MOST_MS,
          }),
        );
        return doubted ? await this.eitherOf(doubted, admitted) : admitted;
      } catch (error) {
        // What was made in this attempt was not made in an earlier one.
        if (error instanceof CommitInDoubt && (!doubted || tried?.made.size)) doubted = tried;
        if (!doubted || !isPassing(error) || performance.now() - begun > DOUBT_MOST_MS) throw error;
        await pause(DOUBT_PAUSE_MS);
      }
    }
  }

  /** What the attempt in doubt has made, if it was committed after all, and what the last one made. */
  private async eitherOf(doubted: Admitted, last: Admitted): Promise<Admitted> {
    if (last.made.size > 0) return last;
    const [any] = doubted.made.keys();
    const isThere = any !== undefined && (await this.transfers.byIds(this.database.pool, [any])).length > 0;
    return isThere ? doubted : last;
  }

  /** Writes a batch, judges what is new of it under the locks of its people's use, and lets it through. */
  private async admit(tx: PoolClient, asked: readonly Transfer[], acked: string[]): Promise<Admitted> {
    const arrival = await this.door.arrive(tx, asked, periodsOf(asked), acked);
    const fresh = asked.filter(({ id }) => arrival.fresh.has(id));
    const { breaches, added } = judge(fresh, arrival.used, this.capsFor(arrival));
    const made = fresh.map((transfer) => {
      const breach = breaches.get(transfer.id);
      return breach ? refusedBy(breach, transfer, transfer.askedAt) : transfer;
    });
    const rows = made.map(outgoingOf);
    const tenants = new Map(fresh.map(({ userId, tenantId }) => [userId, tenantId]));
    const uses = added.map((use) => ({ ...use, tenantId: tenants.get(use.userId)! }));
    if (breaches.size > 0) await this.door.refuse(tx, made.filter(({ status }) => !isWaiting(status)));
    if (rows.length > 0) await this.door.admit(tx, uses, rows);
    return { made: new Map(made.map((transfer) => [transfer.id, transfer])), rows };
  }

  private capsFor({ overrides }: Arrival): CapsFor {
    return (userId, kind, currency) => {
      const own = overrides.find((one) => one.userId === userId && one.kind === kind && one.currency === currency);
      return capsOf(this.defaults, own, kind, currency);
    };
  }

  /** Makes the rows of use exist that this batch will lock; those of a day are made once. */
  private async makeReady(asked: readonly Transfer[]): Promise<void> {
    const missing = asked.filter(
      ({ userId, currency, countedOn }) => countedOn !== null && this.ready.get(`${userId} ${currency}`) !== countedOn,
    );
    if (missing.length === 0) return;
    const tenants = new Map(missing.map(({ userId, tenantId }) => [userId, tenantId]));
    const periods = periodsOf(missing).map((period) => ({ ...period, tenantId: tenants.get(period.userId)! }));
    await this.door.ensure(this.database.pool, periods);
    for (const { userId, currency, countedOn } of missing) this.ready.set(`${userId} ${currency}`, countedOn!);
  }
}

/** What goes out of the door: the command of what is accepted, and for what is refused what the world is told. */
function outgoingOf(transfer: Transfer): OutboxRow {
  if (!isWaiting(transfer.status)) return telling(transfer);
  return asking(transfer, isStraight(transfer) ? 'account.post-transfer.v1' : 'account.reserve-funds.v1');
}

function keyOf({ tenantId, userId, key }: Pick<Transfer, 'tenantId' | 'userId' | 'key'>): string {
  return `${tenantId} ${userId} ${key}`;
}

/** The earlier transfer, if it is the same command. Fails with: idempotency_key_reused. */
export function replay(first: Transfer, fingerprint: Buffer): Outcome {
  if (first.fingerprint.equals(fingerprint)) return { transfer: first, replayed: true };
  throw new DomainError('idempotency_key_reused', 'Take a new key for another transfer.');
}
