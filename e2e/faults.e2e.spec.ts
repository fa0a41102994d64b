import { eventually } from '@florin/testing';
import { aCustomer, anOfficer, must, type Account, type Page, type Person, type Transfer } from './bank.ts';
import { askOutside, CREDITOR, order } from './outside.ts';

// Every fault of the outside bank, each with fifty payments at once: a fifth of them is returned.

const AT_ONCE = 50;
const comesBack = (i: number): boolean => i % 5 === 0;
/** A payment that fails and fails again is tried ever more seldom. */
const PATIENCE_MS = 60_000;
const TEST_MS = 90_000;
const SETTLED = AT_ONCE - AT_ONCE / 5;

let ada: Person;
let admin: Person;
let adas: Account;

beforeAll(async () => {
  [ada, admin] = await Promise.all([aCustomer(), anOfficer('admin')]);
  adas = await ada.opens({ deposit: '1000' });
});
afterEach(() => order({}));

/** Asks for fifty payments of one dollar and waits for none of them. */
async function payFifty(): Promise<Transfer[]> {
  const wish = { from: adas, to: CREDITOR, amount: '1' };
  const later = { prefer: 'respond-async' };
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, i) =>
      ada.sends({ ...wish, description: comesBack(i) ? 'return AC04' : 'Fifty' }, later),
    ),
  );
  return answers.map((answer) => must(answer, 202));
}

/** How the transfers of this account stand, by id. */
async function standing(): Promise<Map<string, string>> {
  const { items } = must(await ada.get<Page<Transfer>>(`/v1/transfers?kind=external&limit=${AT_ONCE}`), 200);
  return new Map(items.map(({ id, status }) => [id, status]));
}

async function end(sent: readonly Transfer[]): Promise<void> {
  const wanted = sent.map((_, i) => (comesBack(i) ? 'returned' : 'completed'));
  await eventually(
    async () => {
      const now = await standing();
      expect(sent.map(({ id }) => now.get(id))).toEqual(wanted);
    },
    { within: PATIENCE_MS, every: 100 },
  );
}

/** All money is either there or settled at the outside bank, each payment once; and the books say so. */
async function booksAreRight(before: number, sent: readonly Transfer[]): Promise<void> {
  const left = (before - SETTLED).toFixed(2);
  expect(await ada.balanceOf(adas)).toMatchObject({ balance: left, available_balance: left, match: true });
  const theirs = await Promise.all(
    sent.map(({ id }) => askOutside<{ status: string; amount: string }>('GET', `/payments/${id}`)),
  );
  const settled = theirs.filter(({ status }) => status === 'settled');
  expect(settled).toHaveLength(SETTLED);
  const verdict = must(await admin.get<object>('/v1/admin/ledger/check'), 200);
  expect(verdict).toMatchObject({ status: 'ok', findings: [] });
}

const balance = async (): Promise<number> => Number((await ada.balanceOf(adas)).balance);
const held = async (): Promise<number> => Number((await ada.balanceOf(adas)).available_balance);

describe('a bank that misbehaves while fifty payments are made', () => {
  it.each<[string, object]>([
    ['is slow', { latency_ms: 400 }],
    ['fails a third of the time', { error_rate: 0.3 }],
    ['calls back three times for each', { callback_copies: 3 }],
    ['calls back late and twice', { callback_copies: 2, callback_delay_ms: 1_500 }],
  ])('and %s: each is made once', async (_what, faults) => {
    const before = await balance();
    await order(faults);
    const sent = await payFifty();
    await end(sent);
    await order({});
    await booksAreRight(before, sent);
  }, TEST_MS);

  it.each<[string, object]>([
    ['acts and says nothing', { silent_rate: 1, callbacks_lost: true }],
    ['is away', { away: true }],
  ])('and %s: the money is held, and each is made once when it is back', async (_what, faults) => {
    const before = await balance();
    await order(faults);
    const sent = await payFifty();
    await eventually(async () => expect(await held()).toBe(before - AT_ONCE), { within: 10_000 });
    expect(await balance()).toBe(before);
    expect(new Set((await standing()).values()).has('pending')).toBe(true);
    await order({});
    await end(sent);
    await booksAreRight(before, sent);
  }, TEST_MS);
});

it('that agrees with the statement of the outside bank, line by line', async () => {
  const date = new Date().toISOString().slice(0, 10);
  const differences = async (): Promise<unknown[]> =>
    must(await admin.post<{ differences: unknown[] }>('/v1/bank/reconciliations', { date }), 200).differences;
  await eventually(async () => expect(await differences()).toEqual([]), { within: 10_000 });
});
