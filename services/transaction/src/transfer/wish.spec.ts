import { DomainError } from '@florin/kernel';
import { errors } from '../errors.js';
import { amountOf, differ, mayWish, type Bounds, type Wish } from './wish.js';

const account = '01976f3e-8b1c-7d2a-9c4e-000000000001';
const card = '01976f3e-8b1c-7d2a-9c4e-00000000000c';
const bounds: Bounds = { amountMost: 1_000, selfDeposit: true, selfDepositMost: 100 };
const deposit: Wish = {
  kind: 'deposit',
  from: null,
  to: { by: 'id', name: account },
  amount: '100',
  currency: 'USD',
  description: null,
  cardId: null,
};
const transfer: Wish = { ...deposit, kind: 'transfer', from: account };

/** What the wish is refused with; nothing when it may be asked. */
function refusalOf(wish: Wish, of: Bounds = bounds): string | undefined {
  try {
    mayWish(wish, amountOf(wish, 'USD', of), 'USD', of);
    return undefined;
  } catch (error) {
    return (error as DomainError).code;
  }
}

const off = { ...bounds, selfDeposit: false };

describe('a wish with every fault', () => {
  // Each case has the fault that it is refused for, and all that are looked for behind it.
  it.each<[string | undefined, Wish, Bounds]>([
    ['validation_failed', { ...deposit, amount: '1000.001', cardId: card }, off],
    ['amount_out_of_range', { ...deposit, amount: '1000.01', cardId: card }, off],
    ['card_not_for_credit', { ...deposit, amount: '100.01', cardId: card }, off],
    ['self_deposit_off', { ...deposit, amount: '100.01' }, off],
    ['self_deposit_limit', { ...deposit, amount: '100.01' }, bounds],
    [undefined, deposit, bounds],
    ['amount_out_of_range', { ...transfer, amount: '1000.01' }, off],
    ['same_account', { ...transfer, amount: '1000' }, off],
    [undefined, { ...transfer, from: card }, off],
  ])('is refused with the first one: %s', (code, wish, of) => {
    expect(refusalOf(wish, of)).toBe(code);
  });

  it('is looked at in the order of the table of errors', () => {
    const atTheCounter = ['card_not_for_credit', 'self_deposit_off', 'self_deposit_limit'];
    const order = ['amount_out_of_range', ...atTheCounter, 'same_account'];
    expect(Object.keys(errors).filter((code) => order.includes(code))).toEqual(order);
  });
});

it('a destination that turned out to be the source is refused', () => {
  expect(() => differ(account, account)).toThrow(expect.objectContaining({ code: 'same_account' }));
  expect(() => differ(null, null)).not.toThrow();
});
