import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Database } from '@florin/platform/database';
import { gauge } from '@florin/platform/telemetry';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { isStraight, isWaiting, type Transfer } from '../transfer/transfer.js';
import { Hints } from './hint.client.js';

interface Asked {
  readonly transfer: Transfer;
  readonly since: number;
  /** When the database is asked next, and how long after that. */
  lookAt: number;
  gap: number;
  readonly wakes: Set<(transfer: Transfer) => void>;
}

/** How soon the database is asked where no hint can come; where hints are heard, only the longest gap is waited. */
const LOOK_FIRST_MS = 100;
const LOOK_GAP_MOST_MS = 1_000;
const TICK_MS = 50;
const EARLY_MOST = 2_000;
/** What nobody waits for is forgotten after this time: the timer looks after it. */
const FORGET_MS = 60_000;

/**
 * The transfers that this replica has accepted and not heard of yet, and the requests that wait for them. A decision
 * comes from our own consumer at once, from another replica's by a hint, and from the database in any case.
 */
@Injectable()
export class Waiting implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly asked = new Map<string, Asked>();
  /** Since when those are undecided that nobody outside the bank decides: a slow bank is no load of ours. */
  private readonly ours = new Map<string, number>();
  /** Decided before anybody began to wait: an answer can be faster than the request that asked for it. */
  private readonly early = new LRUCache<string, Transfer>({ max: EARLY_MOST });
  private tellFewer: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private readonly logger = new Logger('Waiting');

  constructor(
    private readonly database: Database,
    private readonly transfers: TransferRepository,
    private readonly hints: Hints,
  ) {}

  onApplicationBootstrap(): void {
    this.hints.onHint((ids) => this.lookNow(ids));
    gauge(
      'florin_transfers_undecided',
      'Transfers that this replica has accepted and not heard of yet',
      () => this.depth,
    );
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** How many of them are undecided that the bank itself decides. */
  get depth(): number {
    return this.ours.size;
  }

  /** Who wants to know when there are fewer of those. */
  onFewer(hear: () => void): void {
    this.tellFewer = hear;
  }

  /** The age of the oldest undecided transfer, in milliseconds. */
  get oldestMs(): number {
    const [since] = this.ours.values();
    return since === undefined ? 0 : performance.now() - since;
  }

  /** Remembers an accepted transfer until it is decided. */
  expect(transfer: Transfer): void {
    if (!this.asked.has(transfer.id)) {
      const asked = this.ask(transfer);
      this.asked.set(transfer.id, asked);
      if (isStraight(transfer)) this.ours.set(transfer.id, asked.since);
    }
    // The clock ticks only while something is waited for.
    this.timer ??= setInterval(() => void this.look(), TICK_MS).unref();
  }

  /** What is remembered of these. */
  known(ids: readonly string[]): Transfer[] {
    return ids.flatMap((id) => this.asked.get(id)?.transfer ?? []);
  }

  /** Gives the decided transfer, or the undecided one when the time is up. */
  outcome(transfer: Transfer, waitS: number): Promise<Transfer> {
    if (!isWaiting(transfer.status)) return Promise.resolve(transfer);
    const early = this.early.get(transfer.id);
    if (early) return Promise.resolve(early);
    this.expect(transfer);
    const asked = this.asked.get(transfer.id);
    if (!asked || waitS === 0) return Promise.resolve(transfer);
    return new Promise((resolve) => {
      const wake = (decided: Transfer): void => {
        clearTimeout(timer);
        asked.wakes.delete(wake);
        resolve(decided);
      };
      const timer = setTimeout(() => wake(transfer), waitS * 1000);
      asked.wakes.add(wake);
    });
  }

  /** Wakes whoever waits here, and tells the other replicas about the rest. */
  decided(transfers: readonly Transfer[]): void {
    this.hints.tell(transfers.filter((transfer) => !this.wake(transfer)).map((transfer) => transfer.id));
  }

  private ask(transfer: Transfer): Asked {
    const since = performance.now();
    const gap = this.hints.areHeard ? LOOK_GAP_MOST_MS : LOOK_FIRST_MS;
    return { transfer, since, lookAt: since + gap, gap, wakes: new Set() };
  }

  private wake(transfer: Transfer): boolean {
    const asked = this.asked.get(transfer.id);
    if (!asked) return false;
    this.forget(transfer.id);
    if (asked.wakes.size === 0) this.early.set(transfer.id, transfer);
    for (const wake of asked.wakes) wake(transfer);
    return true;
  }

  private forget(id: string): void {
    this.asked.delete(id);
    if (this.ours.delete(id)) this.tellFewer();
  }

  private lookNow(ids: readonly string[]): void {
    const now = performance.now();
    const ours = ids.flatMap((id) => this.asked.get(id) ?? []);
    for (const asked of ours) asked.lookAt = now;
    if (ours.length > 0) void this.look();
  }

  /** Asks the database, in one statement, about all that are due. */
  private async look(): Promise<void> {
    if (this.looking) return;
    if (this.asked.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    const now = performance.now();
    const due: string[] = [];
    for (const [id, asked] of this.asked) {
      if (asked.wakes.size === 0 && now - asked.since > FORGET_MS) this.forget(id);
      else if (asked.lookAt <= now) {
        asked.gap = Math.min(LOOK_GAP_MOST_MS, asked.gap * 2);
        // Those that have waited long are looked at together: fifty of them are one statement a second.
        asked.lookAt = (Math.floor(now / asked.gap) + 1) * asked.gap;
        due.push(id);
      }
    }
    if (due.length === 0) return;
    this.looking = true;
    try {
      for (const transfer of await this.transfers.decidedOf(this.database.pool, due)) this.wake(transfer);
    } catch (error) {
      this.logger.warn(`could not ask what was decided: ${(error as Error).message}`);
    } finally {
      this.looking = false;
    }
  }
}
