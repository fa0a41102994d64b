import fc from 'fast-check';
import { Overtaken, type Command, type Decision, type Hold, type LockedAccount, LockedCard } from './command.js';
import { aCommand, anAccount, ANNA, BEN, hisAccount, theCash } from './posting.builder.js';
import { decide } from './posting.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const settlement = { accountId: theCash().id, house: true };
const his = { accountId: hisAccount().id, house: false };
const typesOf = (decision: Decision): string[] => decision.answers.map(({ type }) => type.slice('account.'.length, -3));
const dataOf = (decision: Decision): object[] => decision.answers.map(({ data }) => data);

/** Books that go on from batch to batch, as the database does. */
class Ledger {
  readonly accounts: Map<string, LockedAccount>;
  readonly holds = new Map<string, Hold>();
  readonly cards = new Map<string, LockedCard>();
  private last = 0;

  constructor(...accounts: LockedAccount[]) {
    this.accounts = new Map(accounts.map((account) => [account.id, account]));
  }

  say(...commands: Command[]): Decision {
    const newId = (): string => `01900000-0000-7000-8000-${String(++this.last).padStart(12, '0')}`;
    const decision = decide(commands, this, NOW, newId);
    for (const account of decision.changed) this.accounts.set(account.id, account);
    for (const hold of [...decision.holds.made, ...decision.holds.ended]) this.holds.set(hold.transferId, hold);
    return decision;
  }

  put(account: LockedAccount): void {
    this.accounts.set(account.id, account);
  }

  get mine(): LockedAccount {
    return this.accounts.get(anAccount().id)!;
  }
}

const reserve = (changes: Partial<Command> = {}): Command => aCommand({ verb: 'reserve', ...changes });
const capture = (changes: Partial<Command> = {}): Command => aCommand({ verb: 'capture', ...changes });
const release = (changes: Partial<Command> = {}): Command => aCommand({ verb: 'release', ...changes });
const ledger = (...accounts: LockedAccount[]) => new Ledger(anAccount(), hisAccount(), theCash(), ...accounts);

describe('a hold', () => {
  it('takes from what is available and not from the balance, and writes no entry', () => {
    const books = ledger();
    const decision = books.say(reserve());
    expect([typesOf(decision), decision.entries, decision.postings]).toEqual([['funds-reserved'], [], []]);
    expect(dataOf(decision)).toMatchObject([{ available: { amount_minor: '8750' }, account_id: books.mine.id }]);
    expect(books.mine).toMatchObject({ balance: 10_000n, held: 1_250n, seq: 7n });
  });

  it('cannot be spent by anybody else', () => {
    const books = ledger();
    books.say(reserve({ amount: { amount: 9_000n, currency: 'USD' } }));
    expect(dataOf(books.say(aCommand({ transferId: ANNA })))).toMatchObject([
      { reason: 'insufficient_funds', available: { amount_minor: '1000' } },
    ]);
    expect(dataOf(books.say(reserve({ transferId: BEN })))).toMatchObject([{ reason: 'insufficient_funds' }]);
  });

  it.each<[string, Partial<Command>, LockedAccount[]]>([
    ['account_not_found', { userId: BEN }, [anAccount({ status: 'frozen' })]],
    ['same_account', { credit: aCommand().debit }, [anAccount({ status: 'closed' })]],
    ['account_closed', {}, [anAccount({ status: 'frozen' }), hisAccount({ status: 'closed' })]],
    ['account_frozen', {}, [anAccount({ status: 'frozen', currency: 'EUR' })]],
    ['currency_mismatch', {}, [anAccount({ balance: 0n }), hisAccount({ currency: 'EUR' })]],
    ['insufficient_funds', {}, [anAccount({ balance: 1_249n })]],
  ])('is declined as a posting is: %s', (reason, changes, accounts) => {
    const books = ledger(...accounts);
    const decision = books.say(reserve(changes));
    expect([typesOf(decision), dataOf(decision)]).toMatchObject([['funds-declined'], [{ verb: 'reserve', reason }]]);
    expect([books.mine.held, decision.holds.made]).toEqual([0n, []]);
  });

  it('is captured once: both legs are booked and nothing is held', () => {
    const books = ledger();
    books.say(reserve());
    const decision = books.say(capture());
    expect([typesOf(decision), decision.entries.map(({ amount }) => amount)]).toEqual([
      ['funds-captured'],
      [-1_250n, 1_250n],
    ]);
    expect(books.mine).toMatchObject({ balance: 8_750n, held: 0n, seq: 8n });
    // Its outcome was written by somebody else since this batch was read.
    expect(() => books.say(capture())).toThrow(Overtaken);
    expect(() => books.say(reserve())).toThrow(Overtaken);
  });

  it('is captured though the payer is frozen or closed meanwhile, and though it is all there is', () => {
    for (const status of ['frozen', 'closed'] as const) {
      const books = ledger(anAccount({ balance: 1_250n }));
      books.say(reserve({ credit: settlement }));
      books.put({ ...books.mine, status });
      expect(typesOf(books.say(capture({ credit: settlement })))).toEqual(['funds-captured']);
      expect(books.mine).toMatchObject({ balance: 0n, held: 0n });
    }
  });

  it('stays when the destination closed meanwhile, until it is released', () => {
    const books = ledger();
    books.say(reserve());
    books.put(hisAccount({ status: 'closed' }));
    const decision = books.say(capture());
    expect([typesOf(decision), decision.entries]).toEqual([['capture-refused'], []]);
    expect(dataOf(decision)).toMatchObject([{ reason: 'account_closed' }]);
    expect(books.mine.held).toBe(1_250n);
    expect(typesOf(books.say(release()))).toEqual(['funds-released']);
    expect(books.mine).toMatchObject({ balance: 10_000n, held: 0n, seq: 7n });
  });

  it('is never granted after its release, and a capture of nothing is refused', () => {
    const early = ledger();
    expect(typesOf(early.say(release(), reserve(), capture()))).toEqual([
      'funds-released',
      'funds-declined',
      'capture-refused',
    ]);
    expect(early.mine.held).toBe(0n);
    const lost = ledger();
    expect(dataOf(lost.say(capture(), reserve()))).toMatchObject([{ reason: 'not_reserved' }, { reason: 'released' }]);
  });

  it('is not given back after it was captured', () => {
    const books = ledger();
    expect(typesOf(books.say(reserve(), capture(), release()))).toEqual([
      'funds-reserved',
      'funds-captured',
      'release-refused',
    ]);
    expect(books.mine).toMatchObject({ balance: 8_750n, held: 0n });
  });

  it.each<[string, Partial<Command>]>([
    ['another amount', { amount: { amount: 1n, currency: 'USD' } }],
    ['another payee', { credit: settlement }],
    ['another tenant', { tenantId: ANNA }],
  ])('is not touched by a word with %s, which is a fault', (_what, changes) => {
    const books = ledger();
    books.say(reserve());
    expect(() => books.say(capture(changes))).toThrow('the same transfer');
    expect(() => books.say(release(changes))).toThrow('the same transfer');
  });
});

describe("the bank's authority", () => {
  const byBank = (changes: Partial<Command> = {}): Command =>
    aCommand({ authority: 'bank', userId: BEN, debit: his, credit: aCommand().debit, ...changes });

  it("moves money out of a stranger's frozen account", () => {
    const books = new Ledger(anAccount(), hisAccount({ status: 'frozen', balance: 1_250n }));
    expect(typesOf(books.say(byBank({ userId: ANNA.replace('a', 'c') })))).toEqual(['transfer-posted']);
    expect(books.mine.balance).toBe(11_250n);
  });

  it('never overdraws, tells what is there, and keeps no line for it', () => {
    const books = new Ledger(anAccount(), hisAccount({ balance: 1_249n, held: 49n }));
    const decision = books.say(byBank());
    expect(dataOf(decision)).toMatchObject([{ reason: 'insufficient_funds', available: { amount_minor: '1200' } }]);
    expect(decision.entries).toEqual([]);
  });

  it('does not open what is closed', () => {
    const books = new Ledger(anAccount(), hisAccount({ balance: 5_000n, status: 'closed' }));
    expect(dataOf(books.say(byBank()))).toMatchObject([{ reason: 'account_closed' }]);
  });
});

describe('whatever words come, in whatever order', () => {
  const transfers = Array.from({ length: 6 }, (_, i) => ({
    transferId: `01900000-0000-7000-8000-0000000000e${i}`,
    amount: { amount: BigInt(700 * (i + 1)), currency: 'USD' },
    credit: i % 2 ? settlement : his,
  }));
  const word = fc.record({
    transfer: fc.nat({ max: transfers.length - 1 }),
    verb: fc.constantFrom('post' as const, 'reserve' as const, 'capture' as const, 'release' as const),
  });
  const batches = fc.array(fc.array(word, { maxLength: 8 }), { maxLength: 12 });

  it('money sums to zero, held is the sum of the open holds, nobody overdraws, and seq has no gap', () => {
    fc.assert(
      fc.property(batches, (asked) => {
        const books = ledger();
        const total = (): bigint => [...books.accounts.values()].reduce((sum, { balance }) => sum + balance, 0n);
        const [before, seen] = [total(), new Set<string>()];
        let seq = books.mine.seq;
        for (const batch of asked) {
          // A word that was said before is answered from its outcome and never comes here.
          const fresh = batch.filter(({ transfer, verb }) => {
            const key = `${transfer} ${verb}`;
            return !seen.has(key) && seen.add(key);
          });
          const decision = books.say(...fresh.map(({ transfer, verb }) => aCommand({ ...transfers[transfer], verb })));
          const own = decision.entries.filter(({ accountId }) => accountId === books.mine.id);
          expect(own.map((entry) => entry.seq)).toEqual(own.map(() => ++seq));
          const open = [...books.holds.values()].filter(({ status }) => status === 'open');
          expect(books.mine.held).toBe(open.reduce((sum, { amount }) => sum + amount, 0n));
          expect(books.mine.balance).toBeGreaterThanOrEqual(books.mine.held);
          expect(total()).toBe(before);
          expect(decision.answers).toHaveLength(fresh.length);
        }
      }),
    );
  });
});
