import { readFileSync } from 'node:fs';
import { branchesIn, type BranchMap } from './branch.js';

const map = JSON.parse(readFileSync(new URL('../../data/branches.json', import.meta.url), 'utf8')) as BranchMap;

describe('the branch locator', () => {
  it.each(['MA', 'ma', 'Massachusetts', 'MASSACHUSETTS'])('finds those of %s', (state) => {
    expect(branchesIn(map, state).map(({ id }) => id)).toEqual(['boston-harbor', 'cambridge-square']);
  });

  it('finds all when no state is named, and none in a state without one', () => {
    expect(branchesIn(map, undefined)).toHaveLength(12);
    expect(branchesIn(map, 'Wyoming')).toEqual([]);
  });

  it.each(['Atlantis', 'M', 'constructor'])('refuses %s', (state) => {
    expect(() => branchesIn(map, state)).toThrow(/^state:/);
  });

  it('has every branch in a state of its list, and no branch twice', () => {
    expect(map.branches.filter(({ state }) => !Object.hasOwn(map.states, state))).toEqual([]);
    expect(new Set(map.branches.map(({ id }) => id)).size).toBe(map.branches.length);
  });
});
