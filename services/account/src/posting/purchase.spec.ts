import type { Command, LockedAccount, LockedCard, Reason } from './command.js';
import { aCommand, anAccount, ANNA, BEN, hisAccount, TENANT, theCash } from './posting.builder.js';
import { decide } from './posting.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const MISSING = '01900000-0000-7000-8000-0000000000ff';

const aCard = (changes: Partial<LockedCard> = {}): LockedCard => ({
  id: '01900000-0000-7000-8000-0000000000d1',
  tenantId: TENANT,
  accountId: anAccount().id,
  ownerId: ANNA,
  status: 'active',
  expiresAt: new Date('2026-03-01T12:00:00.001Z'),
  ...changes,
});
const aPurchase = (changes: Partial<Command> = {}): Command =>
  aCommand({ kind: 'withdrawal', credit: { accountId: theCash().id, house: true }, cardId: aCard().id, ...changes });

function say(command: Command, card: LockedCard | undefined, account: Partial<LockedAccount> = {}) {
  let last = 0;
  const locked = [anAccount(account), theCash({ currency: account.currency ?? 'USD' }), hisAccount()];
  const accounts = new Map(locked.map((one) => [one.id, one]));
  const cards = new Map(card ? [[card.id, card]] : []);
  const decision = decide([command], { accounts, cards, holds: new Map() }, NOW, () => String(++last));
  const [answer] = decision.answers;
  return {
    reason: answer?.type === 'account.transfer-declined.v1' ? answer.data.reason : undefined,
    entries: decision.entries,
  };
}

it('a live card of the very account pays, and both lines keep it', () => {
  const { reason, entries } = say(aPurchase(), aCard());
  expect(reason).toBeUndefined();
  expect(entries.map(({ amount, command }) => [amount, command.cardId])).toEqual([
    [-1_250n, aCard().id],
    [1_250n, aCard().id],
  ]);
});

/** In the order of the checks: each case also suffers from what is checked after it. */
const cases: [string, Reason, LockedCard | undefined, Partial<LockedAccount>, boolean][] = [
  ['there is no such card', 'card_not_found', undefined, { status: 'frozen', balance: 0n }, false],
  ["it is a stranger's", 'card_not_found', aCard({ ownerId: BEN }), { status: 'frozen', balance: 0n }, false],
  ["it is another tenant's", 'card_not_found', aCard({ tenantId: MISSING }), { balance: 0n }, false],
  ['the account is closed', 'account_closed', aCard({ status: 'frozen' }), { status: 'closed' }, true],
  ['the account is frozen', 'account_frozen', aCard({ status: 'frozen' }), { status: 'frozen', balance: 0n }, true],
  ["it is another account's", 'card_not_usable', aCard({ accountId: hisAccount().id }), { balance: 0n }, true],
  ['it is frozen', 'card_not_usable', aCard({ status: 'frozen' }), { balance: 0n, currency: 'EUR' }, true],
  ['it was replaced', 'card_not_usable', aCard({ status: 'replaced' }), { balance: 0n }, true],
  ['it has expired', 'card_not_usable', aCard({ expiresAt: NOW }), { balance: 0n }, true],
  ['the money is short', 'insufficient_funds', aCard(), { balance: 1n }, true],
];

it.each(cases)('is refused when %s: %s', (_when, reason, card, account, kept) => {
  const said = say(aPurchase(), card, account);
  expect(said.reason).toBe(reason);
  expect(said.entries.map(({ declineReason, command }) => [declineReason, command.cardId])).toEqual(
    kept ? [[reason, aCard().id]] : [],
  );
});

it('what the bank gives back of a purchase asks nothing of the card', () => {
  const refund = aPurchase({
    kind: 'reversal',
    authority: 'bank',
    debit: { accountId: theCash().id, house: true },
    credit: { accountId: anAccount().id, house: false },
  });
  expect(say(refund, aCard({ status: 'cancelled' })).reason).toBeUndefined();
});
