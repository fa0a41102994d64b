import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { join, type Member } from './customers.ts';
import { Gateway } from './gateway.ts';
import { goLive } from './live.ts';
import { demoLogins, demoPassword, officers, people, type DemoLogin } from './logins.ts';
import { linesOf, planOf } from './plan.ts';

/** What the loader is given by whoever started the bank. */
export interface DemoBank {
  /** The gateway's address. */
  readonly gateway: string;
  /** Runs `main.js <args>` of a service and resolves with what it printed. */
  run(service: 'auth' | 'transaction', args: string[]): Promise<string>;
  tell(line: string): void;
}

export interface LoadedDemo {
  readonly logins: DemoLogin[];
  /** Commands to try, each one line. */
  readonly tries: string[];
}

/**
 * Loads the demo bank through the public API; officers and the past come by the operator's commands. Every step can
 * be repeated: a run that was interrupted is continued by the next one.
 */
export async function loadDemo(bank: DemoBank): Promise<LoadedDemo> {
  const gateway = new Gateway(bank.gateway);
  bank.tell('customers and their accounts');
  const members = await Promise.all(people.map((person) => join(gateway, person)));
  bank.tell('officers, and two months of history');
  await Promise.all([makeOfficers(bank), loadHistory(bank, members)]);
  bank.tell('transfers through the running bank');
  await goLive(gateway, members);
  return { logins: [...demoLogins], tries: triesOf(bank.gateway, members[0]!) };
}

async function makeOfficers(bank: DemoBank): Promise<void> {
  for (const { email, username, role, firstName, lastName } of officers) {
    const who = ['--email', email, '--username', username, '--first-name', firstName, '--last-name', lastName];
    await bank.run('auth', ['admin', 'create', ...who, '--role', role, '--password', demoPassword]);
  }
}

/** The plan hangs on the day the first customer came, not on today: else a run continued tomorrow would double it. */
async function loadHistory(bank: DemoBank, members: readonly Member[]): Promise<void> {
  const folder = await mkdtemp(pathOf(tmpdir(), 'florin-demo-'));
  try {
    const file = pathOf(folder, 'history.ndjson');
    await writeFile(file, linesOf(planOf(members, members[0]!.createdAt)));
    await bank.run('transaction', ['history', file]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function triesOf(url: string, { username, checkingId }: Member): string[] {
  const json = `-H 'content-type: application/json'`;
  const mine = '-H "authorization: Bearer $TOKEN"';
  const login = `{"username":"${username}","password":"${demoPassword}"}`;
  const transfer = { from_account_id: checkingId, to_username: 'ben', amount: '5.00', description: 'Coffee' };
  const token = `grep -o '"access_token":"[^"]*' | cut -d'"' -f4`;
  return [
    `TOKEN=$(curl -s ${url}/v1/auth/login ${json} -d '${login}' | ${token})`,
    `curl -s '${url}/v1/accounts/${checkingId}/transactions?limit=5' ${mine}`,
    `curl -s ${url}/v1/transfers ${mine} ${json} -d '${JSON.stringify(transfer)}'`,
  ];
}
