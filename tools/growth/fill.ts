import pg from 'pg';

/** What to fill an account database with. */
export interface Growth {
  readonly tenantId: string;
  readonly ownerId: string;
  /** Customers' accounts, all of one owner. */
  readonly accounts: number;
  /** Deposits, dealt to the accounts in turn: two entries each, one of them on the bank's cash. */
  readonly postings: number;
}

/** Account numbers are digits only; these are too low to be drawn by the bank. */
const FIRST_NUMBER = 1;

/**
 * Fills an empty, migrated account database by the laws of the books: postings balanced, entries with their running
 * balance and gapless seq, outcomes, balances. As superuser, in one transaction, without the service: 10^6 entries in
 * seconds. Gives the ids of the customers' accounts.
 */
export async function fill(superUrl: string, growth: Growth): Promise<string[]> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    await client.query('begin');
    const ids = await open(client, growth);
    await deposit(client, growth);
    await client.query('commit');
    await client.query('vacuum analyze');
    return ids;
  } finally {
    await client.end();
  }
}

async function open(client: pg.Client, { tenantId, ownerId, accounts }: Growth): Promise<string[]> {
  await client.query(
    `create temporary table opened on commit drop as
      select n, gen_random_uuid() as id, lpad((n + ${FIRST_NUMBER})::text, 10, '0') as number
        from generate_series(0, $1::int - 1) n`,
    [accounts],
  );
  await client.query('create temporary table cash on commit drop as select gen_random_uuid() as id');
  await client.query(
    `insert into account (id, tenant_id, owner_id, number, type, currency, created_at, updated_at)
      select id, $1, $2, number, 'checking', 'USD', now(), now() from opened`,
    [tenantId, ownerId],
  );
  await client.query(
    `insert into account (id, tenant_id, house, type, currency, created_at, updated_at)
      select id, $1, 'cash', 'house', 'USD', now(), now() from cash`,
    [tenantId],
  );
  const { rows } = await client.query<{ id: string }>('select id from opened order by n');
  return rows.map(({ id }) => id);
}

async function deposit(client: pg.Client, { tenantId, accounts, postings }: Growth): Promise<void> {
  await client.query(
    `create temporary table deposited on commit drop as
      select day.n, gen_random_uuid() as posting_id, gen_random_uuid() as transfer_id, opened.id as account_id, number,
          day.n / $1::int + 1 as seq, 1 + day.n % 97 as amount,
          now() - ($2::int - day.n) * interval '1 millisecond' as booked_at
        from generate_series(0, $2::int - 1) day (n) join opened on opened.n = day.n % $1::int`,
    [accounts, postings],
  );
  await client.query(
    `insert into posting (id, tenant_id, transfer_id, verb, kind, booked_at)
      select posting_id, $1, transfer_id, 'post', 'deposit', booked_at from deposited order by n`,
    [tenantId],
  );
  await client.query(
    `insert into outcome (transfer_id, verb, tenant_id, type, payload)
      select transfer_id, 'post', $1, 'account.transfer-posted.v1', '{}' from deposited order by n`,
    [tenantId],
  );
  const columns = `account_id, seq, id, tenant_id, posting_id, transfer_id, kind, status, amount, currency,
    balance_after, counterparty_id, counterparty_number, booked_at`;
  await client.query(
    `insert into entry (${columns})
      select account_id, seq, gen_random_uuid(), $1, posting_id, transfer_id, 'deposit', 'approved', amount, 'USD',
          sum(amount) over (partition by account_id order by n), cash.id, null, booked_at
        from deposited, cash order by n`,
    [tenantId],
  );
  await client.query(
    `insert into entry (${columns})
      select cash.id, n + 1, gen_random_uuid(), $1, posting_id, transfer_id, 'deposit', 'approved', -amount, 'USD',
          -sum(amount) over (order by n), account_id, number, booked_at
        from deposited, cash order by n`,
    [tenantId],
  );
  await client.query(
    `update account set balance = total, seq = many, booked_at = last
      from (
        select account_id, sum(amount) as total, count(*) as many, max(booked_at) as last from entry group by 1
      ) lines
      where lines.account_id = account.id`,
  );
}
