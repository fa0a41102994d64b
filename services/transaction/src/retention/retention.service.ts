import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { topics } from '@florin/contracts';
import { Database } from '@florin/platform/database';
import { forgetHeard } from '@florin/platform/messaging';
import { log } from '@florin/platform/telemetry';
import { heardTopics } from '../heard.js';
import { LimitRepository } from '../limit/limit.repository.js';
import { MONTHS_KEPT, monthBefore } from '../limit/limit.js';

/** Rows that one statement removes, at the most: it takes some milliseconds, and nobody waits for it. */
const PIECE_MOST = 2_000;
/** Kafka gives back nothing that is older than its topic keeps; twice that is far from any doubt. */
const HEARD_KEPT_MS = 2 * Math.max(...heardTopics.map((topic) => topics[topic].retentionMs));

/** Forgets what nobody asks for any more: which messages were heard long ago, and what was used of limits long past. */
@Injectable()
export class RetentionService implements BeforeApplicationShutdown {
  private closing = false;

  constructor(
    private readonly database: Database,
    private readonly limits: LimitRepository,
  ) {}

  beforeApplicationShutdown(): void {
    this.closing = true;
  }

  /** Says how many rows of each there were. Replicas may do it at once. */
  async forget(now: Date): Promise<{ heard: number; used: number }> {
    const heardBefore = new Date(now.getTime() - HEARD_KEPT_MS);
    const usedBefore = monthBefore(now, MONTHS_KEPT);
    const heard = await this.piecewise(() => forgetHeard(this.database.pool, heardBefore, PIECE_MOST));
    const used = await this.piecewise(() => this.limits.forget(this.database.pool, usedBefore, PIECE_MOST));
    if (heard + used > 0) log.info({ heard, used }, 'messages heard, days and months used long ago were forgotten');
    return { heard, used };
  }

  private async piecewise(remove: () => Promise<number>): Promise<number> {
    let sum = 0;
    for (let removed = PIECE_MOST; removed === PIECE_MOST && !this.closing; sum += removed) removed = await remove();
    return sum;
  }
}
