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
  const told = (): unknown => readConfig(fields, { SELF_DEPOSIT: 'perhaps', PORT: 'http' });
  expect(told).toThrow(/SELF_DEPOSIT.*DATABASE|DATABASE.*SELF_DEPOSIT/s);
  expect(told).toThrow(/PORT/);
  expect(told).not.toThrow(/perhaps/);
});
