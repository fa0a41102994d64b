// Whether a slow bank slows us: internal transfers at a fixed rate, alone and beside fifty payments that wait for an
// outside bank of 30 s latency, slice about slice. GATEWAY_URL and OUTSIDE_URL name a bank that runs; raise its limits.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from './client.ts';
import { percentile } from './percentile.ts';

const RATE = Number(process.env['RATE'] ?? 100);
const SLICE_S = Number(process.env['SLICE_S'] ?? 8);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const OPEN = 50;
const LATENCY_MS = 30_000;

const gateway = new URL(process.env['GATEWAY_URL'] ?? 'http://localhost:8080');
const outside = process.env['OUTSIDE_URL'] ?? 'http://127.0.0.1:3000';
const client = new Client(gateway, 256);

async function ask<Body>(path: string, body: object, token?: string, prefer?: string): Promise<Body> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (prefer !== undefined) headers['prefer'] = prefer;
  const answer = await client.send('POST', path, body, headers);
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text) as Body;
}

async function order(faults: object): Promise<void> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(faults) };
  await fetch(`${outside}/faults`, { method: 'PUT', ...json });
}

interface Payer {
  readonly token: string;
  readonly accounts: readonly string[];
}

/** Somebody with two accounts and money on the first. */
async function aPayer(): Promise<Payer> {
  const login = { email: `${randomUUID()}@example.com`, password: 'plum-orchard-77-lantern', full_name: 'Ada King' };
  const { access_token: token } = await ask<{ access_token: string }>('/v1/auth/register', login);
  const open = async (): Promise<string> => (await ask<{ id: string }>('/v1/accounts', {}, token)).id;
  const accounts = [await open(), await open()];
  await ask(`/v1/accounts/${accounts[0]}/transactions`, { type: 'credit', amount: '10000' }, token);
  return { token, accounts };
}

/** One slice of internal transfers, each begun at its own time whatever became of those before it. */
async function slice(payers: readonly Payer[]): Promise<number[]> {
  const begun = performance.now();
  const sent = Array.from({ length: RATE * SLICE_S }, async (_, i) => {
    const due = begun + (i * 1000) / RATE;
    await pause(Math.max(0, due - performance.now()));
    const { token, accounts } = payers[i % payers.length]!;
    const [from_account_id, to_account_id] = accounts;
    await ask('/v1/transfers', { from_account_id, to_account_id, amount: '0.01', currency: 'USD' }, token);
    return performance.now() - due;
  });
  return Promise.all(sent);
}

/** Fifty payments that wait for the outside bank, each with a request that waits for it. */
function openPayments(payers: readonly Payer[]): Promise<unknown>[] {
  const to = { to_iban: 'DE86700900100065124249', creditor_name: 'Grace Hopper' };
  return Array.from({ length: OPEN }, (_, i) => {
    const { token, accounts } = payers[i % payers.length]!;
    return ask('/v1/transfers', { from_account_id: accounts[0], ...to, amount: '1' }, token, 'wait=30');
  });
}

const payers = await Promise.all(Array.from({ length: 8 }, aPayer));
await slice(payers);
const times = { alone: [] as number[], beside: [] as number[] };
for (let round = 1; round <= ROUNDS; round++) {
  await order({});
  const alone = await slice(payers);
  await order({ latency_ms: LATENCY_MS });
  const open = openPayments(payers);
  await pause(1_000);
  const beside = await slice(payers);
  await order({});
  await Promise.all(open);
  times.alone.push(...alone);
  times.beside.push(...beside);
  const shown = [alone, beside].map((one) => percentile(one.toSorted((a, b) => a - b), 0.99).toFixed(1));
  console.log(`round ${round}: p99 ${shown[0]} ms alone, ${shown[1]} ms beside ${OPEN} open payments`);
}
const [alone, beside] = [times.alone, times.beside].map((one) => {
  const sorted = one.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
});
console.log({ rate: RATE, alone, beside, ratio: (beside!.p99 / alone!.p99).toFixed(2) });
client.close();
