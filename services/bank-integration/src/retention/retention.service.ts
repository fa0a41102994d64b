import { Injectable } from '@nestjs/common';
import { Database } from '@florin/platform/database';
import { log } from '@florin/platform/telemetry';
import { forgottenBefore } from './retention.js';
import { RetentionRepository } from './retention.repository.js';

const PIECE = 1_000;

/** Forgets idempotency keys and confirmations when their time is over. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: Database,
    private readonly retention: RetentionRepository,
  ) {}

  /** Forgets all that is due now; any replica may, and two at once do no harm. */
  async forget(now: Date): Promise<{ keys: number; confirmations: number }> {
    const before = forgottenBefore(now);
    const { pool } = this.database;
    const keys = await untilFewer(() => this.retention.forgetKeys(pool, before.keys, PIECE));
    const confirmations = await untilFewer(() =>
      this.retention.forgetConfirmations(pool, before.confirmations, PIECE),
    );
    if (keys + confirmations > 0) log.info({ keys, confirmations }, 'what is over was forgotten');
    return { keys, confirmations };
  }
}

async function untilFewer(forget: () => Promise<number>): Promise<number> {
  let all = 0;
  for (let some = PIECE; some === PIECE; all += some) some = await forget();
  return all;
}
