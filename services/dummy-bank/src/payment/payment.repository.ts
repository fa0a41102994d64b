import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CallbackFact } from '../callback/callback.js';
import { JournalRepository } from '../journal/journal.repository.js';
import { Ledger, type Payment, type PaymentFact, type Sent } from './payment.js';

/** The payments, as the journal tells them. */
@Injectable()
export class PaymentRepository implements OnModuleInit {
  private readonly ledger = new Ledger();

  constructor(private readonly journal: JournalRepository) {}

  async onModuleInit(): Promise<void> {
    for (const fact of await this.journal.remembered()) if (isPaymentFact(fact)) this.ledger.learn(fact);
  }

  find(id: string): Payment | undefined {
    return this.ledger.payments.get(id);
  }

  findSent(id: string): Sent | undefined {
    return this.ledger.sent.get(id);
  }

  all(): Iterable<Payment> {
    return this.ledger.payments.values();
  }

  allSent(): Iterable<Sent> {
    return this.ledger.sent.values();
  }

  /** On disk first, with whom it must be told to, then known. */
  async write(fact: PaymentFact, due: readonly CallbackFact[] = []): Promise<void> {
    await this.journal.append(fact, ...due);
    this.ledger.learn(fact);
  }
}

const isPaymentFact = (fact: { kind: string }): fact is PaymentFact => fact.kind.startsWith('payment-');
