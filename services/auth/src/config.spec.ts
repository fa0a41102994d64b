import { readFileSync } from 'node:fs';
import { readConfig } from '@florin/platform/config';
import { fields, migrateFields } from './config.js';

const example = (): string[] =>
  [...readFileSync(new URL('../.env.example', import.meta.url), 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(
    (line) => line[1]!,
  );

it('is listed whole in .env.example, and nothing else is', () => {
  expect(example().sort()).toEqual([...new Set([...Object.keys(fields), ...Object.keys(migrateFields)])].sort());
});

it('tells all faults at once and shows no value', () => {
  const told = (): unknown => readConfig(fields, { KEY_ENCRYPTION_KEY: 'c2hvcnQ=', PORT: 'http' });
  expect(told).toThrow(/KEY_ENCRYPTION_KEY.*DATABASE|DATABASE.*KEY_ENCRYPTION_KEY/s);
  expect(told).toThrow(/PORT/);
  expect(told).not.toThrow(/c2hvcnQ=/);
});

it('knows the master key of before, which nobody needs to say', () => {
  const told = (former: string) => (): unknown => readConfig(fields, { KEY_ENCRYPTION_KEY_FORMER: former });
  expect(told('c2hvcnQ=')).toThrow(/KEY_ENCRYPTION_KEY_FORMER/);
  expect(told('')).not.toThrow(/KEY_ENCRYPTION_KEY_FORMER/);
});
