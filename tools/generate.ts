// Writes the pages that are made from the code (`npm run generate`), or says which of them are out of date (`--check`).
// Wants the services built. docs/schema also wants a PostgreSQL: TEST_POSTGRES_URL; without one it is left alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { services, type Page } from './generate/page.ts';

const root = join(import.meta.dirname, '..');

const isCurrent = ({ path, text }: Page): boolean =>
  existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8') === text;

function write({ path, text }: Page): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Whether the two API documents are what their standards say, judged by redocly. */
function areValid(): boolean {
  const cli = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  const run = spawnSync(
    process.execPath,
    [cli, 'lint', '--extends=minimal', 'docs/openapi.json', 'docs/asyncapi.json'],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  );
  if (run.status !== 0) console.error(`${run.stdout}${run.stderr}`);
  return run.status === 0;
}

const unbuilt = services.filter((service) => !existsSync(join(root, `services/${service}/dist/main.js`)));
if (unbuilt.length > 0) {
  console.error(`${unbuilt.join(', ')} is not built: npm run build`);
  process.exit(1);
}
const withDatabases = Boolean(process.env['TEST_POSTGRES_URL']);
if (!withDatabases) console.log('docs/schema is left alone: TEST_POSTGRES_URL names no PostgreSQL (npm test has one)');
// Not sooner: it imports what was built.
const { pages } = await import('./generate/pages.ts');
const made = await pages(withDatabases);
const old = made.filter((page) => !isCurrent(page));
if (process.argv.includes('--check')) {
  for (const { path } of old)
    console.error(`${path} is not what the code says: run \`npm run generate\` and commit it`);
  if (old.length === 0) console.log(`${made.length} generated files are up to date`);
  process.exit(old.length > 0 || !areValid() ? 1 : 0);
}
old.forEach(write);
console.log(
  old.length === 0
    ? `${made.length} generated files were up to date`
    : `wrote ${old.map(({ path }) => path).join(', ')}`,
);
process.exit(0);
