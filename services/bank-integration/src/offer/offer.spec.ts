import { readFileSync } from 'node:fs';
import { offersLike, type Offer } from './offer.js';

const file = readFileSync(new URL('../../data/offers.json', import.meta.url), 'utf8');
const { offers } = JSON.parse(file) as { offers: Offer[] };
const ids = (...of: Parameters<typeof offersLike>): string[] => offersLike(...of).map(({ id }) => id);

describe('the search for offers', () => {
  it('finds all without a question', () => {
    expect(offersLike(offers, {})).toEqual(offers);
  });

  it('finds those of a type', () => {
    expect(ids(offers, { accountType: 'savings' })).toEqual(['start-savings', 'goal-savings', 'fixed-savings-12']);
  });

  it('finds those that have every word, also in who may have them', () => {
    expect(ids(offers, { q: 'University' })).toEqual(['student-checking']);
    expect(ids(offers, { q: ' fixed  rate ' })).toEqual(['fixed-savings-12']);
    expect(ids(offers, { q: 'fixed university' })).toEqual([]);
    expect(ids(offers, { q: 'student', accountType: 'savings' })).toEqual([]);
  });
});
