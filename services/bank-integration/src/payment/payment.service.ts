import { Injectable } from '@nestjs/common';
import { Database, inTransaction } from '@florin/platform/database';
import { outgoing, Relay, type Heard, type OutboxRow } from '@florin/platform/messaging';
import { log } from '@florin/platform/telemetry';
import type { PoolClient } from 'pg';
import type { BankWord } from '../bank/bank.js';
import { PaymentRepository } from './payment.repository.js';
import { againAfterMs, factOf, heard, isOpen, type Payment } from './payment.js';

type Submit = Heard<'bank.submit-payment.v1'>;
type Withdraw = Heard<'bank.withdraw-payment.v1'>;

/** Keeps payments to other banks: takes orders, hears the other bank, and tells how each stands. */
@Injectable()
export class PaymentService {
  constructor(
    private readonly database: Database,
    private readonly relay: Relay,
    private readonly payments: PaymentRepository,
  ) {}

  /** Orders payments. One that was ordered before is told as it stands, or tried again at once when nobody knows. */
  async order(messages: readonly Submit[]): Promise<void> {
    const rows = await inTransaction(this.database.pool, async (tx) => {
      await this.payments.order(tx, messages.map(toPayment));
      const known = await this.payments.lock(tx, messages.map(({ data }) => data.transfer_id.toLowerCase()));
      const told = messages.flatMap((message) => {
        const payment = known.get(message.data.transfer_id.toLowerCase());
        return payment ? telling(payment, message) : [];
      });
      await this.payments.speak(tx, told);
      return told;
    });
    this.relay.push(rows);
  }

  /** Withdraws payments that the other bank was not asked for, and says of each whether it could be. */
  async withdraw(messages: readonly Withdraw[]): Promise<void> {
    const of = new Map(
      messages.map(({ data, tenant }) => [
        data.transfer_id.toLowerCase(),
        { id: data.transfer_id.toLowerCase(), tenantId: tenant, bank: data.bank },
      ]),
    );
    const rows = await inTransaction(this.database.pool, async (tx) => {
      const standing = new Map((await this.payments.withdraw(tx, [...of.values()])).map((one) => [one.id, one.status]));
      const at = new Date().toISOString();
      const told = messages.map(({ id, data, tenant, traceparent }) => {
        const transfer_id = data.transfer_id.toLowerCase();
        const outcome = standing.get(transfer_id) === 'withdrawn' ? ('withdrawn' as const) : ('already_asked' as const);
        const about = { key: transfer_id, tenant, causation: id, traceparent };
        return outgoing('bank.payment-withdrawn.v1', { transfer_id, outcome, at }, about);
      });
      await this.payments.speak(tx, told);
      return told;
    });
    this.relay.push(rows);
  }

  /** Hears what the other bank says of one payment. */
  async hear(id: string, word: BankWord): Promise<void> {
    const rows = await inTransaction(this.database.pool, async (tx) => {
      const payment = (await this.payments.lock(tx, [id])).get(id);
      return payment ? this.hearIn(tx, payment, word) : [];
    });
    this.relay.push(rows);
  }

  /** The same within a transaction that has locked it; gives what must go out after the commit. */
  async hearIn(tx: PoolClient, payment: Payment, word: BankWord): Promise<OutboxRow[]> {
    const after = heard(payment, word);
    if (!after) {
      log.debug({ id: payment.id, status: payment.status, word: word.says }, 'a word that changes nothing');
      return [];
    }
    await this.payments.change(tx, after, isOpen(after.status) ? againAfterMs(after.status, 1, Math.random()) : null);
    const told = telling(after);
    await this.payments.speak(tx, told);
    return told;
  }
}

function toPayment({ data, tenant }: Submit): Payment {
  return {
    id: data.transfer_id.toLowerCase(),
    tenantId: tenant,
    bank: data.bank,
    creditor: data.creditor,
    amount: BigInt(data.amount.amount_minor),
    currency: data.amount.currency,
    description: data.description as string | null,
    status: 'ordered',
    reference: null,
    reason: null,
    tries: 0,
  };
}

/** What the world is told of a payment as it stands. */
function telling(payment: Payment, cause?: { id: string; traceparent: string | null }): OutboxRow[] {
  const fact = factOf(payment, new Date().toISOString());
  const about = { key: payment.id, tenant: payment.tenantId, causation: cause?.id, traceparent: cause?.traceparent };
  return fact ? [outgoing(fact.type, fact.data as never, about)] : [];
}
