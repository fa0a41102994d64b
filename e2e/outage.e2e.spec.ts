import { randomUUID } from 'node:crypto';
import { eventually } from '@florin/testing';
import { aCustomer, must, type Answer, type Transfer } from './bank.ts';
import { whilePartHangs } from './programs.ts';

const AWAY_MS = 4_000;
const AGAIN_WITHIN_MS = 15_000;
const WORKERS = 16;

/** Lets a part hang for some seconds. */
function hang(program: string): Promise<void> {
  const end = performance.now() + AWAY_MS;
  return whilePartHangs(program, () =>
    eventually(() => expect(performance.now()).toBeGreaterThan(end), { within: 2 * AWAY_MS }),
  );
}

// The same with thirty seconds each, and with kills: npm run torture -- --outage kafka
describe.each(['kafka', 'postgres', 'redis'])('%s away for some seconds under load', (part) => {
  it('is told as 503 before anything is accepted, nothing is lost, and it all goes on by itself', async () => {
    const anna = await aCustomer();
    const [from, to] = [await anna.opens({ deposit: '5000.00' }), await anna.opens()];
    const strange: string[] = [];
    const ids = new Set<string>();
    let goesOn = true;
    const ask = async (key: string): Promise<Answer<Transfer>> => {
      const headers = { 'idempotency-key': key, prefer: 'wait=2' };
      return anna.sends({ from, to, amount: '1.00', currency: 'USD' }, headers);
    };
    const settle = (key: string): Promise<unknown> =>
      eventually(
        async () => {
          const answer = await ask(key);
          if (![201, 202, 429, 503].includes(answer.status)) strange.push(JSON.stringify(answer.body));
          ids.add(must(answer, 201).id);
        },
        { within: 60_000, every: 100 },
      );
    const asked: string[] = [];
    const worker = async (): Promise<void> => {
      while (goesOn && asked.length < 4_000) {
        const key = randomUUID();
        asked.push(key);
        await settle(key);
      }
    };
    const workers = Array.from({ length: WORKERS }, worker);
    await eventually(() => expect(ids.size).toBeGreaterThan(WORKERS), { within: 30_000 });

    await hang(part);
    const back = ids.size;
    await eventually(() => expect(ids.size).toBeGreaterThan(back + 5 * WORKERS), { within: AGAIN_WITHIN_MS });
    goesOn = false;
    await Promise.all(workers);

    expect(strange).toEqual([]);
    expect(ids.size).toBe(asked.length);
    expect(await anna.balanceOf(from)).toMatchObject({ balance: `${5_000 - ids.size}.00`, match: true });
    expect(await anna.balanceOf(to)).toMatchObject({ balance: `${ids.size}.00`, match: true });
  }, 120_000);
});
