import { Chance } from './chance.ts';
import type { Actor, Deed, Word } from './deed.ts';
import { judge, type Kept } from './judge.ts';
import { planOf, victims } from './plan.ts';

const actor: Actor = { userId: 'u', token: '', accounts: [{ id: 'a', number: '1' }, { id: 'b', number: '2' }] };
const deed = (...said: Word[]): Deed =>
  ({ actor, key: 'k', path: '/v1/transfers', body: {}, waitS: 1, from: 'a', to: 'b', cents: 100n, said });
const transfer = { id: 't', userId: 'u', key: 'k', status: 'completed' };
const entry = (accountId: string, cents: bigint) => ({ transferId: 't', accountId, cents, approved: true });
const right: Kept = {
  transfers: [transfer],
  posted: new Set(['t']),
  declined: new Set(),
  entries: [entry('a', -100n), entry('b', 100n)],
  balances: new Map([['a', -100n], ['b', 100n]]),
};
const nothing: Kept = {
  transfers: [],
  posted: new Set(),
  declined: new Set(),
  entries: [],
  balances: new Map([['a', 0n], ['b', 0n]]),
};
const completed = deed({ status: 202, id: 't' }, { status: 201, id: 't' });
const refused = deed({ status: 422, id: 't', code: 'insufficient_funds' });

describe('the judge of a round', () => {
  it('finds nothing where all is as it was told', () => {
    expect(judge([completed], right)).toEqual([]);
    const declined = { ...nothing, transfers: [{ ...transfer, status: 'declined' }], declined: new Set(['t']) };
    expect(judge([refused], declined)).toEqual([]);
    expect(judge([deed({ status: 404, code: 'account_not_found' })], nothing)).toEqual([]);
  });

  it.each<[string, Deed, Kept, string]>([
    ['an acknowledged transfer that is lost', completed, nothing, 'undefined is kept'],
    ['one that is pending', completed, { ...right, transfers: [{ ...transfer, status: 'requested' }] }, 'is requested'],
    ['one that was never posted', completed, { ...right, posted: new Set() }, 'never posted'],
    ['one that was posted twice', completed, { ...right, entries: [...right.entries, ...right.entries] }, '4 entries'],
    ['another amount', completed, { ...right, entries: [entry('a', -99n), entry('b', 99n)] }, 'not what was'],
    ['two under one key', completed, { ...right, transfers: [transfer, { ...transfer, id: 't2' }] }, 'kept 2 times'],
    ['a refused one that was done', refused, right, 'is kept as completed'],
    ['two answers to one key', deed({ status: 201, id: 't' }, { status: 201, id: 't2' }), right, 'different transfers'],
    ['a changed answer', deed({ status: 201, id: 't' }, { status: 422, id: 't', code: 'x' }), right, ' and 422 x'],
    ['no final answer', deed({ status: 202, id: 't' }), right, 'none'],
    ['a wrong balance', completed, { ...right, balances: new Map([['a', -100n], ['b', 99n]]) }, 'should hold 100'],
    ['one that nobody asked for', completed, { ...right, transfers: [transfer, { ...transfer, key: 'z' }] }, 'nobody'],
  ])('finds %s', (_, one, kept, fault) => {
    expect(judge([one], kept).join('\n')).toContain(fault);
  });
});

describe('a seed', () => {
  it('gives the same ids and the same kills again, each part once', () => {
    const draw = (seed: string): unknown => [new Chance(seed).id(), planOf(new Chance(seed), victims, 6_000)];
    expect(draw('1 1')).toEqual(draw('1 1'));
    expect(draw('1 1')).not.toEqual(draw('1 2'));
    const kills = planOf(new Chance('1 1'), victims, 6_000);
    expect(kills.map(({ part }) => part).sort()).toEqual([...victims].sort());
    expect(new Chance('1').id()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
