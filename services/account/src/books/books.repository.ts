import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Finding, Law } from './books.js';

/** Findings of one question, at the most: a ledger that is wrong all over needs no longer list. */
const FINDINGS_MOST = 100;

/** A law about rows: what breaks it, whom that is about, and how it is said. */
type Judged = readonly [law: Law, broken: string, subject: string, detail: string];

/** Judges the same rows by several laws. */
const judge = (rows: string, ...judged: readonly Judged[]): string => `
  select law, subject, detail
    from (${rows}) judged,
      lateral (values ${judged.map(([law, ...of]) => `('${law}', ${of.join(', ')})`).join(', ')})
        verdict (law, is_broken, subject, detail)
    where is_broken and (${judged.map(([, broken]) => broken).join(' or ')})`;

/**
 * Each law is asked for in the question that finds where it does not hold. Those about the same rows share a question,
 * since what costs is to read all entries and to put them in order.
 */
const questions: readonly string[] = [
  judge(
    `select coalesce(posting.id, posting_id) as id, currency, total, many,
          (posting.transfer_id, posting.tenant_id) is distinct from (part.transfer_id, part.tenant_id) as is_foreign
        from posting
        full join (
          select posting_id, transfer_id, tenant_id, currency, sum(amount) as total, count(*) as many
            from entry where posting_id is not null group by posting_id, transfer_id, tenant_id, currency
        ) part on part.posting_id = posting.id`,
    ['posting_balanced', 'total <> 0', 'id', `'the entries in ' || currency || ' sum to ' || total`],
    ['posting_has_two_entries', 'coalesce(many, 0) < 2', 'id', `'has ' || coalesce(many, 0) || ' entries'`],
    [
      'entry_of_posting',
      'many > 0 and is_foreign',
      'id',
      `many || ' of its entries are of another transfer or tenant, or it is missing'`,
    ],
  ),
  judge(
    `select coalesce(account.id, account_id) as id, balance, seq, total, many, last, first, wrong
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
        ) sums on sums.account_id = account.id`,
    [
      'balance_equals_entries',
      'balance <> coalesce(total, 0)',
      'id',
      `'the balance is ' || balance || ', its entries sum to ' || coalesce(total, 0)`,
    ],
    [
      'seq_gapless',
      'seq is distinct from coalesce(last, 0) or coalesce(many, 0) <> coalesce(last, 0) or coalesce(first, 1) <> 1',
      'id',
      `'stands at ' || coalesce(seq::text, 'nothing') || ', has ' || coalesce(many, 0) || ' entries up to '
        || coalesce(last, 0)`,
    ],
    [
      'running_balance',
      'wrong is not null',
      'id',
      `'the balance after entry ' || wrong || ' is not that before it and its amount'`,
    ],
  ),
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
