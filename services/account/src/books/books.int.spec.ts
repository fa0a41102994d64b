import { Database, migrate } from '@florin/platform/database';
import { freshDatabase } from '@florin/testing';
import { entities, migrations } from '../data-source.js';
import { ANNA, BEN, TENANT } from '../posting/posting.builder.js';
import { laws, type Law } from './books.js';
import { BooksService } from './books.service.js';

/** Real: PostgreSQL. */
const database = freshDatabase('account');
const id = (name: string): string => `01900000-0000-7000-8000-${name.padStart(12, '0')}`;
const [HERS, HIS, CASH, POSTING, TRANSFER] = [id('a1'), id('b1'), id('c1'), id('d1'), id('e1')];

const account = (of: string, owner: string | null, number: string | null, balance: number, seq: number): string =>
  `('${of}', '${TENANT}',
    ${owner === null ? `null, 'cash', null, 'house'` : `'${owner}', null, '${number}', 'checking'`}, 'USD',
    ${balance}, ${seq}, now(), now())`;
const entry = (of: string, seq: number, n: string, posting: string, transfer: string, amount: number, after: number) =>
  `('${of}', ${seq}, '${id(n)}', '${TENANT}', '${posting}', '${transfer}', 'transfer', 'approved', ${amount}, 'USD',
    ${after}, now())`;

/** Anna was paid in 30, gave Ben 10, and holds 5 of what is left. As superuser, past every trigger. */
const RIGHT = `
  set session_replication_role = replica;
  truncate account, entry, posting, outcome, hold;
  insert into account (id, tenant_id, owner_id, house, number, type, currency, balance, seq, created_at, updated_at)
    values ${account(HERS, ANNA, '1000000008', 20, 2)}, ${account(HIS, BEN, '2000000006', 10, 1)},
      ${account(CASH, null, null, -30, 1)};
  insert into posting (id, tenant_id, transfer_id, verb, kind, booked_at)
    values ('${POSTING}', '${TENANT}', '${TRANSFER}', 'post', 'transfer', now()),
      ('${id('d2')}', '${TENANT}', '${id('e2')}', 'post', 'deposit', now());
  insert into outcome select transfer_id, verb, tenant_id, 'account.transfer-posted.v1', '{}' from posting;
  insert into entry (account_id, seq, id, tenant_id, posting_id, transfer_id, kind, status, amount, currency,
      balance_after, booked_at)
    values ${entry(CASH, 1, 'f1', id('d2'), id('e2'), -30, -30)}, ${entry(HERS, 1, 'f2', id('d2'), id('e2'), 30, 30)},
      ${entry(HERS, 2, 'f3', POSTING, TRANSFER, -10, 20)}, ${entry(HIS, 1, 'f4', POSTING, TRANSFER, 10, 10)};
  insert into hold (transfer_id, id, tenant_id, account_id, kind, amount, currency, counterparty_id, status, created_at)
    values ('${id('e3')}', '${id('f5')}', '${TENANT}', '${HERS}', 'transfer', 5, 'USD', '${HIS}', 'open', now());
  update account set held = 5 where id = '${HERS}'`;

/** What breaks a law, and everything that is found then. */
const wrongs: readonly [law: Law, broken: string, found: readonly string[]][] = [
  [
    'posting_balanced',
    `update entry set amount = 11, balance_after = 11 where id = '${id('f4')}';
      update account set balance = 11 where id = '${HIS}'`,
    [
      `posting_balanced ${POSTING}: the entries in USD sum to 1`,
      `currency_sums_to_zero ${TENANT} USD: all balances sum to 1`,
    ],
  ],
  [
    'posting_has_two_entries',
    `insert into posting values ('${id('d3')}', '${TENANT}', '${id('e4')}', 'post', 'transfer', now());
      insert into outcome values ('${id('e4')}', 'post', '${TENANT}', 'account.transfer-posted.v1', '{}')`,
    [`posting_has_two_entries ${id('d3')}: has 0 entries`],
  ],
  [
    'posting_has_outcome',
    `update outcome set type = 'account.transfer-declined.v1' where transfer_id = '${TRANSFER}'`,
    [`posting_has_outcome ${POSTING}: no outcome tells of transfer ${TRANSFER}, verb post`],
  ],
  [
    'entry_of_posting',
    `update posting set transfer_id = '${id('e5')}' where id = '${POSTING}';
      update outcome set transfer_id = '${id('e5')}' where transfer_id = '${TRANSFER}'`,
    [`entry_of_posting ${POSTING}: 2 of its entries are of another transfer or tenant, or it is missing`],
  ],
  [
    'balance_equals_entries',
    `update account set balance = 11 where id = '${HIS}'; update account set balance = -31 where id = '${CASH}'`,
    [
      `balance_equals_entries ${HIS}: the balance is 11, its entries sum to 10`,
      `balance_equals_entries ${CASH}: the balance is -31, its entries sum to -30`,
    ],
  ],
  [
    'seq_gapless',
    `update entry set seq = 3 where id = '${id('f3')}'; update account set seq = 3 where id = '${HERS}'`,
    [`seq_gapless ${HERS}: stands at 3, has 2 entries up to 3`],
  ],
  [
    'running_balance',
    `update entry set balance_after = 21 where id = '${id('f3')}'`,
    [`running_balance ${HERS}: the balance after entry 2 is not that before it and its amount`],
  ],
  [
    'customer_not_below_held',
    `alter table account drop constraint account_funds; update account set held = 25 where id = '${HERS}';
      update hold set amount = 25`,
    [`customer_not_below_held ${HERS}: has 20 and holds 25`],
  ],
  [
    'held_equals_holds',
    `update hold set status = 'released', closed_at = now()`,
    [`held_equals_holds ${HERS}: holds 5, its open holds sum to 0`],
  ],
  [
    'currency_sums_to_zero',
    `update account set balance = -29 where id = '${CASH}'`,
    [
      `balance_equals_entries ${CASH}: the balance is -29, its entries sum to -30`,
      `currency_sums_to_zero ${TENANT} USD: all balances sum to 1`,
    ],
  ],
];

const bank = new Database({ readerUrl: database.readerUrl, engineUrl: database.engineUrl, entities, max: 1 });
const books = BooksService.of(bank);

beforeAll(async () => {
  await migrate({ ...database, migrations });
  await bank.onModuleInit();
}, 60_000);

beforeEach(() => database.query(RIGHT));

afterAll(async () => {
  await bank.close();
  await database.drop();
});

it('breaks each law once', () => {
  expect(wrongs.map(([law]) => law)).toEqual(laws);
});

it('finds nothing in a ledger that is right', async () => {
  expect(await books.check()).toMatchObject({ postings: 2n, entries: 4n, accounts: 3n, findings: [] });
});

it.each(wrongs)('finds where %s does not hold', async (_law, broken, found) => {
  await database.query(broken);
  const [all, mine] = [await books.check(), await books.checkOf(TENANT)];
  const told = all.findings.map(({ law, subject, detail }) => `${law} ${subject}: ${detail}`);
  expect(told.sort()).toEqual([...found].sort());
  expect(mine.findings).toEqual(all.findings);
});
