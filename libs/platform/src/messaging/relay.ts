import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import type { Database } from '../database/index.js';
import type { KafkaLink } from '../kafka/index.js';
import { recordOf, type OutboxRow } from './cloudevent.js';
import { OUTBOX_COLUMNS } from './outbox.js';

const BATCH_MOST = 1_000;
/** Rows past this are left to the sweep, so that memory stays bounded while Kafka is away. */
const QUEUE_MOST = 20_000;
const FLUSH_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 5_000;
const SWEEP_OLDER_THAN_S = 10;
const RETRY_MOST_MS = 2_000;
const DRAIN_MOST_MS = 5_000;
/** One relay sweeps at a time, in each database. */
const SWEEP_LOCK = 7_301_956;
const REMOVE = 'DELETE FROM outbox WHERE id = ANY($1::uuid[])';

/**
 * Publishes the outbox: rows are handed over straight after their commit, and a sweep finds what a crash left behind.
 * What Kafka has acknowledged is removed, by id, with the next statement that goes to the database anyway.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, OnApplicationShutdown {
  private queue: OutboxRow[] = [];
  private readonly known = new Set<string>();
  private acked: string[] = [];
  private pumping: Promise<void> | undefined;
  private timers: NodeJS.Timeout[] = [];
  private takenSinceFlush = false;
  private sweeping = false;
  private closing = false;
  private readonly logger = new Logger('Relay');

  constructor(
    private readonly link: KafkaLink,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    this.timers = [
      setInterval(() => void this.flush(), FLUSH_EVERY_MS),
      setInterval(() => void this.sweep(), SWEEP_EVERY_MS),
    ];
    for (const timer of this.timers) timer.unref();
    void this.sweep(0);
  }

  /** Hands over rows whose transaction has committed. */
  push(rows: readonly OutboxRow[]): void {
    for (const row of rows) {
      if (this.queue.length >= QUEUE_MOST || this.known.has(row.id)) continue;
      this.known.add(row.id);
      this.queue.push(row);
    }
    this.start();
  }

  /** Ids that Kafka has acknowledged: delete them in the statement at hand, and give them back if it rolls back. */
  takeAcked(): string[] {
    this.takenSinceFlush = true;
    const ids = this.acked;
    this.acked = [];
    for (const id of ids) this.known.delete(id);
    return ids;
  }

  giveBack(ids: readonly string[]): void {
    for (const id of ids) {
      this.known.add(id);
      this.acked.push(id);
    }
  }

  /** Publishes what is left, then closes the two connections it stands on: nothing may use them after it. */
  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    for (const timer of this.timers) clearInterval(timer);
    const patience = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MOST_MS).unref());
    await Promise.race([this.pumping, patience]);
    await this.removeAcked();
    await Promise.all([this.link.close(), this.database.close()]);
  }

  private start(): void {
    if (this.pumping || this.queue.length === 0) return;
    this.pumping = this.pump().finally(() => {
      this.pumping = undefined;
      if (!this.closing) this.start();
    });
  }

  private async pump(): Promise<void> {
    for (let failures = 0; this.queue.length > 0; ) {
      const batch = this.queue.slice(0, BATCH_MOST);
      try {
        await this.publish(batch);
        failures = 0;
        this.queue.splice(0, batch.length);
        for (const row of batch) this.acked.push(row.id);
      } catch (error) {
        failures++;
        if (failures === 1) this.logger.warn(`Kafka took no messages, trying again: ${(error as Error).message}`);
        if (this.closing) break;
        const wait = Math.min(RETRY_MOST_MS, 50 * 2 ** failures) * (0.5 + Math.random() / 2);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  private async publish(rows: readonly OutboxRow[]): Promise<void> {
    const time = new Date().toISOString();
    const topics = Map.groupBy(rows, (row) => row.topic);
    await this.link.publish(
      [...topics].map(([topic, of]) => ({ topic, messages: of.map((row) => recordOf(row, this.link.source, time)) })),
    );
  }

  /** Removes what was acknowledged when for a while no other statement did. */
  private async flush(): Promise<void> {
    if (!this.takenSinceFlush && this.acked.length > 0) await this.removeAcked();
    this.takenSinceFlush = false;
  }

  private async removeAcked(): Promise<void> {
    const ids = this.takeAcked();
    if (ids.length === 0) return;
    try {
      await this.database.pool.query(REMOVE, [ids]);
    } catch (error) {
      this.giveBack(ids);
      this.logger.warn(`published rows stay in the outbox for now: ${(error as Error).message}`);
    }
  }

  /**
   * Publishes rows that no relay seems to have: a crash left them, or a full queue. A row sent twice keeps its id. One
   * relay does it at a time, until all of them are published and removed: the lock belongs to a connection of its own
   * and goes with it, and no row is locked while its message travels.
   */
  async sweep(olderThanS = SWEEP_OLDER_THAN_S): Promise<void> {
    if (this.sweeping || this.queue.length >= BATCH_MOST || this.closing) return;
    this.sweeping = true;
    let holder: PoolClient | undefined;
    let broken: Error | undefined;
    const breaks = (error: Error): void => void (broken = error);
    try {
      if ((await this.leftBehind(this.database.pool, olderThanS, 1)).length === 0) return;
      holder = await this.database.pool.connect();
      holder.on('error', breaks);
      const { rows } = await holder.query<{ ours: boolean }>('SELECT pg_try_advisory_lock($1) AS ours', [SWEEP_LOCK]);
      if (!rows[0]?.ours) return;
      for (;;) {
        const left = await this.leftBehind(holder, olderThanS, BATCH_MOST);
        const unknown = left.filter(({ id }) => !this.known.has(id));
        if (unknown.length === 0 || this.closing) break;
        await this.publishSwept(unknown);
      }
      await holder.query('SELECT pg_advisory_unlock($1)', [SWEEP_LOCK]);
    } catch (error) {
      // Whatever is wrong with it: with its connection the lock ends too.
      broken ??= error as Error;
      this.logger.warn(`the outbox could not be swept: ${broken.message}`);
    } finally {
      holder?.off('error', breaks);
      holder?.release(broken);
      this.sweeping = false;
    }
  }

  private async leftBehind(
    where: Pick<Pool | PoolClient, 'query'>,
    olderThanS: number,
    most: number,
  ): Promise<OutboxRow[]> {
    const { rows } = await (where as Pool).query<OutboxRow>(
      `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE created_at <= now() - make_interval(secs => $1)
        ORDER BY id LIMIT $2`,
      [olderThanS, most],
    );
    return rows;
  }

  /** Removed at once: the next relay to sweep must not find them. */
  private async publishSwept(rows: readonly OutboxRow[]): Promise<void> {
    const ids = rows.map(({ id }) => id);
    for (const id of ids) this.known.add(id);
    try {
      await this.publish(rows);
      await this.database.pool.query(REMOVE, [ids]);
    } finally {
      for (const id of ids) this.known.delete(id);
    }
  }
}

/** Lets a statement remove what Kafka has acknowledged; when the statement fails, that is remembered again. */
export async function withAcked<T>(
  relay: Pick<Relay, 'takeAcked' | 'giveBack'>,
  work: (acked: string[]) => Promise<T>,
): Promise<T> {
  const acked = relay.takeAcked();
  try {
    return await work(acked);
  } catch (error) {
    relay.giveBack(acked);
    throw error;
  }
}
