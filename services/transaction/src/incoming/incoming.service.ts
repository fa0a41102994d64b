import { Inject, Injectable } from '@nestjs/common';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { freshOnly, Relay, type Heard, type OutboxRow } from '@florin/platform/messaging';
import { CONFIG, type Config } from '../config.js';
import { asking } from '../transfer/course.service.js';
import type { OwnBank } from '../transfer/creditor.js';
import { IncomingRepository } from './incoming.repository.js';
import { incomingOf, numberOf, type Payee } from './incoming.js';
import { PayeeClient } from './payee.client.js';

type Received = Heard<'bank.payment-received.v1'>;
type Opened = Heard<'account.opened.v1'>;

/** Takes money that comes from other banks: a transfer to the account of its IBAN, or to suspense. */
@Injectable()
export class IncomingService {
  private readonly bank: OwnBank;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly relay: Relay,
    private readonly incoming: IncomingRepository,
    private readonly payees: PayeeClient,
  ) {
    this.bank = { country: config.IBAN_COUNTRY, code: config.BANK_CODE, partner: config.BANK_NAME };
  }

  /** Remembers whose account has which number. */
  async learn(messages: readonly Opened[]): Promise<void> {
    const payees = messages.map(({ data, tenant }) => ({
      number: data.number,
      accountId: data.account_id,
      ownerId: data.owner_id,
      tenantId: tenant,
      currency: data.currency,
    }));
    await this.incoming.learn(this.database.pool, payees);
  }

  /** Each payment becomes one transfer, however often it is heard. */
  async receive(messages: readonly Received[]): Promise<void> {
    const payees = await this.payeesOf(messages);
    const rows = await inTransaction(this.database.pool, async (tx) => {
      const fresh = await freshOnly(tx, messages.map(({ id }) => id));
      const out: OutboxRow[] = [];
      for (const message of messages) {
        if (!fresh.delete(message.id)) continue;
        const { data, tenant: tenantId, id, traceparent } = message;
        const payee = payees.get(numberOf(data.iban, this.bank) ?? '');
        const transfer = incomingOf(data, payee, { id: newId(), tenantId, now: new Date() });
        const row = asking(transfer, 'account.post-transfer.v1', { causation: id, traceparent });
        if (await this.incoming.insert(tx, transfer, row)) out.push(row);
      }
      return out;
    });
    this.relay.push(rows);
  }

  /** Whom they are for. An account may be younger than what was heard of it, or older than this table. */
  private async payeesOf(messages: readonly Received[]): Promise<Map<string, Payee>> {
    const ibans = new Map(messages.map(({ data: { iban } }) => [numberOf(iban, this.bank), iban]));
    const numbers = [...ibans.keys()].filter((number) => number !== undefined);
    if (numbers.length === 0) return new Map();
    const known = await this.incoming.byNumbers(this.database.pool, numbers);
    const unknown = numbers.filter((number) => !known.has(number));
    const found = await Promise.all(unknown.map((number) => this.payees.find(number, ibans.get(number) ?? '')));
    const learned = found.filter((payee) => payee !== undefined);
    if (learned.length > 0) await this.incoming.learn(this.database.pool, learned);
    for (const payee of learned) known.set(payee.number, payee);
    return known;
  }
}
