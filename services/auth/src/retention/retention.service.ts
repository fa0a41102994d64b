import { Injectable } from '@nestjs/common';
import { Database, inPieces } from '@florin/platform/database';
import { log } from '@florin/platform/telemetry';
import { forgottenBefore } from './retention.js';
import { RetentionRepository } from './retention.repository.js';

/** What there was of each. */
export interface Forgotten {
  readonly tokens: number;
  readonly challenges: number;
  readonly keys: number;
  readonly sessions: number;
}

/** Forgets what nobody can use any more: expired tokens, logins never finished, and sessions long over. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: Database,
    private readonly retention: RetentionRepository,
  ) {}

  /** Forgets all that is due now; any replica may, and two at once do no harm. */
  async forget(now: Date, stop?: AbortSignal): Promise<Forgotten> {
    const before = forgottenBefore(now);
    const { pool } = this.database;
    const own = await inPieces((most) => this.retention.forgetTokens(pool, before.expired, most), stop);
    const oauth = await inPieces((most) => this.retention.forgetOauthTokens(pool, before.expired, most), stop);
    const challenges = await inPieces((most) => this.retention.forgetChallenges(pool, before.expired, most), stop);
    const keys = await inPieces((most) => this.retention.forgetKeys(pool, before.keys, most), stop);
    const sessions = await inPieces((most) => this.retention.forgetSessions(pool, before.sessions, most), stop);
    const forgotten = { tokens: own + oauth, challenges, keys, sessions };
    if (Object.values(forgotten).some((rows) => rows > 0)) log.info(forgotten, 'what is over was forgotten');
    return forgotten;
  }
}
