import fc from 'fast-check';
import { aCommand, anAccount, ANNA, BEN, hisAccount, TENANT, theCash } from './posting.builder.js';
import type { Command, Decision, LockedAccount, Reason } from './command.js';
import { decide } from './posting.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const MISSING = '01900000-0000-7000-8000-0000000000ff';

function idsInTurn(): () => string {
  let last = 0;
  return () => `01900000-0000-7000-8000-${String(++last).padStart(12, '0')}`;
}

const given = (...accounts: LockedAccount[]) => {
  const locked = new Map(accounts.map((account) => [account.id, account]));
  const ledger = { accounts: locked, holds: new Map(), cards: new Map() };
  return { when: (...commands: Command[]): Decision => decide(commands, ledger, NOW, idsInTurn()) };
};
const reasonsOf = (decision: Decision): (Reason | undefined)[] =>
  decision.answers.map((answer) => (answer.type === 'account.transfer-declined.v1' ? answer.data.reason : undefined));

const cash = { accountId: theCash().id, house: true };
const own = { accountId: anAccount().id, house: false };
const his = { accountId: hisAccount().id, house: false };
const missing = { accountId: MISSING, house: false };

/** Every refusal in the order of the checks: each case also suffers from all faults that are checked after it. */
const broke = { balance: 0n };
const frozen = { ...broke, status: 'frozen' as const };
const foreign = { currency: 'EUR' };
const cases: [string, Reason, Command, LockedAccount[], boolean][] = [
  ['the source is missing', 'account_not_found', aCommand({ debit: missing, credit: missing }), [], false],
  [
    "the source is not the caller's",
    'account_not_found',
    aCommand({ userId: BEN, credit: own }),
    [anAccount(frozen)],
    false,
  ],
  [
    "the source is another tenant's",
    'account_not_found',
    aCommand(),
    [anAccount({ tenantId: MISSING }), hisAccount()],
    false,
  ],
  [
    "the source is the bank's own",
    'account_not_found',
    aCommand({ debit: { ...cash, house: false } }),
    [theCash(), hisAccount()],
    false,
  ],
  ['the destination is missing', 'account_not_found', aCommand({ credit: missing }), [anAccount(frozen)], false],
  [
    "the destination is another tenant's",
    'account_not_found',
    aCommand(),
    [anAccount(frozen), hisAccount({ tenantId: MISSING })],
    false,
  ],
  [
    "the destination is the bank's own, named by its id",
    'account_not_found',
    aCommand({ credit: { ...cash, house: false } }),
    [anAccount(), theCash()],
    false,
  ],
  [
    'a deposit is to a stranger',
    'account_not_found',
    aCommand({ kind: 'deposit', debit: cash, credit: his }),
    [theCash(), hisAccount()],
    false,
  ],
  [
    'a deposit takes from a customer',
    'account_not_found',
    aCommand({ kind: 'deposit', debit: his, credit: own }),
    [anAccount(), hisAccount({ balance: 10_000n })],
    false,
  ],
  ['both are the same', 'same_account', aCommand({ credit: own }), [anAccount({ ...frozen, ...foreign })], false],
  [
    'the source is closed',
    'account_closed',
    aCommand(),
    [anAccount({ ...broke, ...foreign, status: 'closed' }), hisAccount()],
    true,
  ],
  [
    'the destination is closed',
    'account_closed',
    aCommand(),
    [anAccount({ ...frozen, ...foreign }), hisAccount({ status: 'closed' })],
    true,
  ],
  ['the source is frozen', 'account_frozen', aCommand(), [anAccount({ ...frozen, ...foreign }), hisAccount()], true],
  [
    'the source has another currency',
    'currency_mismatch',
    aCommand(),
    [anAccount({ ...broke, ...foreign }), hisAccount()],
    true,
  ],
  [
    'the destination has another currency',
    'currency_mismatch',
    aCommand(),
    [anAccount(broke), hisAccount(foreign)],
    true,
  ],
  ['the funds are too few', 'insufficient_funds', aCommand(), [anAccount({ balance: 1_249n }), hisAccount()], true],
  ['the funds are held', 'insufficient_funds', aCommand(), [anAccount({ held: 8_751n }), hisAccount()], true],
];

describe('the posting rule refuses', () => {
  it.each(cases)('when %s: %s', (_when, reason, command, accounts, kept) => {
    const decision = given(...accounts).when(command);
    expect(reasonsOf(decision)).toEqual([reason]);
    expect(decision.postings).toEqual([]);
    expect(decision.entries.map((entry) => [entry.accountId, entry.declineReason])).toEqual(
      kept ? [[own.accountId, reason]] : [],
    );
  });

  it("and leaves the balance as it was, but takes the next place in the account's history", () => {
    const decision = given(anAccount({ balance: 5n }), hisAccount()).when(aCommand());
    expect(decision.entries).toMatchObject([{ amount: -1_250n, balanceAfter: 5n, seq: 8n, postingId: null }]);
    expect(decision.changed).toMatchObject([{ id: own.accountId, balance: 5n, seq: 8n }]);
  });

  it('and says what could have been spent only when funds are too few', () => {
    const told = given(anAccount({ balance: 900n, held: 100n }), hisAccount()).when(aCommand()).answers[0]?.data;
    expect(told).toMatchObject({ available: { amount_minor: '800', currency: 'USD' } });
    expect(given(anAccount(frozen), hisAccount()).when(aCommand()).answers[0]?.data).not.toHaveProperty('available');
  });

  it('one command without failing its neighbours', () => {
    const commands = Array.from({ length: 40 }, () => aCommand({ amount: { amount: 1_000n, currency: 'USD' } }));
    const decision = given(anAccount(), hisAccount()).when(...commands);
    expect(reasonsOf(decision)).toEqual([...Array(10).fill(undefined), ...Array(30).fill('insufficient_funds')]);
    expect(decision.changed).toMatchObject([
      { balance: 0n, seq: 47n },
      { balance: 10_000n, seq: 10n },
    ]);
  });
});

describe('the posting rule posts', () => {
  it('both legs, with running balances and the next place in each history', () => {
    const { entries, answers } = given(anAccount(), hisAccount()).when(aCommand());
    expect(entries).toMatchObject([
      {
        accountId: own.accountId,
        amount: -1_250n,
        balanceAfter: 8_750n,
        seq: 8n,
        counterparty: { number: '2000000006' },
      },
      {
        accountId: his.accountId,
        amount: 1_250n,
        balanceAfter: 1_250n,
        seq: 1n,
        counterparty: { number: '1000000008' },
      },
    ]);
    expect(answers[0]).toMatchObject({
      type: 'account.transfer-posted.v1',
      data: { debit: { entry_id: entries[0]?.id, seq: '8', balance_after: { amount_minor: '8750', currency: 'USD' } } },
    });
  });

  it('to a frozen destination, and a deposit to a frozen account', () => {
    const toFrozen = given(anAccount(), hisAccount({ status: 'frozen' }), theCash());
    expect(reasonsOf(toFrozen.when(aCommand()))).toEqual([undefined]);
    const deposit = aCommand({ kind: 'deposit', userId: BEN, debit: cash, credit: his });
    expect(reasonsOf(toFrozen.when(deposit))).toEqual([undefined]);
  });

  it("from the bank's own account below zero", () => {
    const { changed } = given(theCash(), anAccount({ balance: 0n })).when(
      aCommand({ kind: 'deposit', debit: cash, credit: own }),
    );
    expect(changed).toMatchObject([{ balance: -1_250n }, { balance: 1_250n }]);
  });

  it("never before the account's last entry", () => {
    const later = new Date('2026-03-01T12:00:00.250Z');
    const { entries } = given(anAccount({ bookedAt: later }), hisAccount()).when(aCommand());
    expect(entries.map((entry) => entry.bookedAt)).toEqual([later, later]);
  });

  it("history when it happened, in its order, though the bank's own account has gone on", () => {
    const [first, second] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-02T00:00:00Z')];
    const deposit = aCommand({ kind: 'deposit', debit: cash, credit: own });
    const { entries } = given(theCash({ bookedAt: NOW }), anAccount()).when(
      { ...deposit, bookedAt: second },
      { ...deposit, bookedAt: first },
    );
    const mine = entries.filter((entry) => entry.accountId === own.accountId);
    expect(mine.map((entry) => entry.bookedAt)).toEqual([first, second]);
    expect(entries.filter((entry) => entry.accountId === cash.accountId).map((entry) => entry.bookedAt)).toEqual([
      NOW,
      NOW,
    ]);
  });

  it('nothing ahead of time: an account could not book anything before that', () => {
    const bookedAt = new Date('2030-01-01T00:00:00Z');
    expect(given(anAccount(), hisAccount()).when(aCommand({ bookedAt })).postings).toMatchObject([{ bookedAt: NOW }]);
  });

  it.each([0n, -1n, 2n ** 63n])('nothing at all for an amount of %p, which is a fault', (amount) => {
    expect(() =>
      given(theCash(), anAccount()).when(
        aCommand({ kind: 'deposit', debit: cash, credit: own, amount: { amount, currency: 'USD' } }),
      ),
    ).toThrow('amount');
  });
});

describe('whatever is asked, in whatever order', () => {
  const people = [ANNA, BEN];
  const accounts = [
    anAccount(),
    hisAccount({ balance: 500n }),
    hisAccount({ id: MISSING, ownerId: ANNA, status: 'frozen', balance: 3n, held: 3n }),
    theCash(),
  ];
  const side = fc.constantFrom(own, his, missing, cash);
  const commands = fc.array(
    fc.record({
      debit: side,
      credit: side,
      userId: fc.constantFrom(...people),
      kind: fc.constantFrom('deposit' as const, 'withdrawal' as const, 'transfer' as const),
      amount: fc.record({
        amount: fc.bigInt({ min: 1n, max: 6_000n }),
        currency: fc.constantFrom('USD', 'USD', 'USD', 'EUR'),
      }),
    }),
    { maxLength: 60 },
  );
  const total = (of: readonly LockedAccount[]): bigint => of.reduce((sum, account) => sum + account.balance, 0n);
  const after = (decision: Decision): LockedAccount[] =>
    accounts.map((account) => decision.changed.find((one) => one.id === account.id) ?? account);

  it('every posting sums to zero and no money appears or goes', () => {
    fc.assert(
      fc.property(commands, (asked) => {
        const decision = given(...accounts).when(...asked.map((one) => aCommand(one)));
        for (const posting of decision.postings) {
          const legs = decision.entries.filter((entry) => entry.postingId === posting.id);
          expect([legs.length, legs.reduce((sum, leg) => sum + leg.amount, 0n)]).toEqual([2, 0n]);
        }
        expect(total(after(decision))).toBe(total(accounts));
        expect(decision.answers).toHaveLength(asked.length);
      }),
    );
  });

  it('no customer goes below what is held', () => {
    fc.assert(
      fc.property(commands, (asked) => {
        const decision = given(...accounts).when(...asked.map((one) => aCommand(one)));
        expect(after(decision).filter((account) => account.ownerId !== null && account.balance < account.held)).toEqual(
          [],
        );
      }),
    );
  });

  it('every history is gapless and adds up', () => {
    fc.assert(
      fc.property(commands, (asked) => {
        const decision = given(...accounts).when(...asked.map((one) => aCommand(one)));
        for (const before of accounts) {
          let { seq, balance } = before;
          for (const entry of decision.entries.filter((one) => one.accountId === before.id)) {
            if (entry.postingId !== null) balance += entry.amount;
            expect([entry.seq, entry.balanceAfter]).toEqual([++seq, balance]);
          }
          expect(after(decision).find((account) => account.id === before.id)).toMatchObject({ seq, balance });
        }
      }),
    );
  });

  it('the order of the commands does not change the sum of all accounts', () => {
    const shuffled = commands.chain((asked) =>
      fc.tuple(fc.constant(asked), fc.shuffledSubarray(asked, { minLength: asked.length })),
    );
    fc.assert(
      fc.property(shuffled, ([asked, mixed]) => {
        const [one, other] = [asked, mixed].map((some) =>
          given(...accounts).when(...some.map((each) => aCommand(each))),
        );
        expect(total(after(one!))).toBe(total(after(other!)));
        expect([one, other].map((each) => each!.entries.every((entry) => entry.command.tenantId === TENANT))).toEqual([
          true,
          true,
        ]);
      }),
    );
  });
});
