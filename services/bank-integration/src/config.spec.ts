import { readFileSync } from 'node:fs';
import { readConfig } from '@florin/platform/config';
import { fields, migrateFields } from './config.js';

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

it('is listed whole in .env.example, and nothing else is', () => {
  const told = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((line) => line[1]!);
  expect(told.sort()).toEqual([...new Set([...Object.keys(fields), ...Object.keys(migrateFields)])].sort());
});

it('tells all faults at once and shows no value', () => {
  const told = (): unknown => readConfig(fields, { BANK_URL: 'somewhere', PORT: 'http' });
  expect(told).toThrow(/BANK_URL/);
  expect(told).toThrow(/PORT/);
  expect(told).toThrow(/DATABASE_ENGINE_URL/);
  expect(told).not.toThrow(/somewhere/);
});
