import { Injectable } from '@nestjs/common';
import { assert, DomainError } from '@florin/kernel';
import { auditOf, AuditTrail, type Origin } from '@florin/platform/audit';
import type { Caller } from '@florin/platform/auth';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { Relay } from '@florin/platform/messaging';
import { Directory } from '../directory/directory.client.js';
import { ReversalRepository } from '../reversal/reversal.repository.js';
import { asking } from '../transfer/course.service.js';
import { replay, type Outcome } from '../transfer/door.service.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import type { Transfer } from '../transfer/transfer.js';
import { Waiting } from '../waiting/waiting.service.js';
import { assignmentOf, assignmentPrint, type Assignment, type Taker } from './suspense.js';

/** Passes on what waits in suspense, each once. */
@Injectable()
export class SuspenseService {
  constructor(
    private readonly database: Database,
    private readonly relay: Relay,
    private readonly directory: Directory,
    private readonly reversals: ReversalRepository,
    private readonly transfers: TransferRepository,
    private readonly waiting: Waiting,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Assigns all money of a transfer to an account and waits for the outcome. Fails with: transfer_not_found,
   * idempotency_key_reused, account_not_found, not_in_suspense, already_assigned, currency_mismatch, unavailable.
   */
  async assign(
    caller: Caller,
    origin: Origin,
    said: Omit<Assignment, 'tenantId' | 'officerId'>,
    waitS: number,
  ): Promise<Outcome> {
    const wish = { ...said, tenantId: caller.tenantId, officerId: caller.userId };
    const [found] = await this.transfers.byIds(this.database.pool, [wish.originalId]);
    if (found?.tenantId !== wish.tenantId) throw new DomainError('transfer_not_found');
    const taker = await this.directory.customerAccount(caller, wish.accountId);
    const outcome = (await this.repeated(wish)) ?? (await this.accept(wish, taker, origin));
    return { ...outcome, transfer: await this.waiting.outcome(outcome.transfer, waitS) };
  }

  /** Under the lock of the transfer that the money came by, one assignment after the other. */
  private async accept(wish: Assignment, taker: Taker, origin: Origin): Promise<Outcome> {
    const made = await inTransaction(this.database.pool, async (tx) => {
      await this.reversals.lock(tx, wish.originalId);
      if (await this.repeated(wish, tx)) return undefined;
      const [original] = await this.transfers.byIds(tx, [wish.originalId]);
      assert(original, 'a transfer is never removed');
      const transfer = assignmentOf(original, wish, taker, newId(), new Date());
      const row = asking(transfer, 'account.post-transfer.v1');
      return (await this.reversals.insert(tx, transfer, row)) ? { transfer, row } : undefined;
    });
    if (made) {
      this.relay.push([made.row]);
      this.waiting.expect(made.transfer);
      this.record(wish, made.transfer, origin);
      return { transfer: made.transfer, replayed: false };
    }
    const first = await this.repeated(wish);
    assert(first, 'a key that is taken stands for a transfer');
    return first;
  }

  private record(wish: Assignment, { id }: Transfer, origin: Origin): void {
    const { tenantId: tenant, originalId, accountId, reason } = wish;
    const object = { kind: 'transfer', id: originalId };
    const details = { account_id: accountId, transfer_id: id, reason };
    this.trail.tell(auditOf(origin, { tenant, action: 'transfer.assign', object, details }));
  }

  private async repeated(
    wish: Assignment,
    tx: Parameters<TransferRepository['byKeys']>[0] = this.database.pool,
  ): Promise<Outcome | undefined> {
    const { tenantId, officerId: userId, key } = wish;
    if (key === null) return undefined;
    const [first]: Transfer[] = await this.transfers.byKeys(tx, [{ tenantId, userId, key }]);
    return first && replay(first, assignmentPrint(wish));
  }
}
