import { randomUUID } from 'node:crypto';
import { DomainError, parseAmount } from '@florin/kernel';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { log } from '@florin/platform/telemetry';
import { CallbackService } from '../callback/callback.service.js';
import type { ErrorCode } from '../errors.js';
import { FaultService } from '../fault/fault.service.js';
import { PaymentRepository } from './payment.repository.js';
import { fateOf, isSameOrder, nextOf, type Order, type Payment, type Sent } from './payment.js';

const RETRY_MS = 1_000;

/** Takes payments, carries them out after a while, and tells the asking bank how they ended. */
@Injectable()
export class PaymentService implements OnApplicationBootstrap, OnApplicationShutdown {
  /** What is being changed now, by id: one change of a payment after the other. */
  private readonly turns = new Map<string, Promise<unknown>>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private closing = false;

  constructor(
    private readonly payments: PaymentRepository,
    private readonly callbacks: CallbackService,
    private readonly faults: FaultService,
  ) {}

  /** Goes on with what a crash has left. */
  onApplicationBootstrap(): void {
    for (const payment of this.payments.all()) this.schedule(payment);
  }

  onApplicationShutdown(): void {
    this.closing = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  /**
   * Idempotent by id; says whether the payment is new. Fails with: payment_conflict, payment_refused,
   * validation_failed.
   */
  order(id: string, order: Order, now: Date): Promise<{ payment: Payment; isNew: boolean }> {
    parseAmount(order.amount, order.currency);
    return this.alone(id, async () => {
      const known = this.payments.find(id);
      if (known) {
        if (isSameOrder(known, order)) return { payment: known, isNew: false };
        throw new DomainError<ErrorCode>('payment_conflict', 'Another payment was ordered under this id.');
      }
      const fate = fateOf(order);
      if (fate.goes === 'reject') {
        throw new DomainError<ErrorCode>('payment_refused', 'Nothing was paid.', { reason_code: fate.reason });
      }
      const reference = `RVM-${randomUUID().slice(0, 13).toUpperCase()}`;
      await this.payments.write({ kind: 'payment-accepted', id, order, reference, at: now.toISOString() });
      const payment = this.get(id);
      this.schedule(payment);
      return { payment, isNew: true };
    });
  }

  /** Fails with: payment_not_found. */
  get(id: string): Payment {
    const payment = this.payments.find(id);
    if (!payment) throw new DomainError<ErrorCode>('payment_not_found');
    return payment;
  }

  /** Gives a settled payment back, however long after. Fails with: payment_not_found, payment_state. */
  giveBack(id: string, reason: string): Promise<Payment> {
    return this.alone(id, async () => {
      if (this.get(id).status !== 'settled') throw new DomainError<ErrorCode>('payment_state');
      return this.end(id, 'return', reason);
    });
  }

  /** Sends money to the other bank. Idempotent by id. Fails with: payment_conflict, validation_failed. */
  send(sent: Sent): Promise<{ sent: Sent; isNew: boolean }> {
    parseAmount(sent.amount, sent.currency);
    return this.alone(sent.id, async () => {
      const known = this.payments.findSent(sent.id);
      if (known) {
        const told = ({ sentAt: _at, ...rest }: Sent): string => JSON.stringify(rest);
        if (told(known) === told(sent)) return { sent: known, isNew: false };
        throw new DomainError<ErrorCode>('payment_conflict', 'Another payment was sent under this id.');
      }
      const due = this.callbacks.due('received', { payment_id: sent.id, ...sentTold(sent) }, sent.sentAt);
      await this.payments.write({ kind: 'payment-sent', sent }, due);
      this.callbacks.tell(due);
      return { sent, isNew: true };
    });
  }

  private schedule(payment: Payment, afterMs = this.faults.current().settleMs): void {
    if (nextOf(payment) === undefined || this.closing) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.goOn(payment.id);
    }, afterMs);
    this.timers.add(timer.unref());
  }

  private async goOn(id: string): Promise<void> {
    try {
      const after = await this.alone(id, async () => {
        const payment = this.get(id);
        const next = nextOf(payment);
        const fate = fateOf(payment);
        return next ? this.end(id, next, 'reason' in fate ? fate.reason : 'NARR') : payment;
      });
      this.schedule(after);
    } catch (error) {
      if (this.closing) return;
      log.warn({ err: error, id }, 'a payment could not be carried on');
      this.schedule(this.get(id), RETRY_MS);
    }
  }

  private async end(id: string, how: 'settle' | 'return', reason: string): Promise<Payment> {
    const at = new Date().toISOString();
    const { amount, currency, reference } = this.get(id);
    const about = { payment_id: id, reference, amount, currency };
    const due =
      how === 'settle'
        ? this.callbacks.due('settled', about, at)
        : this.callbacks.due('returned', { ...about, reason_code: reason }, at);
    await this.payments.write(
      how === 'settle' ? { kind: 'payment-settled', id, at } : { kind: 'payment-returned', id, reason, at },
      due,
    );
    this.callbacks.tell(due);
    return this.get(id);
  }

  private alone<T>(id: string, change: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(id) ?? Promise.resolve()).then(change, change);
    const quiet = turn.catch(() => undefined).finally(() => this.turns.get(id) === quiet && this.turns.delete(id));
    this.turns.set(id, quiet);
    return turn;
  }
}

/** What the other bank is told of money that comes to it. */
function sentTold({ amount, currency, iban, debtor, description }: Sent): object {
  return { amount, currency, iban, debtor, description };
}
