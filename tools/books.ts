// `npm run books`: proves the ledger (main.js books of the account service), then holds what was asked for against what
// was decided, transfer by transfer, across the two databases, and what the ledger holds with other banks against what
// is reconciled with them. Ends with 1 when anything is wrong.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { TwoSides } from './books/databases.ts';
import { Settlement } from './books/settlement.ts';
import type { Difference } from './books/compare.ts';

const root = join(import.meta.dirname, '..');
/** How long the two sides have to catch up with each other; transfers that are under way differ for a moment. */
const CATCH_UP_S = 15;
const SHOWN_MOST = 100;

/** What a service of the bank in STATE_DIR was started with; without such a note, this process's own environment. */
function environmentOf(service: string): NodeJS.ProcessEnv {
  const path = join(process.env['STATE_DIR'] || join(root, '.local'), 'env', `${service}.env`);
  return existsSync(path) ? { ...process.env, ...parseEnv(readFileSync(path, 'utf8')) } : process.env;
}

function databaseOf(service: string): string {
  const url = environmentOf(service)['DATABASE_ENGINE_URL'];
  if (url) return url;
  console.error(
    `no bank is known here: start it (npm start), or name its state with STATE_DIR (${service} has no database)`,
  );
  return process.exit(1);
}

function ledgerIsRight(): boolean {
  const main = join(root, 'services/account/dist/main.js');
  return spawnSync(process.execPath, [main, 'books'], { env: environmentOf('account'), stdio: 'inherit' }).status === 0;
}

/** The differences that are still there when both sides had the time to catch up. */
async function lasting(sides: TwoSides, first: Difference[]): Promise<Difference[]> {
  const end = Date.now() + CATCH_UP_S * 1000;
  let left = first;
  while (left.length > 0 && Date.now() < end) {
    await pause(500);
    left = await sides.again(left.map(({ transferId }) => transferId));
  }
  return left;
}

async function limitsAreRight(sides: TwoSides): Promise<boolean> {
  const begun = performance.now();
  const wrong = await sides.limits();
  for (const { userId, kind, period, currency, used, due } of wrong.slice(0, SHOWN_MOST))
    console.log(`limit of ${userId}, ${kind} of ${period}: ${used} ${currency} (minor) used, transfers say ${due}`);
  const seconds = ((performance.now() - begun) / 1000).toFixed(2);
  console.log(
    wrong.length === 0
      ? `the used limits are what the transfers reserve: ${seconds} s`
      : `the used limits DIFFER from the transfers (${wrong.length}): ${seconds} s`,
  );
  return wrong.length === 0;
}

async function sidesAgree(): Promise<boolean> {
  const begun = performance.now();
  const sides = new TwoSides(databaseOf('transaction'), databaseOf('account'));
  await sides.open();
  try {
    const { transfers, outcomes, undecided, differences } = await sides.walk();
    const left = await lasting(sides, differences);
    for (const { transferId, detail } of left.slice(0, SHOWN_MOST)) console.log(`transfer ${transferId}: ${detail}`);
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    const counts = `${transfers} transfers (${undecided} not decided yet), ${outcomes} outcomes, ${seconds} s`;
    console.log(
      left.length === 0 ? `the two sides agree: ${counts}` : `the two sides DIFFER (${left.length}): ${counts}`,
    );
    return (await limitsAreRight(sides)) && left.length === 0;
  } finally {
    await sides.close();
  }
}

/** What the ledger says that we have with other banks, against the bookings that their statements are compared with. */
async function settlementIsRight(): Promise<boolean> {
  const begun = performance.now();
  const settlement = new Settlement(databaseOf('account'), databaseOf('bank-integration'));
  await settlement.open();
  try {
    const end = Date.now() + CATCH_UP_S * 1000;
    let found = await settlement.compare();
    while (found.differences.length > 0 && Date.now() < end) {
      await pause(500);
      found = await settlement.compare();
    }
    for (const { tenantId, bank, currency, ledger: held, booked } of found.differences.slice(0, SHOWN_MOST))
      console.log(`settlement with ${bank} of ${tenantId}: ${held} ${currency} (minor) held, ${booked} booked`);
    const verdict = found.differences.length === 0 ? 'agrees' : `DIFFERS (${found.differences.length})`;
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    console.log(`the settlement with other banks ${verdict}: ${found.accounts} accounts, ${seconds} s`);
    return found.differences.length === 0;
  } finally {
    await settlement.close();
  }
}

databaseOf('account');
const ledger = ledgerIsRight();
const agreed = await sidesAgree();
const settled = await settlementIsRight();
process.exit(ledger && agreed && settled ? 0 : 1);
