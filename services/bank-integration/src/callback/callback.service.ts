import { Inject, Injectable } from '@nestjs/common';
import { DomainError, invalid } from '@florin/kernel';
import { Database, inTransaction } from '@florin/platform/database';
import { outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import { log } from '@florin/platform/telemetry';
import type { PoolClient } from 'pg';
import { CONFIG, type Config } from '../config.js';
import type { ErrorCode } from '../errors.js';
import { PaymentRepository } from '../payment/payment.repository.js';
import { PaymentService } from '../payment/payment.service.js';
import type { Payment } from '../payment/payment.js';
import { CallbackRepository, type Kept } from './callback.repository.js';
import { idOf, isSigned, toldOf, type Told } from './callback.js';

const BATCH_MOST = 100;

/** What one callback came to. */
interface Heard {
  readonly verdict: string;
  readonly rows: readonly OutboxRow[];
}

/** Takes the other bank's callbacks: kept as they came and answered at once, heard afterwards. */
@Injectable()
export class CallbackService {
  private hearing: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly relay: Relay,
    private readonly callbacks: CallbackRepository,
    private readonly payments: PaymentRepository,
    private readonly service: PaymentService,
  ) {}

  /** Fails with: signature_invalid, validation_failed. */
  async take(call: { timestamp: unknown; signature: unknown; body: Buffer; told: unknown }): Promise<void> {
    if (!isSigned({ ...call, secret: this.config.BANK_CALLBACK_SECRET }, new Date()))
      throw new DomainError<ErrorCode>('signature_invalid', 'Sign the time and the body, and call at that time.');
    const id = idOf(call.told);
    if (id === undefined) throw invalid('id', 'must be a UUID');
    await this.callbacks.keep(this.database.pool, { id, body: call.body.toString('utf8') });
    void this.hear().catch((error: unknown) => log.warn({ err: error }, 'callbacks are heard later'));
  }

  /** Hears what was kept and nobody has heard. Whoever comes meanwhile waits for the same round. */
  hear(): Promise<void> {
    this.hearing ??= this.hearAll().finally(() => (this.hearing = undefined));
    return this.hearing;
  }

  private async hearAll(): Promise<void> {
    for (let heard = BATCH_MOST; heard === BATCH_MOST; ) {
      const round = await inTransaction(this.database.pool, (tx) => this.hearSome(tx));
      this.relay.push(round.flatMap(({ rows }) => rows));
      heard = round.length;
    }
  }

  private async hearSome(tx: PoolClient): Promise<Heard[]> {
    const kept = await this.callbacks.unheard(tx, BATCH_MOST);
    if (kept.length === 0) return [];
    const told = kept.map(({ body }) => toldOf(JSON.parse(body)));
    const ids = told.flatMap((one) => (one && one.type !== 'received' ? [one.paymentId] : []));
    const known = await this.payments.lock(tx, [...new Set(ids)]);
    const heard: Heard[] = [];
    for (const [i, one] of told.entries()) heard.push(await this.hearOne(tx, kept[i] as Kept, one, known));
    await this.callbacks.heard(tx, kept.map(({ id }, i) => ({ id, verdict: (heard[i] as Heard).verdict })));
    return heard;
  }

  private async hearOne(
    tx: PoolClient,
    { id }: Kept,
    told: Told | undefined,
    known: Map<string, Payment>,
  ): Promise<Heard> {
    if (!told) return this.refused(id, 'not understood');
    if (told.type === 'received') return this.receive(tx, told);
    const payment = known.get(told.paymentId);
    if (!payment) return this.refused(id, 'no such payment');
    if (payment.amount !== told.amount || payment.currency !== told.currency) return this.refused(id, 'another amount');
    const { reference } = told;
    const word =
      told.type === 'settled'
        ? ({ says: 'settled', reference } as const)
        : ({ says: 'returned', reference, reason: told.reason } as const);
    const rows = await this.service.hearIn(tx, payment, word);
    // The next callback of this round about the same payment finds it as it is now.
    if (rows.length > 0) known.set(payment.id, { ...payment, status: word.says, reference });
    return { verdict: rows.length > 0 ? told.type : 'nothing new', rows };
  }

  /** Kept, and told to people: nothing that the other bank does wrong may move money. */
  private refused(id: string, verdict: string): Heard {
    log.error({ id, verdict }, 'a callback of the other bank cannot be true');
    return { verdict, rows: [] };
  }

  private async receive(tx: PoolClient, told: Extract<Told, { type: 'received' }>): Promise<Heard> {
    const { BANK_NAME: bank, SUSPENSE_TENANT_ID: tenant } = this.config;
    if (!(await this.callbacks.receive(tx, bank, told))) return { verdict: 'nothing new', rows: [] };
    const { paymentId, iban, debtor, amount, currency, description, at } = told;
    const money = { amount_minor: String(amount), currency };
    const data = { payment_id: paymentId, bank, iban, debtor, amount: money, description, at };
    const rows = [outgoing('bank.payment-received.v1', data, { key: paymentId, tenant })];
    await this.payments.speak(tx, rows);
    return { verdict: 'received', rows };
  }
}
