import type { MessageData } from '@florin/contracts';
import { Database, migrate, newId } from '@florin/platform/database';
import type { Heard, OutboxRow, Relay } from '@florin/platform/messaging';
import { freshDatabase } from '@florin/testing';
import { numberOf } from '../account/account.js';
import { BooksService } from '../books/books.service.js';
import { entities, migrations } from '../data-source.js';
import type { CommandType } from './command.js';
import { HouseRepository } from './house.repository.js';
import { HouseService } from './house.service.js';
import { ANNA, BEN, TENANT } from './posting.builder.js';
import { PostingRepository } from './posting.repository.js';
import { PostingService } from './posting.service.js';

/** Real: PostgreSQL. Fake: the relay, which here only remembers what it was given. */
const database = freshDatabase('account');
type Ordered = { [T in CommandType]: Heard<T> }[CommandType];
type Words = MessageData<'account.reserve-funds.v1'>;
/** An answer or a row: whatever is asked of it, the expectation judges. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Told = Record<string, any>;

class Replica {
  readonly database = new Database({ readerUrl: database.readerUrl, engineUrl: database.engineUrl, entities, max: 8 });
  private readonly pushed: OutboxRow[] = [];
  private readonly relay = {
    push: (rows: OutboxRow[]) => this.pushed.push(...rows),
    takeAcked: () => [],
    giveBack: () => undefined,
  };
  private readonly service = new PostingService(
    this.database,
    new HouseService(this.database, new HouseRepository()),
    new PostingRepository(),
    this.relay as unknown as Relay,
  );

  async hear(...messages: Ordered[]): Promise<Told[]> {
    await this.service.post(messages);
    return messages.map(({ id }) => {
      const row = this.pushed.find(({ causation }) => causation === id)!;
      return { type: row.type, ...JSON.parse(row.payload) } as Told;
    });
  }
}

const about = () => ({ id: newId(), tenant: TENANT, key: '', time: '', causation: null, traceparent: null });
const reserve = (data: Words): Ordered => ({ ...about(), type: 'account.reserve-funds.v1', data });
const capture = (data: Words): Ordered => ({
  ...about(),
  type: 'account.capture-funds.v1',
  data: { ...data, verb: 'capture' },
});
const release = (data: Words): Ordered => ({
  ...about(),
  type: 'account.release-funds.v1',
  data: { ...data, verb: 'release' },
});
const post = (data: MessageData<'account.post-transfer.v1'>): Ordered => ({
  ...about(),
  type: 'account.post-transfer.v1',
  data,
});
const words = (from: string, to: string | undefined, amount: bigint): Words => ({
  transfer_id: newId(),
  verb: 'reserve',
  kind: 'transfer',
  user_id: ANNA,
  debit: { account_id: from },
  credit: to === undefined ? { house: 'settlement:dummy' } : { account_id: to },
  amount: { amount_minor: String(amount), currency: 'USD' },
  description: 'Rent',
});

let drawn = 100_000_000;
async function anAccountOf(owner: string, balance = 0n): Promise<string> {
  const id = newId();
  await database.query(
    `insert into account (id, tenant_id, owner_id, number, type, currency, status, created_at, updated_at)
      values ($1, $2, $3, $4, 'checking', 'USD', 'active', now(), now())`,
    [id, TENANT, owner, numberOf(drawn++)],
  );
  const legs = { debit: { house: 'cash' }, credit: { account_id: id } };
  const put = { ...words(id, id, balance), ...legs, user_id: owner, kind: 'deposit' as const, verb: 'post' as const };
  if (balance > 0n) await one.hear(post(put));
  return id;
}
const fundsOf = async (id: string): Promise<Told> =>
  (await database.query('select balance, held from account where id = $1', [id]))[0]!;

let one: Replica;
let two: Replica;

beforeAll(async () => {
  await migrate({ ...database, migrations });
  [one, two] = [new Replica(), new Replica()];
  await Promise.all([one.database.onModuleInit(), two.database.onModuleInit()]);
}, 60_000);

afterEach(async () => {
  expect((await BooksService.of(one.database).check()).findings).toEqual([]);
});

afterAll(async () => {
  await Promise.all([one?.database.close(), two?.database.close()]);
  await database.drop();
});

describe('holds in the database', () => {
  it('reserve, capture and pay another bank', async () => {
    const mine = await anAccountOf(ANNA, 100n);
    const asked = words(mine, undefined, 60n);
    expect(await one.hear(reserve(asked))).toMatchObject([{ type: 'account.funds-reserved.v1', verb: 'reserve' }]);
    expect(await fundsOf(mine)).toEqual({ balance: '100', held: '60' });
    expect(await two.hear(capture(asked))).toMatchObject([{ debit: { balance_after: { amount_minor: '40' } } }]);
    expect(await fundsOf(mine)).toEqual({ balance: '40', held: '0' });
    expect(await two.hear(release(asked))).toMatchObject([{ type: 'account.release-refused.v1' }]);
  });

  it('are granted to ten of forty at once, and given back at once', async () => {
    const mine = await anAccountOf(ANNA, 100n);
    const asked = Array.from({ length: 40 }, () => words(mine, undefined, 10n));
    const told = await Promise.all(asked.map((each, i) => (i % 2 ? one : two).hear(reserve(each))));
    const granted = asked.filter((_, i) => told[i]![0]!.type === 'account.funds-reserved.v1');
    expect([granted.length, await fundsOf(mine)]).toEqual([10, { balance: '100', held: '100' }]);
    await Promise.all(granted.map((each, i) => (i % 2 ? one : two).hear(release(each))));
    expect(await fundsOf(mine)).toEqual({ balance: '100', held: '0' });
  });

  it('end one way only when capture and release come at once to two replicas, many times over', async () => {
    const [mine, his] = [await anAccountOf(ANNA, 400n), await anAccountOf(BEN)];
    const asked = Array.from({ length: 40 }, () => words(mine, his, 10n));
    await one.hear(...asked.map(reserve));
    const told = await Promise.all(
      asked.flatMap((each) => [
        one.hear(capture(each)),
        two.hear(release(each)),
        two.hear(capture(each)),
        one.hear(release(each)),
      ]),
    );
    let captured = 0;
    for (let i = 0; i < told.length; i += 4) {
      const [taken, given, again, twice] = told.slice(i, i + 4).map(([answer]) => answer!);
      expect([again, twice]).toEqual([taken, given]);
      const won = taken!.type === 'account.funds-captured.v1';
      expect(given!.type).toBe(won ? 'account.release-refused.v1' : 'account.funds-released.v1');
      if (won) captured++;
    }
    expect([await fundsOf(mine), await fundsOf(his)]).toEqual([
      { balance: String(400 - 10 * captured), held: '0' },
      { balance: String(10 * captured), held: '0' },
    ]);
  });

  it('are never granted for good when reservation and release race', async () => {
    const mine = await anAccountOf(ANNA, 400n);
    const asked = Array.from({ length: 40 }, () => words(mine, undefined, 10n));
    await Promise.all(asked.flatMap((each) => [one.hear(reserve(each)), two.hear(release(each))]));
    expect(await fundsOf(mine)).toEqual({ balance: '400', held: '0' });
  });

  it('end once and stay, whoever asks', async () => {
    const asked = words(await anAccountOf(ANNA, 10n), undefined, 10n);
    await one.hear(reserve(asked), release(asked));
    const again = `update hold set status = 'open', closed_at = null where transfer_id = '${asked.transfer_id}'`;
    await expect(one.database.engine.query(again)).rejects.toThrow('stays as it is');
    await expect(one.database.engine.query('update hold set amount = 1')).rejects.toThrow('permission denied');
    await expect(database.query('delete from hold')).rejects.toThrow('append-only');
  });

  it('are missed by the books when somebody with every right took them away', async () => {
    const mine = await anAccountOf(ANNA, 10n);
    await database.query('update account set held = 4 where id = $1', [mine]);
    const { findings } = await BooksService.of(one.database).check();
    expect(findings).toMatchObject([{ law: 'held_equals_holds', subject: mine }]);
    await database.query('update account set held = 0 where id = $1', [mine]);
  });
});
