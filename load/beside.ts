import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from './client.ts';
import { latencyOf, median } from './percentile.ts';

/** The time in which what was begun comes to its full weight. */
const BEGINNING_MS = 1_000;
/** Of everybody who takes part. */
export const PASSWORD = 'plum-orchard-77-lantern';

/**
 * Whether something slows us: internal transfers at a fixed rate, alone, beside it, and alone again. The two slices
 * alone are what the one beside is held against, and how far they are from each other is what a ratio of this machine
 * is worth.
 */
export class Beside {
  readonly client: Client;
  readonly payers: Payer[] = [];
  private readonly rate = Number(process.env['RATE'] ?? 100);
  private readonly sliceS = Number(process.env['SLICE_S'] ?? 20);
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

  /**
   * Begins the other thing in each round, ends it, and lets it tell what it did meanwhile. Whether the median of the
   * rounds' ratios of the p99 is at most the goal.
   */
  async holds(goal: number, begin: () => Promise<() => Promise<string>>): Promise<boolean> {
    this.payers.push(...(await Promise.all(Array.from({ length: 8 }, () => this.payer()))));
    // The first slice after a start is slower than any later one: it counts for nothing.
    await this.slice();
    const times = { alone: [] as number[], beside: [] as number[] };
    const ratios: number[] = [];
    const noises: number[] = [];
    for (let round = 1; round <= this.rounds; round++) {
      await this.renewTokens();
      const before = await this.slice();
      const end = await begin();
      await pause(BEGINNING_MS);
      const beside = await this.slice();
      const told = await end();
      const after = await this.slice();
      times.alone.push(...before, ...after);
      times.beside.push(...beside);
      const [alone, shared] = [latencyOf([...before, ...after]).p99, latencyOf(beside).p99];
      ratios.push(shared / alone);
      noises.push(latencyOf(after).p99 / latencyOf(before).p99);
      const [ratio, noise] = [ratios, noises].map((some) => some.at(-1)!.toFixed(2));
      console.log(`round ${round}: p99 ${alone.toFixed(1)} ms alone, ${shared.toFixed(1)} ms beside: ${ratio}`);
      console.log(`         alone after / before: ${noise}; ${told}`);
    }
    console.log({ rate: this.rate, alone: latencyOf(times.alone), beside: latencyOf(times.beside) });
    console.log(`beside / alone: ${inOrder(ratios)}`);
    console.log(`alone after / before: ${inOrder(noises)}`);
    const isHeld = median(ratios) <= goal;
    console.log(`median ${median(ratios).toFixed(2)}: the goal of ${goal} is ${isHeld ? 'met' : 'missed'}`);
    return isHeld;
  }

  /** Somebody with two accounts and money on the first. */
  private async payer(): Promise<Payer> {
    const email = `${randomUUID()}@example.com`;
    const person = { email, password: PASSWORD, full_name: 'Ada King' };
    const token = String((await this.ask('/v1/auth/register', person))['access_token']);
    const open = async (): Promise<string> => String((await this.ask('/v1/accounts', {}, token))['id']);
    const accounts = [await open(), await open()];
    await this.ask(`/v1/accounts/${accounts[0]}/transactions`, { type: 'credit', amount: '10000' }, token);
    return { email, token, accounts };
  }

  /** Access tokens live for five minutes, and a round for one. */
  private async renewTokens(): Promise<void> {
    for (const payer of this.payers) {
      const { email } = payer;
      payer.token = String((await this.ask('/v1/auth/login', { email, password: PASSWORD }))['access_token']);
    }
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
  readonly email: string;
  token: string;
  readonly accounts: readonly string[];
}

function inOrder(some: readonly number[]): string {
  return some.toSorted((a, b) => a - b).map((one) => one.toFixed(2)).join(' ');
}
