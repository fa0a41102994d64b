import { Inject, Injectable } from '@nestjs/common';
import { auditOf, AuditTrail, type Origin } from '@florin/platform/audit';
import type { Caller } from '@florin/platform/auth';
import { asTenant, Database, inTransaction } from '@florin/platform/database';
import { addToOutbox, Relay } from '@florin/platform/messaging';
import { CONFIG, defaultLimits, type Config } from '../config.js';
import { Directory } from '../directory/directory.client.js';
import {
  capsOf,
  dayOf,
  limitedKinds,
  monthOf,
  type Allowance,
  type Defaults,
  type LimitedKind,
  type Override,
} from './limit.js';
import { LimitRepository } from './limit.repository.js';

/** The currency that is shown to somebody who has moved nothing yet. */
const FIRST_CURRENCY = 'USD';

/** What people may move: shows it to them, and lets an admin change it for one of them. */
@Injectable()
export class LimitService {
  private readonly defaults: Defaults;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly limits: LimitRepository,
    private readonly directory: Directory,
    private readonly relay: Relay,
    private readonly trail: AuditTrail,
  ) {
    this.defaults = defaultLimits(config);
  }

  /** Every limit of a person, in the currencies that were used this month or that were asked for. */
  show(of: { tenantId: string; userId: string }, currency: string | undefined, now: Date): Promise<Allowance[]> {
    const [day, month] = [dayOf(now), monthOf(dayOf(now))];
    return asTenant(this.database.reader, of.tenantId, async (tx) => {
      const used = await this.limits.used(tx, of.userId, [day, month]);
      const overrides = await this.limits.overrides(tx, of.tenantId, of.userId);
      const known = [...new Set([...used, ...overrides].map((one) => one.currency))].sort();
      const shown = currency === undefined ? (known.length > 0 ? known : [FIRST_CURRENCY]) : [currency];
      const usedIn = (period: string, code: string, kind: LimitedKind): bigint =>
        used.find((use) => use.period === period && use.currency === code)?.[kind] ?? 0n;
      return shown.flatMap((code) =>
        limitedKinds.map((kind) => {
          const own = overrides.find((one) => one.currency === code && one.kind === kind);
          const caps = capsOf(this.defaults, own, kind, code);
          const sums = { day: usedIn(day, code, kind), month: usedIn(month, code, kind) };
          return { currency: code, kind, caps, used: sums, own: own !== undefined };
        }),
      );
    });
  }

  /** The same of somebody of the caller's bank, for an officer. Fails with: not_found, unavailable. */
  async showOf(
    caller: Caller,
    userId: string,
    currency: string | undefined,
    origin: Origin,
    now: Date,
  ): Promise<Allowance[]> {
    await this.directory.assertPerson(caller, userId);
    const shown = await this.show({ tenantId: caller.tenantId, userId }, currency, now);
    const object = { kind: 'user', id: userId };
    this.trail.tell(auditOf(origin, { tenant: caller.tenantId, action: 'limits.read', object }));
    return shown;
  }

  /** Says what one person may move, from the next transfer on. Fails with: not_found, unavailable. */
  async set(
    caller: Caller,
    userId: string,
    overrides: readonly Override[],
    origin: Origin,
    now: Date,
  ): Promise<Allowance[]> {
    await this.directory.assertPerson(caller, userId);
    const of = { tenantId: caller.tenantId, userId };
    const details = { of: overrides.map(({ kind, currency }) => `${kind} ${currency}`).join(', ') };
    const object = { kind: 'user', id: userId };
    const record = auditOf(origin, { tenant: of.tenantId, action: 'limits.change', object, details, at: now });
    await inTransaction(this.database.engine, async (tx) => {
      await this.limits.replace(tx, { ...of, setBy: caller.userId, setAt: now }, overrides);
      await addToOutbox(tx, [record]);
    });
    this.relay.push([record]);
    return this.show(of, undefined, now);
  }
}
