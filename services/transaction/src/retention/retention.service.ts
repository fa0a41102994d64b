import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { topics } from '@florin/contracts';
import { Database } from '@florin/platform/database';
import { forgetHeard } from '@florin/platform/messaging';
import { heardTopics } from '../heard.js';
import { LimitRepository } from '../limit/limit.repository.js';
import { MONTHS_KEPT, monthBefore } from '../limit/limit.js';

const EVERY_MS = 600_000;
/** Rows that one statement removes, at the most: it takes some milliseconds, and nobody waits for it. */
const PIECE_MOST = 2_000;
/** Kafka gives back nothing that is older than its topic keeps; twice that is far from any doubt. */
const HEARD_KEPT_MS = 2 * Math.max(...heardTopics.map((topic) => topics[topic].retentionMs));

/** Forgets what nobody asks for any more: which messages were heard long ago, and what was used of limits long past. */
@Injectable()
export class RetentionService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private closing = false;
  private readonly logger = new Logger('Retention');

  constructor(
    private readonly database: Database,
    private readonly limits: LimitRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.running ??= this.look()), EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Says how many rows of each there were. Replicas may do it at once. */
  async forget(now: Date): Promise<{ heard: number; used: number }> {
    const heardBefore = new Date(now.getTime() - HEARD_KEPT_MS);
    const usedBefore = monthBefore(now, MONTHS_KEPT);
    return {
      heard: await this.piecewise(() => forgetHeard(this.database.pool, heardBefore, PIECE_MOST)),
      used: await this.piecewise(() => this.limits.forget(this.database.pool, usedBefore, PIECE_MOST)),
    };
  }

  private async piecewise(remove: () => Promise<number>): Promise<number> {
    let sum = 0;
    for (let removed = PIECE_MOST; removed === PIECE_MOST && !this.closing; sum += removed) removed = await remove();
    return sum;
  }

  private async look(): Promise<void> {
    try {
      const { heard, used } = await this.forget(new Date());
      if (heard + used > 0) this.logger.log(`forgot ${heard} messages heard and ${used} days and months used long ago`);
    } catch (error) {
      this.logger.warn(`what is old stays for now: ${(error as Error).message}`);
    } finally {
      this.running = undefined;
    }
  }
}
