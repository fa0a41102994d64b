import pg from 'pg';
import { compare, type Difference, type Outcome, type ToldTransfer } from './compare.ts';

const PAGE = 10_000;
const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const transferColumns = `
  id, status, decline_reason as reason, debit_entry_id as "debitEntryId", credit_entry_id as "creditEntryId"`;
const outcomeColumns = `
  transfer_id as "transferId", verb,
  case when type in ('account.transfer-posted.v1', 'account.funds-captured.v1') then 'completed'
    when type = 'account.funds-released.v1' then 'released' else 'declined' end as status,
  payload::jsonb ->> 'reason' as reason,
  payload::jsonb #>> '{debit,entry_id}' as "debitEntryId",
  payload::jsonb #>> '{credit,entry_id}' as "creditEntryId"`;

/** Outcomes that end a transfer; a held one has others on its way there. */
const final = `type in ('account.transfer-posted.v1', 'account.transfer-declined.v1', 'account.funds-captured.v1',
  'account.funds-declined.v1', 'account.funds-released.v1')`;

/** This month and the one before: what is used of longer ago is forgotten at some time, and limits nobody. */
const recent = `period >= to_char(now() at time zone 'utc' - interval '1 month', 'YYYY-MM')`;

/**
 * What is used of the limits, held against the transfers that are pending or completed: one statement sees both as they
 * were at one moment, so nothing needs to catch up.
 */
const limitDifferences = `
  with due as (select user_id, currency, period, kind, sum(amount) as amount
      from transfer cross join lateral (values (counted_on), (left(counted_on, 7))) as counted(period)
      where counted_on is not null and status not in ('declined', 'returned', 'cancelled') and ${recent}
      group by user_id, currency, period, kind),
    used as (select user_id, currency, period, kind, amount
      from limit_use cross join lateral
        (values ('deposit', deposit), ('withdrawal', withdrawal), ('transfer', transfer),
          ('external', external)) as by(kind, amount)
      where amount <> 0 and ${recent})
  select user_id as "userId", currency, period, kind, coalesce(used.amount, 0)::text as used,
    coalesce(due.amount, 0)::text as due
  from due full join used using (user_id, currency, period, kind)
  where due.amount is distinct from used.amount`;

/** A day or month of a person of which more or less is used than the transfers say; in minor units. */
export interface LimitDifference {
  readonly userId: string;
  readonly currency: string;
  readonly period: string;
  readonly kind: string;
  readonly used: string;
  readonly due: string;
}

/** The two databases that know of a transfer: the one where it was asked for, and the one where it was decided. */
export class TwoSides {
  private readonly transaction: pg.Client;
  private readonly account: pg.Client;

  constructor(transactionUrl: string, accountUrl: string) {
    this.transaction = new pg.Client({ connectionString: transactionUrl });
    this.account = new pg.Client({ connectionString: accountUrl });
  }

  async open(): Promise<void> {
    await Promise.all([this.transaction.connect(), this.account.connect()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.transaction.end(), this.account.end()]);
  }

  /** Walks through both by id. They are read one after the other, so what is under way may look different. */
  async walk(): Promise<{ transfers: number; outcomes: number; undecided: number; differences: Difference[] }> {
    const seen = { transfers: 0, outcomes: 0, undecided: 0, differences: [] as Difference[] };
    for (let after = FIRST; ;) {
      const transfers = await this.transfersAfter(after);
      const upTo = transfers.length < PAGE ? LAST : transfers.at(-1)!.id;
      const outcomes = await this.outcomesBetween(after, upTo);
      seen.transfers += transfers.length;
      seen.outcomes += outcomes.length;
      seen.undecided += transfers.filter(({ status }) => status === 'requested').length;
      seen.differences.push(...compare(transfers, outcomes));
      if (upTo === LAST) return seen;
      after = upTo;
    }
  }

  /** Where the use of the limits is not what the transfers come to. */
  async limits(): Promise<LimitDifference[]> {
    return (await this.transaction.query<LimitDifference>(limitDifferences)).rows;
  }

  /** Looks at some transfers again. */
  async again(ids: string[]): Promise<Difference[]> {
    const transfers = await this.transaction.query<ToldTransfer>(
      `select ${transferColumns} from transfer where id = any($1::uuid[])`,
      [ids],
    );
    const outcomes = await this.account.query<Outcome>(
      `select ${outcomeColumns} from outcome where transfer_id = any($1::uuid[]) and ${final}`,
      [ids],
    );
    return compare(transfers.rows, outcomes.rows);
  }

  private async transfersAfter(after: string): Promise<ToldTransfer[]> {
    const text = `select ${transferColumns} from transfer where id > $1 order by id limit ${PAGE}`;
    return (await this.transaction.query<ToldTransfer>(text, [after])).rows;
  }

  private async outcomesBetween(after: string, upTo: string): Promise<Outcome[]> {
    const text = `select ${outcomeColumns} from outcome where transfer_id > $1 and transfer_id <= $2 and ${final}`;
    return (await this.account.query<Outcome>(text, [after, upTo])).rows;
  }
}
