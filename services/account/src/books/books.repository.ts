import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Finding } from './books.js';

/** Findings of one question, at the most: a ledger that is wrong all over needs no longer list. */
const FINDINGS_MOST = 100;

/**
 * Each law is asked for in the question that finds where it does not hold: law, subject, detail. Those about the same
 * rows share a question, since what costs is to read all entries and to put them in order; the last line of such a
 * question spares the rows that are right from being judged one law after the other.
 */
const questions: readonly string[] = [
  `select law, subject, detail
    from (
      select coalesce(posting.id, posting_id) as subject, currency, total, coalesce(many, 0) as many,
          total <> 0 as is_unbalanced,
          coalesce(many, 0) < 2 as is_lone,
          many > 0 and (posting.transfer_id, posting.tenant_id) is distinct from (part.transfer_id, part.tenant_id)
            as is_foreign
        from posting
        full join (
          select posting_id, transfer_id, tenant_id, currency, sum(amount) as total, count(*) as many
            from entry where posting_id is not null group by posting_id, transfer_id, tenant_id, currency
        ) part on part.posting_id = posting.id
    ) judged,
    lateral (values
      ('posting_balanced', is_unbalanced, 'the entries in ' || currency || ' sum to ' || total),
      ('posting_has_two_entries', is_lone, 'has ' || many || ' entries'),
      ('entry_of_posting', is_foreign, many || ' of its entries are of another transfer or tenant, or it is missing')
    ) verdict (law, is_broken, detail)
    where is_broken and (is_unbalanced or is_lone or is_foreign)`,
  `select law, subject, detail
    from (
      select coalesce(account.id, account_id) as subject, balance, seq, coalesce(total, 0) as total,
          coalesce(many, 0) as many, coalesce(last, 0) as last, wrong,
          balance <> coalesce(total, 0) as is_off,
          seq is distinct from coalesce(last, 0) or coalesce(many, 0) <> coalesce(last, 0) or first <> 1 as has_gap,
          wrong is not null as is_wrong
        from account
        full join (
          select account_id, count(*) as many, max(seq) as last, min(seq) as first,
              sum(amount) filter (where status = 'approved') as total,
              min(seq) filter (where moved <> case when status = 'approved' then amount else 0 end) as wrong
            from (
              select account_id, seq, status, amount,
                  balance_after - lag(balance_after, 1, 0::bigint) over (partition by account_id order by seq) as moved
                from entry
            ) lines
            group by account_id
        ) sums on sums.account_id = account.id
    ) judged,
    lateral (values
      ('balance_equals_entries', is_off, 'the balance is ' || balance || ', its entries sum to ' || total),
      ('seq_gapless', has_gap,
        'stands at ' || coalesce(seq::text, 'nothing') || ', has ' || many || ' entries up to ' || last),
      ('running_balance', is_wrong, 'the balance after entry ' || wrong || ' is not that before it and its amount')
    ) verdict (law, is_broken, detail)
    where is_broken and (is_off or has_gap or is_wrong)`,
  `select 'posting_has_outcome' as law, posting.id as subject,
      'no outcome tells of transfer ' || transfer_id || ', verb ' || verb as detail
    from posting left join outcome using (transfer_id, verb)
    where outcome.type is null
      or outcome.type not in ('account.transfer-posted.v1', 'account.funds-captured.v1')`,
  `select 'customer_not_below_held' as law, id as subject, 'has ' || balance || ' and holds ' || held as detail
    from account where house is null and balance < held`,
  `select 'held_equals_holds' as law, account.id as subject,
      'holds ' || held || ', its open holds sum to ' || coalesce(total, 0) as detail
    from account
    left join (select account_id, sum(amount) as total from hold where status = 'open' group by account_id) sums
      on sums.account_id = account.id
    where held <> coalesce(total, 0)`,
  `select 'currency_sums_to_zero' as law, tenant_id || ' ' || currency as subject,
      'all balances sum to ' || sum(balance) as detail
    from account group by tenant_id, currency having sum(balance) <> 0`,
];

/** Asks the ledger about itself. All in one transaction, so that every answer is of one moment. */
@Injectable()
export class BooksRepository {
  /** Must be the first thing in the transaction. */
  async freeze(tx: EntityManager): Promise<void> {
    await tx.query('set transaction isolation level repeatable read, read only');
    // The engine's plans avoid reading whole tables, which is just what a proof of the books does.
    await tx.query('set local enable_seqscan = on');
    await tx.query('set local plan_cache_mode = auto');
    // A million entries are put in order in memory, and not on the disk.
    await tx.query(`set local work_mem = '64MB'`);
    // The whole ledger may take longer than any question of a customer's.
    await tx.query('set local statement_timeout = 0');
  }

  /** From now on only this tenant's rows are there. */
  async narrow(tx: EntityManager, tenantId: string): Promise<void> {
    await tx.query(`select set_config('florin.tenant', $1, true)`, [tenantId]);
  }

  async count(tx: EntityManager): Promise<{ postings: bigint; entries: bigint; accounts: bigint }> {
    const [row] = await tx.query<{ postings: string; entries: string; accounts: string }[]>(
      `select (select count(*) from posting) as postings,
          (select count(*) from entry) as entries,
          (select count(*) from account) as accounts`,
    );
    return { postings: BigInt(row!.postings), entries: BigInt(row!.entries), accounts: BigInt(row!.accounts) };
  }

  async findings(tx: EntityManager): Promise<Finding[]> {
    const found: Finding[] = [];
    for (const question of questions) found.push(...(await tx.query<Finding[]>(`${question} limit ${FINDINGS_MOST}`)));
    return found;
  }
}
