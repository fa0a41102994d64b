import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Finding, Law } from './books.js';

/** Findings of one law, at the most: a ledger that is wrong all over needs no longer list. */
const FINDINGS_MOST = 100;

/** Each law as the question that finds where it does not hold: subject and detail. */
const questions: Record<Law, string> = {
  posting_balanced: `
    select posting_id as subject, 'the entries in ' || currency || ' sum to ' || sum(amount) as detail
      from entry where posting_id is not null group by posting_id, currency having sum(amount) <> 0`,
  posting_has_two_entries: `
    select posting.id as subject, 'has ' || count(entry.id) || ' entries' as detail
      from posting left join entry on entry.posting_id = posting.id group by posting.id having count(entry.id) < 2`,
  posting_has_outcome: `
    select posting.id as subject, 'no outcome tells of transfer ' || transfer_id || ', verb ' || verb as detail
      from posting left join outcome using (transfer_id, verb)
      where outcome.type is null
        or outcome.type not in ('account.transfer-posted.v1', 'account.funds-captured.v1')`,
  entry_of_posting: `
    select entry.id as subject, 'its posting is missing, or of another transfer or tenant' as detail
      from entry left join posting on posting.id = entry.posting_id
      where entry.posting_id is not null
        and (posting.transfer_id, posting.tenant_id) is distinct from (entry.transfer_id, entry.tenant_id)`,
  balance_equals_entries: `
    select account.id as subject,
        'the balance is ' || balance || ', its entries sum to ' || coalesce(total, 0) as detail
      from account
      left join (select account_id, sum(amount) as total from entry where status = 'approved' group by account_id) sums
        on sums.account_id = account.id
      where balance <> coalesce(total, 0)`,
  seq_gapless: `
    select coalesce(account.id, account_id) as subject,
        'stands at ' || coalesce(seq::text, 'nothing') || ', has ' || coalesce(many, 0) || ' entries up to '
          || coalesce(last, 0) as detail
      from account
      full join (
        select account_id, count(*) as many, max(seq) as last, min(seq) as first from entry group by account_id
      ) entries on entries.account_id = account.id
      where seq is distinct from coalesce(last, 0)
        or coalesce(many, 0) <> coalesce(last, 0)
        or coalesce(first, 1) <> 1`,
  running_balance: `
    select id as subject, 'says ' || balance_after || ', the entries up to it sum to ' || running as detail
      from (
        select id, balance_after,
            sum(case when status = 'approved' then amount else 0 end)
              over (partition by account_id order by seq) as running
          from entry
      ) lines
      where balance_after <> running`,
  customer_not_below_held: `
    select id as subject, 'has ' || balance || ' and holds ' || held as detail
      from account where house is null and balance < held`,
  held_equals_holds: `
    select account.id as subject, 'holds ' || held || ', its open holds sum to ' || coalesce(total, 0) as detail
      from account
      left join (select account_id, sum(amount) as total from hold where status = 'open' group by account_id) sums
        on sums.account_id = account.id
      where held <> coalesce(total, 0)`,
  currency_sums_to_zero: `
    select tenant_id || ' ' || currency as subject, 'all balances sum to ' || sum(balance) as detail
      from account group by tenant_id, currency having sum(balance) <> 0`,
};

/** Asks the ledger about itself. All in one transaction, so that every answer is of one moment. */
@Injectable()
export class BooksRepository {
  /** Must be the first thing in the transaction. */
  async freeze(tx: EntityManager): Promise<void> {
    await tx.query('set transaction isolation level repeatable read, read only');
    // The engine's plans avoid reading whole tables, which is just what a proof of the books does.
    await tx.query('set local enable_seqscan = on');
    await tx.query('set local plan_cache_mode = auto');
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
    for (const [law, question] of Object.entries(questions) as [Law, string][]) {
      const rows = await tx.query<{ subject: string; detail: string }[]>(`${question} limit ${FINDINGS_MOST}`);
      found.push(...rows.map(({ subject, detail }) => ({ law, subject, detail })));
    }
    return found;
  }
}
