import { readFileSync } from 'node:fs';
import { fields, migrateFields, serveConfig } from './config.js';

const example = (): string[] =>
  [...readFileSync(new URL('../.env.example', import.meta.url), 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(
    (line) => line[1]!,
  );
const databases = { DATABASE_READER_URL: 'postgres://reader', DATABASE_ENGINE_URL: 'postgres://engine' };

it('is listed whole in .env.example, and nothing else is', () => {
  expect(example().sort()).toEqual([...new Set([...Object.keys(fields), ...Object.keys(migrateFields)])].sort());
});

it('needs nothing but its two database addresses', () => {
  expect(serveConfig(databases)).toMatchObject({ PORT: 3002, IBAN_COUNTRY: 'DE' });
});

it.each([
  ['CURRENCIES', 'USD,XXX'],
  ['BANK_CODE', '1234'],
  ['IBAN_COUNTRY', 'de'],
  ['PORT', 'http'],
])('refuses a broken %s without showing it', (name, value) => {
  const told = (): unknown => serveConfig({ ...databases, [name]: value });
  expect(told).toThrow(name);
  expect(told).not.toThrow(value);
});
