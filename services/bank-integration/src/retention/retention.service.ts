import { Injectable } from '@nestjs/common';
import { Database, inPieces } from '@florin/platform/database';
import { log } from '@florin/platform/telemetry';
import { forgottenBefore } from './retention.js';
import { RetentionRepository } from './retention.repository.js';

/** Forgets idempotency keys and confirmations when their time is over. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: Database,
    private readonly retention: RetentionRepository,
  ) {}

  /** Forgets all that is due now; any replica may, and two at once do no harm. */
  async forget(now: Date, stop?: AbortSignal): Promise<{ keys: number; confirmations: number }> {
    const before = forgottenBefore(now);
    const { pool } = this.database;
    const keys = await inPieces((most) => this.retention.forgetKeys(pool, before.keys, most), stop);
    const confirmations = await inPieces(
      (most) => this.retention.forgetConfirmations(pool, before.confirmations, most),
      stop,
    );
    if (keys + confirmations > 0) log.info({ keys, confirmations }, 'what is over was forgotten');
    return { keys, confirmations };
  }
}
