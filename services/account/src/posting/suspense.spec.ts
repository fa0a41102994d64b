import { aCommand, hisAccount, theCash } from './posting.builder.js';
import type { Answer, Command, LockedAccount } from './command.js';
import { decide } from './posting.js';

const cash = { accountId: theCash().id, house: true };
const his = { accountId: hisAccount().id, house: false };
const missing = { accountId: '01900000-0000-7000-8000-0000000000ff', house: false };

function decided(command: Command, ...accounts: LockedAccount[]): readonly Answer[] {
  let last = 0;
  const newId = (): string => `01900000-0000-7000-8000-${String(++last).padStart(12, '0')}`;
  const locked = new Map(accounts.map((account) => [account.id, account]));
  const now = new Date('2026-03-01T12:00:00.000Z');
  return decide([command], { accounts: locked, holds: new Map(), cards: new Map() }, now, newId).answers;
}

describe('money from outside', () => {
  const SUSPENSE = '01900000-0000-7000-8000-0000000000ee';
  const suspense = theCash({ id: SUSPENSE });
  const incoming = (credit: Command['credit']): Command =>
    aCommand({ debit: cash, credit, creditElse: { accountId: SUSPENSE, house: true }, authority: 'bank' });
  const creditedBy = (command: Command, ...accounts: LockedAccount[]): (string | undefined)[] =>
    decided(command, theCash(), suspense, ...accounts).map((answer) =>
      answer.type === 'account.transfer-posted.v1' ? answer.data.credit.account_id : undefined,
    );

  it('goes to the account that takes it, a frozen one too', () => {
    expect(creditedBy(incoming(his), hisAccount())).toEqual([his.accountId]);
    expect(creditedBy(incoming(his), hisAccount({ status: 'frozen' }))).toEqual([his.accountId]);
  });

  it('goes to suspense when the account is closed, unknown, or kept in another currency', () => {
    expect(creditedBy(incoming(his), hisAccount({ status: 'closed' }))).toEqual([SUSPENSE]);
    expect(creditedBy(incoming(his), hisAccount({ currency: 'EUR' }))).toEqual([SUSPENSE]);
    expect(creditedBy(incoming(missing))).toEqual([SUSPENSE]);
  });
});
