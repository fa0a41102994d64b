import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DenyList } from '@florin/platform/auth';
import { Database, inTransaction } from '@florin/platform/database';
import { DENIAL_S } from '../session/session.js';
import type { Revocation } from './revocation.js';
import { RevocationRepository } from './revocation.repository.js';

/** Takes back all that a person's or a tenant's tokens are worth: first in the database, then on the deny list. */
@Injectable()
export class RevocationService {
  private readonly logger = new Logger('Revocation');

  constructor(
    private readonly database: Database,
    private readonly revocations: RevocationRepository,
    private readonly denials: DenyList,
  ) {}

  /** In the caller's transaction, which hands it to {@link settle} once it is committed. */
  async add(tx: EntityManager, revocation: Revocation): Promise<void> {
    await this.revocations.forget(tx, new Date(Date.now() - DENIAL_S * 1000));
    await this.revocations.add(tx, revocation);
  }

  /** Tells everybody of revocations that are committed. Fails with: revocation_unavailable; it is told later then. */
  async settle(revocations: readonly Revocation[]): Promise<void> {
    if (revocations.length === 0) return;
    await this.denials.deny(
      revocations.map(({ kind, subject, value }) => ({ kind, id: subject, value, ttlS: DENIAL_S })),
    );
    const ids = revocations.map((one) => one.id);
    await inTransaction(this.database.engine, (tx) => this.revocations.markDenied(tx, ids, new Date()));
  }

  /** Tells of what could not be told when it was made, or was made by an operator. */
  async settleOverdue(): Promise<void> {
    const since = new Date(Date.now() - DENIAL_S * 1000);
    const overdue = await this.revocations.undenied(this.database.engine.manager, since);
    await this.settle(overdue);
    if (overdue.length > 0) this.logger.log(`${overdue.length} revocations were told late`);
  }
}
