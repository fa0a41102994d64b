/**
 * How many transfers the whole path makes and how long one takes, as a client of the gateway sees it.
 * Usage: node load/transfers.ts [connections=64] [seconds=10] [gateway=http://localhost:8080]
 * Closed model: each connection sends its next transfer when the last is answered. The bank must run with raised
 * limits (API_RATE, API_BURST, LOGIN_RATE, LOGIN_BURST), since all load comes from one address.
 */
import { randomUUID } from 'node:crypto';
import { Client } from './client.ts';
import { makePayer } from './payer.ts';

const [connections = 64, seconds = 10] = process.argv.slice(2, 4).map(Number);
const gateway = new URL(process.argv[4] ?? 'http://localhost:8080');
const PAYERS_MOST = 32;

const client = new Client(gateway, connections);
const payers = [];
for (let i = 0; i < Math.min(PAYERS_MOST, connections); i++) payers.push(await makePayer(client));

const took: number[] = [];
const others = new Map<string, number>();

async function pay(from: number, until: number, record: boolean): Promise<void> {
  for (let i = 0; performance.now() < until; i++) {
    const payer = payers[(from + i) % payers.length]!;
    const payee = payers[(from + i + 1) % payers.length]!;
    const transfer = {
      from_account_id: payer.accounts[i % 2],
      to_account_id: payee.accounts[(i + 1) % 2],
      amount: '0.01',
      currency: 'USD',
    };
    const headers = { authorization: payer.authorization, 'idempotency-key': randomUUID() };
    const start = performance.now();
    const answer = await client.send('POST', '/v1/transfers', transfer, headers);
    if (!record) continue;
    if (answer.status === 201 && answer.body.status === 'completed') took.push(performance.now() - start);
    else
      others.set(
        `${answer.status} ${String(answer.body.code ?? '')}`,
        (others.get(`${answer.status} ${String(answer.body.code ?? '')}`) ?? 0) + 1,
      );
  }
}

const all = (until: number, record: boolean): Promise<void[]> =>
  Promise.all(Array.from({ length: connections }, (_, i) => pay(i, until, record)));

await all(performance.now() + 2_000, false);
const start = performance.now();
await all(start + seconds * 1_000, true);
const elapsed = (performance.now() - start) / 1_000;
client.close();

took.sort((a, b) => a - b);
const at = (share: number): string =>
  (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN).toFixed(1);
console.log(
  `${connections} connections, ${elapsed.toFixed(1)} s: ${(took.length / elapsed).toFixed(0)} transfers/s, ` +
    `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`,
);
if (others.size > 0) console.log('answered otherwise:', Object.fromEntries(others));
