// Whether a slow bank slows us: transfers beside fifty payments that wait for an outside bank of 30 s latency.
// GATEWAY_URL and OUTSIDE_URL name a bank that runs; raise its limits.
import { Beside } from './beside.ts';

const OPEN = 50;
const LATENCY_MS = 30_000;
const GOAL = 1.2;
const outside = process.env['OUTSIDE_URL'] ?? 'http://127.0.0.1:3000';
const beside = new Beside(256);

async function order(faults: object): Promise<void> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(faults) };
  await fetch(`${outside}/faults`, { method: 'PUT', ...json });
}

/** Payments that wait for the outside bank, each with a request that waits for it. */
function openPayments(): Promise<unknown>[] {
  const to = { to_iban: 'DE86700900100065124249', creditor_name: 'Grace Hopper' };
  return Array.from({ length: OPEN }, (_, i) => {
    const { token, accounts } = beside.payers[i % beside.payers.length]!;
    return beside.ask('/v1/transfers', { from_account_id: accounts[0], ...to, amount: '1' }, token, 'wait=30');
  });
}

await order({});
const isHeld = await beside.holds(GOAL, async () => {
  await order({ latency_ms: LATENCY_MS });
  let open = OPEN;
  const ends = openPayments().map((end) => end.then(() => (open -= 1)));
  return async () => {
    const told = `${open} payments were open to the end`;
    await order({});
    await Promise.all(ends);
    return told;
  };
});
beside.client.close();
process.exit(isHeld ? 0 : 1);
