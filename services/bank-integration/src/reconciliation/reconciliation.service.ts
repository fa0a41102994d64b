import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@florin/platform/database';
import type { Heard } from '@florin/platform/messaging';
import { log } from '@florin/platform/telemetry';
import { BANK, type Bank } from '../bank/bank.js';
import { CONFIG, type Config } from '../config.js';
import { ReconciliationRepository } from './reconciliation.repository.js';
import { besides, differencesOf, type Reconciliation } from './reconciliation.js';

/** Holds what our settlement account has booked against the other bank's statement, day by day. */
@Injectable()
export class ReconciliationService {
  private readonly bankName: string;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(BANK) private readonly bank: Bank,
    private readonly database: Database,
    private readonly reconciliations: ReconciliationRepository,
  ) {
    this.bankName = config.BANK_NAME;
  }

  /** Notes what was booked, each once. */
  async note(messages: readonly Heard<'bank.note-booking.v1'>[]): Promise<void> {
    for (const [bank, of] of Map.groupBy(messages, ({ data }) => data.bank)) {
      const bookings = of.map(({ data, tenant }) => ({
        paymentId: data.payment_id,
        what: data.what,
        transferId: data.transfer_id,
        tenantId: tenant,
        amount: BigInt(data.amount.amount_minor),
        currency: data.amount.currency,
        bookedAt: new Date(data.at),
      }));
      await this.reconciliations.note(this.database.pool, bank, bookings);
    }
  }

  /** Compares one day, again if need be, and names every difference. Fails with: bank_unavailable. */
  async compare(day: string, now: Date): Promise<Reconciliation> {
    const days = [besides(day)[0], day, besides(day)[1]];
    const there = (await Promise.all(days.map((one) => this.bank.movements(one)))).flat();
    const here = await this.reconciliations.booked(this.database.pool, this.bankName, besides(day));
    const differences = differencesOf(day, here, there);
    const lines = there.filter(({ bookedAt }) => bookedAt.toISOString().startsWith(day)).length;
    const done = { day, bank: this.bankName, lines, differences, comparedAt: now };
    await this.reconciliations.keep(this.database.pool, done);
    if (differences.length > 0) log.error({ day, differences }, 'our books and the statement of the other bank differ');
    else log.info({ day, lines }, 'our books and the statement of the other bank agree');
    return done;
  }

  /** Compares yesterday, when nobody has and the clocks have had their time; says whether it did. */
  async compareYesterday(now: Date): Promise<boolean> {
    if (now.getUTCHours() === 0) return false;
    const [yesterday] = besides(now.toISOString().slice(0, 10));
    if (await this.reconciliations.find(this.database.pool, this.bankName, yesterday)) return false;
    await this.compare(yesterday, now);
    return true;
  }
}
