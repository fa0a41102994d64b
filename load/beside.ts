import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from './client.ts';
import { percentile } from './percentile.ts';

/** Whether something slows us: internal transfers at a fixed rate, alone and beside it, slice about slice. */
export class Beside {
  readonly client: Client;
  readonly payers: Payer[] = [];
  private readonly rate = Number(process.env['RATE'] ?? 100);
  private readonly sliceS = Number(process.env['SLICE_S'] ?? 8);
  private readonly rounds = Number(process.env['ROUNDS'] ?? 5);

  constructor(connections: number) {
    this.client = new Client(new URL(process.env['GATEWAY_URL'] ?? 'http://localhost:8080'), connections);
  }

  async ask(path: string, body: object, token?: string, prefer?: string): Promise<Record<string, unknown>> {
    const headers: Record<string, string> = {};
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (prefer !== undefined) headers['prefer'] = prefer;
    const { status, text } = await this.client.send('POST', path, body, headers);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Begins and ends the other thing in each round; the ratio of the two p99 over all rounds. */
  async compare(what: string, begin: () => Promise<() => Promise<void>>): Promise<number> {
    this.payers.push(...(await Promise.all(Array.from({ length: 8 }, () => this.payer()))));
    await this.slice();
    const times = { alone: [] as number[], beside: [] as number[] };
    for (let round = 1; round <= this.rounds; round++) {
      const alone = await this.slice();
      const end = await begin();
      await pause(1_000);
      const beside = await this.slice();
      await end();
      times.alone.push(...alone);
      times.beside.push(...beside);
      const [before, during] = [alone, beside].map((one) => figuresOf(one).p99.toFixed(1));
      console.log(`round ${round}: p99 ${before} ms alone, ${during} ms beside ${what}`);
    }
    const [alone, beside] = [figuresOf(times.alone), figuresOf(times.beside)];
    const ratio = beside.p99 / alone.p99;
    console.log({ rate: this.rate, alone, beside, ratio: ratio.toFixed(2) });
    return ratio;
  }

  /** Somebody with two accounts and money on the first. */
  private async payer(): Promise<Payer> {
    const login = { email: `${randomUUID()}@example.com`, password: 'plum-orchard-77-lantern', full_name: 'Ada King' };
    const token = String((await this.ask('/v1/auth/register', login))['access_token']);
    const open = async (): Promise<string> => String((await this.ask('/v1/accounts', {}, token))['id']);
    const accounts = [await open(), await open()];
    await this.ask(`/v1/accounts/${accounts[0]}/transactions`, { type: 'credit', amount: '10000' }, token);
    return { token, accounts };
  }

  /** Each transfer is begun at its own time whatever became of those before it. */
  private slice(): Promise<number[]> {
    const begun = performance.now();
    const sent = Array.from({ length: this.rate * this.sliceS }, async (_, i) => {
      const due = begun + (i * 1000) / this.rate;
      await pause(Math.max(0, due - performance.now()));
      const { token, accounts } = this.payers[i % this.payers.length]!;
      const [from_account_id, to_account_id] = accounts;
      await this.ask('/v1/transfers', { from_account_id, to_account_id, amount: '0.01', currency: 'USD' }, token);
      return performance.now() - due;
    });
    return Promise.all(sent);
  }
}

export interface Payer {
  readonly token: string;
  readonly accounts: readonly string[];
}

function figuresOf(times: readonly number[]): { p50: number; p99: number } {
  const sorted = times.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}
