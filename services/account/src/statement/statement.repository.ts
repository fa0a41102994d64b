import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Stretch } from '../entry/entry.js';

/** What the lines of a stretch of an account's history come to. */
export interface Totals {
  readonly number: string;
  readonly opening: bigint;
  readonly closing: bigint;
  readonly credits: bigint;
  readonly debits: bigint;
}

const TOTALS = `
  select number,
      coalesce((select balance_after from entry where account_id = account.id and seq = $2), 0) as opening,
      coalesce((select balance_after from entry where account_id = account.id and seq = $3), 0) as closing,
      coalesce(credits, 0) as credits, coalesce(debits, 0) as debits
    from account
    cross join lateral (
      select sum(amount) filter (where amount > 0) as credits, -sum(amount) filter (where amount < 0) as debits
        from entry where account_id = account.id and seq > $2 and seq <= $3 and status = 'approved'
    ) moved
    where id = $1`;

/** The figures over a statement. */
@Injectable()
export class StatementRepository {
  async totals(tx: EntityManager, { accountId, afterSeq, uptoSeq }: Stretch): Promise<Totals> {
    const [row] = await tx.query<Record<keyof Totals, string>[]>(TOTALS, [
      accountId,
      String(afterSeq),
      String(uptoSeq),
    ]);
    const { number, opening, closing, credits, debits } = row!;
    return {
      number,
      opening: BigInt(opening),
      closing: BigInt(closing),
      credits: BigInt(credits),
      debits: BigInt(debits),
    };
  }
}
