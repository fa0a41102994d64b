import { Injectable } from '@nestjs/common';
import { topics } from '@florin/contracts';
import { Database, inPieces } from '@florin/platform/database';
import { forgetHeard } from '@florin/platform/messaging';
import { log } from '@florin/platform/telemetry';
import { heardTopics } from '../heard.js';
import { LimitRepository } from '../limit/limit.repository.js';
import { MONTHS_KEPT, monthBefore } from '../limit/limit.js';

/** Kafka gives back nothing that is older than its topic keeps; twice that is far from any doubt. */
const HEARD_KEPT_MS = 2 * Math.max(...heardTopics.map((topic) => topics[topic].retentionMs));

/** Forgets what nobody asks for any more: which messages were heard long ago, and what was used of limits long past. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: Database,
    private readonly limits: LimitRepository,
  ) {}

  /** Says how many rows of each there were. Replicas may do it at once. */
  async forget(now: Date, stop?: AbortSignal): Promise<{ heard: number; used: number }> {
    const { pool } = this.database;
    const heardBefore = new Date(now.getTime() - HEARD_KEPT_MS);
    const usedBefore = monthBefore(now, MONTHS_KEPT);
    const heard = await inPieces((most) => forgetHeard(pool, heardBefore, most), stop);
    const used = await inPieces((most) => this.limits.forget(pool, usedBefore, most), stop);
    if (heard + used > 0) log.info({ heard, used }, 'messages heard, days and months used long ago were forgotten');
    return { heard, used };
  }
}
