import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Stretch } from '../entry/entry.js';
import type { Outlay } from './spending.js';

/** What went out of an account. */
@Injectable()
export class SpendingRepository {
  /** Lines that are alike are one outlay: the database adds, the rule names. */
  async list(tx: EntityManager, { accountId, afterSeq, uptoSeq }: Stretch): Promise<Outlay[]> {
    const rows = await tx.query<(Omit<Outlay, 'amount' | 'count'> & { amount: string; count: string })[]>(
      `select to_char(entry.booked_at at time zone 'UTC', 'YYYY-MM') as month, entry.kind, entry.description,
          entry.counterparty_name as "counterpartyName", entry.card_id as "cardId", note.category as note,
          -sum(entry.amount) as amount, count(*) as count
        from entry left join note on note.account_id = entry.account_id and note.seq = entry.seq
        where entry.account_id = $1 and entry.seq > $2 and entry.seq <= $3
          and entry.status = 'approved' and entry.amount < 0
        group by 1, 2, 3, 4, 5, 6`,
      [accountId, String(afterSeq), String(uptoSeq)],
    );
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount), count: Number(row.count) }));
  }
}
