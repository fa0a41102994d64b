import { note, ms, ratio, type BenchRun } from '../bench-run.ts';
import { Client } from '../client.ts';
import type { Customer } from '../customers.ts';
import { closed, completed, middleOf, read, type Outcome, type Send, type Worth } from '../drive.ts';
import { fill } from '../fill.ts';
import { transferOf } from '../orders.ts';
import { median } from '../percentile.ts';

const NAME = 'P7 growth';
const FEW = 100;
const SLOWER_MOST = 1.5;

/** What is asked about an account; one request after the other, as a lone customer would. */
interface Question {
  readonly name: string;
  readonly send: Send;
  readonly worth: Worth;
}

/** P7, growth: the same questions when the bank is young, and when it and the account asked about have grown. */
export async function growth(run: BenchRun): Promise<void> {
  const { customers, plan, target } = run;
  const client = new Client(target.gateway, 1);
  try {
    const owner = customers.all[0]!;
    const [young, old] = [await aged(run, owner, FEW), await customers.open(owner)];
    const few = questionsAbout(client, owner, young);
    await rounds(run, few, 1);
    const before = await rounds(run, few, plan.growthRounds);
    tell(run, before, `${FEW} entries, ${customers.accountCount} accounts in the bank`);
    const begun = performance.now();
    await fill(target.postgresUrl, { account: old, deposits: plan.growthEntries, accounts: plan.growthAccounts });
    run.say(`P7: the bank has grown in ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
    const many = questionsAbout(client, owner, old);
    await rounds(run, many, 1);
    await customers.renew();
    const after = await rounds(run, many, plan.growthRounds);
    tell(run, after, `${plan.growthEntries} entries, ${plan.growthAccounts} accounts more`);
    for (const { name } of few) judge(run, name, before.get(name)!, after.get(name)!);
  } finally {
    client.close();
  }
}

/** An account with so many entries. */
async function aged(run: BenchRun, owner: Customer, entries: number): Promise<string> {
  const account = await run.customers.open(owner);
  await fill(run.target.postgresUrl, { account, deposits: entries - 1, accounts: 0 });
  return account;
}

function questionsAbout(client: Client, owner: Customer, account: string): Question[] {
  const get = (path: string): Send => () =>
    client.send('GET', `/v1${path}`, undefined, { authorization: owner.authorization });
  const [to] = owner.accounts as [string];
  return [
    { name: 'balance read', send: get(`/accounts/${account}/balance`), worth: read },
    { name: 'first page of entries', send: get(`/accounts/${account}/transactions?limit=50`), worth: read },
    { name: 'first page of transfers', send: get(`/transfers?account_id=${account}&limit=50`), worth: read },
    { name: 'one transfer', send: transferOf(client, () => ({ payer: owner, from: account, to })), worth: completed },
  ];
}

/** Every question in turn, so many times round. */
async function rounds(run: BenchRun, asked: readonly Question[], many: number): Promise<Map<string, Outcome[]>> {
  const outcomes = new Map(asked.map(({ name }): [string, Outcome[]] => [name, []]));
  for (let round = 0; round < many; round++) {
    for (const { name, send, worth } of asked) {
      outcomes.get(name)!.push(await closed(1, run.plan.growthS, send, worth));
    }
  }
  return outcomes;
}

function tell(run: BenchRun, outcomes: ReadonlyMap<string, Outcome[]>, place: string): void {
  for (const [name, all] of outcomes) note(run, NAME, `${name}: ${place}`, middleOf(all));
}

function judge({ findings }: BenchRun, name: string, before: readonly Outcome[], after: readonly Outcome[]): void {
  const [young, old] = [before, after].map((all) => median(all.map(({ latency }) => latency.p50))) as [number, number];
  const times = old / young;
  const reached = `${ratio(times)} × (p50 ${ms(young)} → ${ms(old)} ms)`;
  findings.judge(`P7 ${name}`, `≤ ${SLOWER_MOST} × slower`, reached, times <= SLOWER_MOST);
}
