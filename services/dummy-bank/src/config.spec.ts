import { readFileSync } from 'node:fs';
import { readConfig } from '@florin/platform/config';
import { fields } from './config.js';

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

it('is listed whole in .env.example, and nothing else is', () => {
  const told = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((line) => line[1]!);
  expect(told.sort()).toEqual(Object.keys(fields).sort());
});

it('needs nothing to be set', () => {
  expect(readConfig(fields, {})).toMatchObject({ PORT: 3000, DATA_FILE: undefined });
});
