import { note, ms, ratio, type BenchRun } from '../bench-run.ts';
import { Client } from '../client.ts';
import type { Customer } from '../customers.ts';
import { closed, completed, middleOf, read, type Outcome, type Send, type Worth } from '../drive.ts';
import { fill } from '../fill.ts';
import { transferOf } from '../orders.ts';
import { median } from '../percentile.ts';
import { statements } from './statements.ts';

const NAME = 'P7 growth';
const FEW = 100;
const PAGE_MOST = 200;
const SLOWER_MOST = 1.5;

/** What is asked about an account; one request after the other, as a lone customer would. */
interface Question {
  readonly name: string;
  readonly send: Send;
  readonly worth: Worth;
}

/** The answers to each question, of all rounds. */
type Answered = ReadonlyMap<string, Outcome[]>;

/**
 * P7, growth: the same questions about a young account before and after the bank has got many accounts, and then, in
 * turns with it, about an account with many entries.
 */
export async function growth(run: BenchRun): Promise<void> {
  const { customers, plan, target } = run;
  const client = new Client(target.gateway, 1);
  try {
    const owner = customers.all[0]!;
    const [young, old] = [await aged(run, owner, FEW), await customers.open(owner)];
    const few = await questionsAbout(client, owner, young, FEW);
    await rounds(run, [few], 1);
    const [before] = (await rounds(run, [few], plan.growthRounds)) as [Answered];
    const begun = performance.now();
    await fill(target.postgresUrl, { account: old, deposits: plan.growthEntries, accounts: plan.growthAccounts });
    run.say(`P7: the bank has grown in ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
    await customers.renew();
    const many = await questionsAbout(client, owner, old, plan.growthEntries);
    await customers.renew();
    await rounds(run, [few, many], 1);
    const [after, long] = (await rounds(run, [few, many], plan.growthRounds)) as [Answered, Answered];
    const accounts = customers.accountCount;
    const grown = accounts + plan.growthAccounts;
    tell(run, before, FEW, accounts);
    tell(run, after, FEW, grown);
    tell(run, long, plan.growthEntries, grown);
    for (const { name } of few) {
      judge(run, `${name}, ${size(accounts)} → ${size(grown)} accounts`, before.get(name)!, after.get(name)!);
      judge(run, `${name}, ${FEW} → ${size(plan.growthEntries)} entries`, after.get(name)!, long.get(name)!);
    }
    await customers.renew();
    await statements(run, owner, old, { lines: plan.growthEntries, formats: ['JSON', 'CSV'] });
    // Nobody prints 27,000 pages.
    const lines = plan.growthEntries / 10;
    await statements(run, owner, await aged(run, owner, lines), { lines, formats: ['PDF'] });
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

async function questionsAbout(client: Client, owner: Customer, account: string, entries: number): Promise<Question[]> {
  const get = (path: string): Send => () =>
    client.send('GET', `/v1${path}`, undefined, { authorization: owner.authorization });
  const page = `/accounts/${account}/transactions?limit=50`;
  const middle = await cursorBehind(get, account, entries / 2);
  const past = new Date().toISOString();
  const [to] = owner.accounts as [string];
  return [
    { name: 'balance read', send: get(`/accounts/${account}/balance`), worth: read },
    { name: 'balance at a past instant', send: get(`/accounts/${account}/balance?at=${past}`), worth: read },
    { name: 'first page of entries', send: get(page), worth: read },
    { name: 'page from the middle', send: get(`${page}&cursor=${middle}`), worth: read },
    { name: 'page of declined entries', send: get(`${page}&status=declined`), worth: read },
    { name: 'first page of transfers', send: get(`/transfers?account_id=${account}&limit=50`), worth: read },
    { name: 'one transfer', send: transferOf(client, () => ({ payer: owner, from: account, to })), worth: completed },
  ];
}

/** Where a reader stands who has taken so many entries page by page. */
async function cursorBehind(get: (path: string) => Send, account: string, entries: number): Promise<string> {
  let cursor = '';
  for (let taken = 0; taken < entries; ) {
    const limit = Math.min(PAGE_MOST, entries - taken);
    const from = cursor === '' ? '' : `&cursor=${cursor}`;
    const { status, text } = await get(`/accounts/${account}/transactions?limit=${limit}${from}`)();
    if (status !== 200) throw new Error(`a page of entries is answered ${status}`);
    cursor = (JSON.parse(text) as { next_cursor: string }).next_cursor;
    taken += limit;
  }
  return cursor;
}

/** The questions of each list in turn, one list beside the other, so many times round; what each list was answered. */
async function rounds(run: BenchRun, lists: readonly Question[][], many: number): Promise<Answered[]> {
  const answered = lists.map((asked) => new Map(asked.map(({ name }): [string, Outcome[]] => [name, []])));
  for (let round = 0; round < many; round++) {
    for (const i of lists[0]!.keys()) {
      for (const [j, asked] of lists.entries()) {
        const { name, send, worth } = asked[i]!;
        answered[j]!.get(name)!.push(await closed(1, run.plan.growthS, send, worth));
      }
    }
  }
  return answered;
}

function tell(run: BenchRun, answered: Answered, entries: number, accounts: number): void {
  const where = `${size(entries)} entries, ${size(accounts)} accounts`;
  for (const [name, all] of answered) note(run, NAME, `${name}: ${where}`, middleOf(all));
}

const size = (count: number): string => count.toLocaleString('en');

function judge({ findings }: BenchRun, name: string, before: readonly Outcome[], after: readonly Outcome[]): void {
  const [young, old] = [before, after].map((all) => median(all.map(({ latency }) => latency.p50))) as [number, number];
  const times = old / young;
  const reached = `${ratio(times)} × (p50 ${ms(young)} → ${ms(old)} ms)`;
  findings.judge(`P7 ${name}`, `≤ ${SLOWER_MOST} × slower`, reached, times <= SLOWER_MOST);
}
