import { readFileSync } from 'node:fs';
import { fields, migrateFields, serveConfig } from './config.js';

const example = (): string[] =>
  [...readFileSync(new URL('../.env.example', import.meta.url), 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(
    (line) => line[1]!,
  );
const secrets = {
  DATABASE_READER_URL: 'postgres://reader',
  DATABASE_ENGINE_URL: 'postgres://engine',
  KEY_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
};

it('is listed whole in .env.example, and nothing else is', () => {
  expect(example().sort()).toEqual([...new Set([...Object.keys(fields), ...Object.keys(migrateFields)])].sort());
});

it('needs nothing but its two database addresses and its key', () => {
  expect(serveConfig(secrets)).toMatchObject({ PORT: 3002, IBAN_COUNTRY: 'DE' });
});

it.each([
  ['CURRENCIES', 'USD,XXX'],
  ['BANK_CODE', '1234'],
  ['IBAN_COUNTRY', 'de'],
  ['CARD_PREFIX', '12'],
  ['KEY_ENCRYPTION_KEY', 'too-short'],
  ['PORT', 'http'],
])('refuses a broken %s without showing it', (name, value) => {
  const told = (): unknown => serveConfig({ ...secrets, [name]: value });
  expect(told).toThrow(name);
  expect(told).not.toThrow(value);
});
