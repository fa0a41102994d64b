import { hkdfSync } from 'node:crypto';
import { MasterKeyService } from './master-key.service.js';

const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
const masters = (today: number, former?: number): MasterKeyService =>
  new MasterKeyService({
    KEY_ENCRYPTION_KEY: key(today),
    KEY_ENCRYPTION_KEY_FORMER: former === undefined ? undefined : key(former),
  });

const secret = Buffer.from('secret');

it('opens what either key has sealed, and seals with the one of today', () => {
  for (const by of [1, 2]) expect(masters(2, 1).open(masters(by).seal(secret, 'it'), 'it')).toEqual(secret);
  const sealed = masters(2, 1).seal(secret, 'it');
  expect(masters(2).open(sealed, 'it')).toEqual(secret);
  expect(() => masters(1).open(sealed, 'it')).toThrow('KEY_ENCRYPTION_KEY is not the one that it was sealed with');
});

it('seals anew what the former one has sealed, and nothing else', () => {
  const anew = masters(2, 1).sealedAnew(masters(1).seal(secret, 'it'), 'it');
  expect(masters(2).open(anew!, 'it')).toEqual(secret);
  expect(masters(2, 1).sealedAnew(anew!, 'it')).toBeUndefined();
  expect(() => masters(2, 1).sealedAnew(masters(3).seal(secret, 'it'), 'it')).toThrow('neither is the former one');
  expect(() => masters(2, 1).sealedAnew(anew!, 'another')).toThrow('KEY_ENCRYPTION_KEY is not the one that another');
});

it('makes a key for each purpose of each, the one of today first, and none is the key that seals', () => {
  const made = (fill: number): Buffer =>
    Buffer.from(hkdfSync('sha256', Buffer.alloc(32, fill), '', 'florin oauth cookies', 32));
  expect(masters(2, 1).derived('oauth cookies')).toEqual([made(2), made(1)]);
  expect(masters(2).derived('oauth cookies')).toEqual([made(2)]);
  expect(masters(2).derived('csrf')).not.toEqual([made(2)]);
});
