import { DomainError } from '@florin/kernel';
import { assertOwnSite } from './own-site.js';

const sites = { publicUrl: 'https://bank.example', origins: ['https://app.example'] };
const whats = ['change', 'read', 'login'] as const;

/** For which of them a request with these headers is from elsewhere. */
function refusedFor(headers: Record<string, string>): string[] {
  return whats.filter((what) => {
    try {
      assertOwnSite({ headers }, sites, what);
      return false;
    } catch (error) {
      expect(error).toEqual(new DomainError('foreign_origin'));
      return true;
    }
  });
}

it.each<[string, Record<string, string>]>([
  ['a page of the bank', { 'sec-fetch-site': 'same-origin' }],
  ['a page of the bank in an old browser', { origin: 'https://bank.example' }],
  ['the address bar', { 'sec-fetch-site': 'none' }],
  ['a listed origin', { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }],
])('%s is no other site', (_what, headers) => {
  expect(refusedFor(headers)).toEqual([]);
});

it.each<[string, Record<string, string>]>([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['another host of the same site', { 'sec-fetch-site': 'same-site' }],
  ['another origin', { origin: 'https://evil.example' }],
  ['another port', { origin: 'https://bank.example:8443' }],
  ['another scheme', { origin: 'http://bank.example' }],
  ['an origin that is none', { origin: 'null' }],
  ['another origin that calls itself ours', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
])('%s may neither read, change nor log in', (_what, headers) => {
  expect(refusedFor(headers)).toEqual(['change', 'read', 'login']);
});

it('who says nothing of where he stands is no browser, and changes nothing by cookie', () => {
  expect(refusedFor({})).toEqual(['change']);
});
