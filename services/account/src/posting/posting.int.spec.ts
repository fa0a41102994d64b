import { randomUUID } from 'node:crypto';
import type { MessageData } from '@florin/contracts';
import { asTenant, Database, migrate, newId } from '@florin/platform/database';
import type { Heard, OutboxRow, Relay } from '@florin/platform/messaging';
import { freshDatabase } from '@florin/testing';
import { numberOf } from '../account/account.js';
import { BooksService } from '../books/books.service.js';
import { entities, migrations } from '../data-source.js';
import { HouseRepository } from './house.repository.js';
import { HouseService } from './house.service.js';
import { ANNA, BEN, TENANT } from './posting.builder.js';
import { PostingRepository } from './posting.repository.js';
import { PostingService } from './posting.service.js';

/** Real: PostgreSQL. Fake: the relay, which here only remembers what it was given. */
const database = freshDatabase('account');
const OTHER_TENANT = '01900000-0000-7000-8000-000000000002';
const MISSING = '01900000-0000-7000-8000-0000000000ff';

type Data = MessageData<'account.post-transfer.v1'>;
/** An answer or a row: whatever is asked of it, the expectation judges. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Told = Record<string, any>;

/** One replica of the account service, with pools of its own. */
class Replica {
  readonly database = new Database({ readerUrl: database.readerUrl, engineUrl: database.engineUrl, entities, max: 4 });
  readonly pushed: OutboxRow[] = [];
  acked: string[] = [];
  private readonly relay = {
    push: (rows: OutboxRow[]) => this.pushed.push(...rows),
    takeAcked: () => this.acked.splice(0),
    giveBack: (ids: string[]) => this.acked.push(...ids),
  };
  private readonly service = new PostingService(
    this.database,
    new HouseService(this.database, new HouseRepository()),
    new PostingRepository(),
    this.relay as unknown as Relay,
  );

  async post(...commands: Data[]): Promise<Told[]> {
    const messages = commands.map(heard);
    await this.service.post(messages);
    const answers = messages.map(({ id }) => this.pushed.find((row) => row.causation === id));
    return answers.map((row) => JSON.parse(row!.payload) as Told);
  }
}

const heard = (data: Data): Heard<'account.post-transfer.v1'> => ({
  id: newId(),
  type: 'account.post-transfer.v1',
  data,
  tenant: TENANT,
  key: '',
  time: '',
  causation: null,
  traceparent: null,
});

let drawn = 100_000_000;
async function anAccountOf(owner: string, balance = 0n, changes: Told = {}): Promise<string> {
  const of = { id: newId(), tenant: TENANT, currency: 'USD', status: 'active', ...changes };
  await database.query(
    `insert into account (id, tenant_id, owner_id, number, type, currency, status, created_at, updated_at)
      values ($1, $2, $3, $4, 'checking', $5, $6, now(), now())`,
    [of.id, of.tenant, owner, numberOf(drawn++), of.currency, 'active'],
  );
  if (balance > 0n) {
    const [told] = await one.post(deposit(of.id, owner, balance));
    expect(told).toHaveProperty('booked_at');
  }
  if (of.status !== 'active') await database.query('update account set status = $2 where id = $1', [of.id, of.status]);
  return of.id;
}

const deposit = (account: string, owner: string, amount: bigint): Data => ({
  ...transfer(account, account, amount, owner),
  kind: 'deposit',
  debit: { house: 'cash' },
  credit: { account_id: account },
});
const transfer = (from: string, to: string, amount: bigint, owner = ANNA): Data => ({
  transfer_id: newId(),
  verb: 'post',
  kind: 'transfer',
  user_id: owner,
  debit: { account_id: from },
  credit: { account_id: to },
  amount: { amount_minor: String(amount), currency: 'USD' },
  description: null,
});
const balanceOf = async (id: string): Promise<string> =>
  (await database.query<{ balance: string }>('select balance from account where id = $1', [id]))[0]!.balance;
const entriesOf = (id: string): Promise<Told[]> =>
  database.query('select * from entry where account_id = $1 order by seq', [id]);
const postingsOf = (transferId: string): Promise<Told[]> =>
  database.query('select * from posting where transfer_id = $1', [transferId]);

let one: Replica;
let two: Replica;

beforeAll(async () => {
  await migrate({ ...database, migrations });
  [one, two] = [new Replica(), new Replica()];
  await Promise.all([one.database.onModuleInit(), two.database.onModuleInit()]);
}, 60_000);

afterEach(async () => {
  const verdict = await BooksService.of(one.database).check();
  expect(verdict.findings).toEqual([]);
});

afterAll(async () => {
  await Promise.all([one?.database.close(), two?.database.close()]);
  await database.drop();
});

describe('a batch of commands', () => {
  it('makes exactly ten of forty debits of 10 on 100', async () => {
    const [mine, his] = [await anAccountOf(ANNA, 100n), await anAccountOf(BEN)];
    const told = await one.post(...Array.from({ length: 40 }, () => transfer(mine, his, 10n)));
    expect(told.filter((answer) => 'booked_at' in answer)).toHaveLength(10);
    expect(told.filter((answer) => answer.reason === 'insufficient_funds')).toHaveLength(30);
    expect([await balanceOf(mine), await balanceOf(his)]).toEqual(['0', '100']);
    expect((await entriesOf(mine)).map((entry) => Number(entry.seq))).toEqual(
      Array.from({ length: 41 }, (_, i) => i + 1),
    );
    expect(await entriesOf(his)).toHaveLength(10);
  });

  it('decides forty debits alike when they come one by one to two replicas at once', async () => {
    const [mine, his] = [await anAccountOf(ANNA, 100n), await anAccountOf(BEN)];
    const told = await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 ? one : two).post(transfer(mine, his, 10n))),
    );
    expect(told.flat().filter((answer) => 'reason' in answer)).toHaveLength(30);
    expect([await balanceOf(mine), await balanceOf(his)]).toEqual(['0', '100']);
  });

  it('ends when money goes both ways at once', async () => {
    const [mine, his] = [await anAccountOf(ANNA, 1_000n), await anAccountOf(BEN, 1_000n)];
    const rounds = Array.from({ length: 20 }, (_, i) =>
      i % 2 ? one.post(transfer(mine, his, 3n)) : two.post(transfer(his, mine, 2n, BEN)),
    );
    await Promise.all(rounds);
    expect([await balanceOf(mine), await balanceOf(his)]).toEqual(['990', '1010']);
  });

  it('fails whole when one of its commands cannot be right, and writes nothing', async () => {
    const mine = await anAccountOf(ANNA);
    const good = deposit(mine, ANNA, 5n);
    one.acked = [newId()];
    const acked = [...one.acked];
    await expect(one.post(good, deposit(mine, ANNA, 2n ** 63n))).rejects.toThrow('fits an account');
    expect([await balanceOf(mine), await postingsOf(good.transfer_id), one.acked]).toEqual(['0', [], acked]);
    expect(await one.post(good)).toMatchObject([{ transfer_id: good.transfer_id }]);
  });

  it('sweeps from the outbox what was published', async () => {
    const mine = await anAccountOf(ANNA, 5n);
    const ids = one.pushed.map((row) => row.id);
    one.acked = [...ids];
    await one.post(deposit(mine, ANNA, 1n));
    expect(await database.query('select id from outbox where id = any($1)', [ids])).toEqual([]);
    expect(await database.query('select id from outbox where id = $1', [one.pushed.at(-1)!.id])).toHaveLength(1);
  });
});

describe('a command that comes again', () => {
  it('ten times at once to two replicas is posted once and answered alike ten times', async () => {
    const [mine, his] = [await anAccountOf(ANNA, 100n), await anAccountOf(BEN)];
    const command = transfer(mine, his, 10n);
    const told = (await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? one : two).post(command)))).flat();
    expect(told).toHaveLength(10);
    expect(told).toEqual(Array(10).fill(told[0]));
    expect([await postingsOf(command.transfer_id), await balanceOf(his)]).toEqual([[expect.anything()], '10']);
  });

  it('ten times at once is declined once, also when there is no account to wait for', async () => {
    const command = transfer(MISSING, MISSING, 10n);
    const told = (await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? one : two).post(command)))).flat();
    expect(told).toEqual(Array(10).fill(expect.objectContaining({ reason: 'account_not_found' })));
    expect(new Set(told.map((answer) => answer.decided_at)).size).toBe(1);
  });

  it('in one batch is decided once, and each is answered in a message of its own', async () => {
    const mine = await anAccountOf(ANNA);
    const command = deposit(mine, ANNA, 7n);
    const told = await one.post(command, deposit(mine, ANNA, 1n), command);
    expect([told[0], await balanceOf(mine)]).toEqual([told[2], '8']);
    expect(new Set(one.pushed.slice(-3).map((row) => row.id)).size).toBe(3);
  });

  it('after it was refused is refused for ever, whatever came meanwhile', async () => {
    const [mine, his] = [await anAccountOf(ANNA, 5n), await anAccountOf(BEN)];
    const command = transfer(mine, his, 10n);
    const [refused] = await one.post(command);
    await one.post(deposit(mine, ANNA, 100n));
    expect([await two.post(command), refused]).toEqual([
      [refused],
      expect.objectContaining({ reason: 'insufficient_funds' }),
    ]);
    expect(await balanceOf(mine)).toBe('105');
  });
});

describe('every refusal, in the order of the checks', () => {
  it.each<[string, string, bigint, Told, Told, boolean]>([
    ['account_not_found', BEN, 0n, { status: 'frozen' }, { status: 'closed' }, false],
    ['account_closed', ANNA, 0n, { status: 'frozen', currency: 'EUR' }, { status: 'closed' }, true],
    ['account_frozen', ANNA, 0n, { status: 'frozen', currency: 'EUR' }, {}, true],
    ['currency_mismatch', ANNA, 0n, { currency: 'EUR' }, {}, true],
    ['currency_mismatch', ANNA, 0n, {}, { currency: 'EUR' }, true],
    ['insufficient_funds', ANNA, 9n, {}, {}, true],
  ])('%s', async (reason, asking, balance, mine, his, kept) => {
    const [from, to] = [await anAccountOf(ANNA, balance, mine), await anAccountOf(BEN, 0n, his)];
    const before = (await entriesOf(from)).length;
    const [told] = await one.post(transfer(from, to, 10n, asking));
    expect(told).toMatchObject({ reason });
    expect((await entriesOf(from)).length - before).toBe(kept ? 1 : 0);
    expect(await entriesOf(to)).toEqual([]);
  });

  it("same_account keeps no entry, and another bank's account does not exist", async () => {
    const mine = await anAccountOf(ANNA, 50n);
    const theirs = await anAccountOf(BEN, 0n, { tenant: OTHER_TENANT });
    const told = await one.post(transfer(mine, mine, 1n), transfer(mine, theirs, 1n));
    expect(told.map((answer) => answer.reason)).toEqual(['same_account', 'account_not_found']);
    expect(await entriesOf(mine)).toHaveLength(1);
  });
});

describe('the books', () => {
  it.each(['posting', 'entry', 'outcome'])(
    '%s cannot be changed or shortened by engine, reader or superuser',
    async (table) => {
      await anAccountOf(ANNA, 1n);
      const changes = [`update ${table} set tenant_id = tenant_id`, `delete from ${table}`, `truncate ${table}`];
      for (const change of changes) {
        await expect(one.database.engine.query(change)).rejects.toThrow('permission denied');
        await expect(one.database.reader.query(change)).rejects.toThrow('permission denied');
        await expect(database.query(change)).rejects.toThrow('append-only');
      }
    },
  );

  it('refuse a customer below zero even if the rule did not', async () => {
    const mine = await anAccountOf(ANNA);
    await expect(one.database.engine.query('update account set balance = -1 where id = $1', [mine])).rejects.toThrow(
      'account_funds',
    );
  });

  it('show a reader one tenant, and nothing without one', async () => {
    const [mine, theirs] = [await anAccountOf(ANNA, 1n), await anAccountOf(ANNA, 0n, { tenant: OTHER_TENANT })];
    const seen = (tenant: string): Promise<string[]> =>
      asTenant(one.database.reader, tenant, async (tx) => {
        const rows = await tx.query<{ id: string }[]>('select id from account where id = any($1)', [[mine, theirs]]);
        return rows.map((row) => row.id);
      });
    expect([await seen(TENANT), await seen(OTHER_TENANT), await seen(randomUUID())]).toEqual([[mine], [theirs], []]);
    for (const table of ['account', 'entry', 'posting']) {
      expect(await one.database.reader.query(`select 1 from ${table} limit 1`)).toEqual([]);
      expect(
        await asTenant(one.database.reader, OTHER_TENANT, (tx) =>
          tx.query(`select 1 from ${table} where tenant_id = $1`, [TENANT]),
        ),
      ).toEqual([]);
    }
  });
});
