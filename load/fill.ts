import pg from 'pg';

/** What the bank that is measured grows by. */
export interface Growth {
  /** The account that gets deposits from the bank's cash, and how many. */
  readonly account: string;
  readonly deposits: number;
  /** Further accounts, each of an owner of its own, empty. */
  readonly accounts: number;
}

/** The account that is paid in to, as it is before. */
interface Before {
  readonly tenant: string;
  readonly owner: string;
  readonly number: string;
  readonly balance: string;
}

/** The n-th id of a kind, the same in both databases: as UUIDv7 it begins with the time and grows with n. */
const idOf = (kind: string): string =>
  `(lpad(to_hex($1::bigint), 12, '0') || '7' || substr(lpad(to_hex(n), 8, '0'), 1, 3)
    || '8' || substr(lpad(to_hex(n), 8, '0'), 4, 5) || substr(md5('${kind}' || n), 1, 10))::uuid`;
const amount = '(1 + n % 97)';
const days = 'generate_series(1, $2::int) n';
const at = `to_timestamp($1::bigint / 1000.0)`;
const instant = `to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const POSTINGS = `insert into posting (id, tenant_id, transfer_id, verb, kind, booked_at)
  select ${idOf('posting')}, $3, ${idOf('transfer')}, 'post', 'deposit', ${at} from ${days}`;

const OUTCOMES = `insert into outcome (transfer_id, verb, tenant_id, type, payload)
  select ${idOf('transfer')}, 'post', $3, 'account.transfer-posted.v1',
      json_build_object('debit', json_build_object('entry_id', ${idOf('debit')}),
        'credit', json_build_object('entry_id', ${idOf('credit')}))::text
    from ${days}`;

/** One side: `$4` is its account, which is given or gives (`sign`), `$5` and `$6` are the other one. */
const entries = (kind: string, sign: '' | '-'): string => `
  insert into entry (account_id, seq, id, tenant_id, posting_id, transfer_id, kind, status, amount, currency,
      balance_after, counterparty_id, counterparty_number, booked_at)
    select account.id, account.seq + n, ${idOf(kind)}, $3, ${idOf('posting')}, ${idOf('transfer')}, 'deposit',
        'approved', ${sign}${amount}, 'USD', account.balance + ${sign}sum(${amount}) over (order by n), $5::uuid,
        $6::text, ${at}
      from account, ${days} where account.id = $4::uuid`;

const BALANCES = `update account set balance = balance + case when house is null then total else -total end,
    seq = seq + $2::int, booked_at = ${at}
  from (select sum(${amount})::bigint as total from ${days}) sums where id = any($3::uuid[])`;

const ACCOUNTS = `insert into account (id, tenant_id, owner_id, number, type, currency, created_at, updated_at)
  select gen_random_uuid(), $2, gen_random_uuid(), lpad(n::text, 10, '0'), 'checking', 'USD', now(), now()
    from generate_series(1, $1::int) n`;

const step = (status: string, by: string): string =>
  `jsonb_build_object('status', '${status}', 'by', '${by}', 'at', ${instant}, 'message_id', null)`;
const TIMELINE = `jsonb_build_array(${step('requested', 'customer')}, ${step('completed', 'account')})`;

const TRANSFERS = `insert into transfer (id, tenant_id, user_id, kind, status, amount, currency, to_account_id,
    fingerprint, debit_entry_id, credit_entry_id, balance_after, timeline, asked_at, ask_count, created_at, decided_at)
  select ${idOf('transfer')}, $3, $4, 'deposit', 'completed', ${amount}, 'USD', $5, sha256(''), ${idOf('debit')},
      ${idOf('credit')}, $6::bigint + sum(${amount}) over (order by n),
      ${TIMELINE}, ${at}, 1, ${at}, ${at}
    from ${days}`;

/**
 * Makes the bank grow by the laws of its books, without its services, on both sides: postings, entries with their
 * running balance and gapless seq, outcomes, balances, transfers. As superuser: a million of each in a minute.
 */
export async function fill(postgresUrl: string, growth: Growth): Promise<void> {
  const now = Date.now();
  const before = await inDatabase(postgresUrl, 'florin_account', (client) => fillAccount(client, growth, now));
  const { account, deposits } = growth;
  await inDatabase(postgresUrl, 'florin_transaction', (client) =>
    client.query(TRANSFERS, [now, deposits, before.tenant, before.owner, account, before.balance]),
  );
}

async function fillAccount(client: pg.Client, growth: Growth, now: number): Promise<Before> {
  const { account, deposits, accounts } = growth;
  const { rows } = await client.query<Before>(
    'select tenant_id as tenant, owner_id as owner, number, balance from account where id = $1 for update',
    [account],
  );
  const before = rows[0];
  if (!before) throw new Error(`there is no account ${account}`);
  const { tenant } = before;
  const cash = await client.query<{ id: string }>(
    `select id from account where tenant_id = $1 and house = 'cash' and currency = 'USD' for update`,
    [tenant],
  );
  const house = cash.rows[0]!.id;
  await client.query(POSTINGS, [now, deposits, tenant]);
  await client.query(OUTCOMES, [now, deposits, tenant]);
  await client.query(entries('credit', ''), [now, deposits, tenant, account, house, null]);
  await client.query(entries('debit', '-'), [now, deposits, tenant, house, account, before.number]);
  await client.query(BALANCES, [now, deposits, [account, house]]);
  await client.query(ACCOUNTS, [accounts, tenant]);
  return before;
}

/** Does the work in one transaction, and what a database does by itself after such a day. */
async function inDatabase<T>(
  postgresUrl: string,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const url = new URL(postgresUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    await client.query('vacuum analyze');
    await client.query('checkpoint');
    return result;
  } finally {
    await client.end();
  }
}
