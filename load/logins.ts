// Whether logins slow us: transfers beside two hundred people who log in at once, again and again; whoever is told to
// come later does. GATEWAY_URL names a bank that runs; raise its limits.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Beside, PASSWORD as password } from './beside.ts';
import { Client } from './client.ts';
import { inParallel } from './customers.ts';

const PEOPLE = 200;
const GOAL = 1.5;
const beside = new Beside(256);
const client = new Client(new URL(process.env['GATEWAY_URL'] ?? 'http://localhost:8080'), PEOPLE);
const emails = Array.from({ length: PEOPLE }, () => `${randomUUID()}@example.com`);
await inParallel(emails, 4, async (email) => {
  await beside.ask('/v1/auth/register', { email, password, full_name: 'Grace Hopper' });
});

const answers: Record<string, number> = {};

/** One of the people: logs in until it is enough. */
async function logIn(email: string, isEnough: () => boolean): Promise<void> {
  while (!isEnough()) {
    const { status } = await client.send('POST', '/v1/auth/login', { email, password });
    answers[status] = (answers[status] ?? 0) + 1;
    if (status !== 200) await pause(1_000);
  }
}

const isHeld = await beside.holds(GOAL, async () => {
  const begun = performance.now();
  const before = answers['200'] ?? 0;
  let isEnough = false;
  const people = emails.map((email) => logIn(email, () => isEnough));
  return async () => {
    isEnough = true;
    await Promise.all(people);
    const seconds = (performance.now() - begun) / 1_000;
    return `${(((answers['200'] ?? 0) - before) / seconds).toFixed(1)} logins a second`;
  };
});
console.log('logins answered', answers);
beside.client.close();
client.close();
process.exit(isHeld ? 0 : 1);
