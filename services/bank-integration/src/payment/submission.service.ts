import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { Database } from '@florin/platform/database';
import { log } from '@florin/platform/telemetry';
import { BANK, type Bank } from '../bank/bank.js';
import { Line, PAYMENTS_AT_ONCE } from '../bank/line.client.js';
import { CONFIG, type Config } from '../config.js';
import { PaymentRepository } from './payment.repository.js';
import { PaymentService } from './payment.service.js';
import { againAfterMs, type Payment } from './payment.js';

const PING_MS = 2_000;

/** Carries due payments over to the other bank, so many at once, and none while the bank is known to be away. */
@Injectable()
export class SubmissionService {
  private readonly leaseMs: number;
  private readonly under = new Set<Promise<void>>();
  private looking = false;
  private again = false;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(BANK) private readonly bank: Bank,
    private readonly line: Line,
    private readonly database: Database,
    private readonly payments: PaymentRepository,
    private readonly service: PaymentService,
  ) {
    // Twice a call and what lies between: whoever has not come back by then has died with it.
    this.leaseMs = config.BANK_TIMEOUT_MS * 2 + 5_000;
  }

  /** Takes up what is due, as far as there are places; gives when all has begun. */
  async submit(): Promise<void> {
    this.again = true;
    if (this.looking) return;
    this.looking = true;
    try {
      while (this.again) {
        this.again = false;
        if (!(await this.fill())) return;
      }
    } finally {
      this.looking = false;
    }
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    await Promise.all(this.under);
  }

  /** Claims as many as have a place. A payment that is not claimed can still be withdrawn. */
  private async fill(): Promise<boolean> {
    const room = PAYMENTS_AT_ONCE - this.under.size;
    if (room <= 0 || !(await this.isThere())) return false;
    for (const payment of await this.payments.claim(this.database.pool, room, this.leaseMs)) {
      const carried = this.carry(payment).finally(() => {
        this.under.delete(carried);
        void this.submit();
      });
      this.under.add(carried);
    }
    return true;
  }

  /** A circuit that is open is closed by a question first, not by a payment. */
  private async isThere(): Promise<boolean> {
    if (this.line.circuit === 'closed') return true;
    try {
      await this.line.ask((signal) => this.bank.ping(AbortSignal.any([signal, AbortSignal.timeout(PING_MS)])));
      return true;
    } catch {
      return false;
    }
  }

  private async carry(payment: Payment): Promise<void> {
    try {
      await this.service.hear(payment.id, await this.bank.pay(payment));
      // What it said may be nothing new: then it is asked again later than the lease says.
      await this.payments.postpone(this.database.pool, payment, againAfterMs('accepted', payment.tries, Math.random()));
    } catch (error) {
      // A payment that the other bank knows otherwise is nothing that asking again could mend soon.
      const conflict = error instanceof DomainError && error.code === 'payment_conflict';
      if (conflict) log.error({ err: error, id: payment.id }, 'the other bank has another payment under this id');
      else log.warn({ err: error, id: payment.id, tries: payment.tries }, 'nobody knows whether a payment has arrived');
      const afterMs = againAfterMs(conflict ? 'accepted' : payment.status, payment.tries, Math.random());
      await this.payments
        .postpone(this.database.pool, payment, afterMs)
        .catch((fault: unknown) => log.warn({ err: fault }, 'a payment stays claimed until its lease is over'));
    }
  }
}
