import { Injectable } from '@nestjs/common';
import { assert, DomainError, parseAmount } from '@florin/kernel';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { Relay } from '@florin/platform/messaging';
import { asking } from '../transfer/course.service.js';
import { replay, type Outcome } from '../transfer/door.service.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import type { Transfer } from '../transfer/transfer.js';
import { Waiting } from '../waiting/waiting.service.js';
import { refundPrint, reversalOf, type Refund } from './reversal.js';
import { ReversalRepository } from './reversal.repository.js';

/** Gives back what was transferred, by the bank's own authority. */
@Injectable()
export class ReversalService {
  constructor(
    private readonly database: Database,
    private readonly relay: Relay,
    private readonly reversals: ReversalRepository,
    private readonly transfers: TransferRepository,
    private readonly waiting: Waiting,
  ) {}

  /**
   * Refunds all that is left of a transfer, or a part, and waits for the outcome. Fails with: transfer_not_found,
   * validation_failed, idempotency_key_reused, not_reversible, already_reversed, amount_out_of_range.
   */
  async reverse(
    wish: Omit<Refund, 'amount' | 'currency'> & { readonly amount: string | number | undefined },
    waitS: number,
  ): Promise<Outcome> {
    const [found] = await this.transfers.byIds(this.database.pool, [wish.originalId]);
    if (found?.tenantId !== wish.tenantId) throw new DomainError('transfer_not_found');
    const { currency } = found;
    const refund = { ...wish, currency, amount: wish.amount === undefined ? null : parseAmount(wish.amount, currency) };
    const outcome = (await this.repeated(refund)) ?? (await this.accept(refund));
    return { ...outcome, transfer: await this.waiting.outcome(outcome.transfer, waitS) };
  }

  /** Whoever comes later with the same key finds it under the same lock, or by the key that is taken. */
  private async accept(refund: Refund): Promise<Outcome> {
    const made = await inTransaction(this.database.pool, async (tx) => {
      await this.reversals.lock(tx, refund.originalId);
      const [original] = await this.transfers.byIds(tx, [refund.originalId]);
      assert(original, 'a transfer is never removed');
      if (await this.repeated(refund, tx)) return undefined;
      const transfer = reversalOf(original, refund, newId(), new Date());
      const row = asking(transfer, 'account.post-transfer.v1');
      return (await this.reversals.insert(tx, transfer, row)) ? { transfer, row } : undefined;
    });
    if (made) {
      this.relay.push([made.row]);
      this.waiting.expect(made.transfer);
      return { transfer: made.transfer, replayed: false };
    }
    const first = await this.repeated(refund);
    assert(first, 'a key that is taken stands for a transfer');
    return first;
  }

  private async repeated(
    refund: Refund,
    tx: Parameters<TransferRepository['byKeys']>[0] = this.database.pool,
  ): Promise<Outcome | undefined> {
    const { tenantId, officerId: userId, key } = refund;
    if (key === null) return undefined;
    const [first]: Transfer[] = await this.transfers.byKeys(tx, [{ tenantId, userId, key }]);
    return first && replay(first, refundPrint(refund));
  }
}
