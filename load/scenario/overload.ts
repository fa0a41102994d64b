import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { note, rate, ratio, type BenchRun } from '../bench-run.ts';
import { Client } from '../client.ts';
import { completed, open } from '../drive.ts';
import { transferOf } from '../orders.ts';

/** So many connections of the client and as many of the gateway's stay below what its workers may have. */
const CONNECTIONS = 2_000;
const DRAINED_WITHIN_S = 10;
const WATCHED_S = 30;

/** What the bank answered to whom while it had too much to do. */
interface Heard {
  readonly accepted: string[];
  readonly refusedKeys: string[];
}

/** P4, overload: twice the maximum is offered. What is not done is refused before it is accepted; nothing is lost. */
export async function overload(run: BenchRun): Promise<void> {
  const { best } = run.findings;
  const heard: Heard = { accepted: [], refusedKeys: [] };
  const client = new Client(run.target.gateway, CONNECTIONS);
  const send = transferOf(client, () => run.customers.pair(), (answer, key) => {
    if (answer.status === 201 || answer.status === 202) heard.accepted.push(idIn(answer.text));
    else if (answer.status === 429 || answer.status === 503) heard.refusedKeys.push(key);
  });
  const transfers = new pg.Client({ connectionString: databaseOf(run.target.postgresUrl) });
  await transfers.connect();
  try {
    const endsAt = performance.now() + run.plan.overloadS * 1_000;
    const outcome = await open(2 * best.perSecond, run.plan.overloadS, send, completed);
    note(run, 'P4 overload', `open, 200 %: ${rate(2 * best.perSecond)}/s offered`, outcome);
    const share = outcome.perSecond / best.perSecond;
    run.findings.judge('P4 goodput at twice the maximum', '≥ 0.9 × the maximum', `${ratio(share)} ×`, share >= 0.9);
    const strange = Object.keys(outcome.others).filter((what) => !/^(202|429|503)\b/.test(what));
    const answers = strange.length === 0 ? 'only those' : `also ${strange.join(', ')}`;
    run.findings.judge('P4 what is not done', '429, 503 or still under way (202)', answers, strange.length === 0);
    await judgeDrain(run, transfers, endsAt);
    await judgeLosses(run, transfers, heard);
  } finally {
    client.close();
    await transfers.end();
  }
}

async function judgeDrain(run: BenchRun, transfers: pg.Client, endsAt: number): Promise<void> {
  const undecided = (): Promise<number> => count(transfers, 'decided_at is null', []);
  let left = await undecided();
  while (left > 0 && performance.now() < endsAt + WATCHED_S * 1_000) {
    await pause(100);
    left = await undecided();
  }
  const seconds = (performance.now() - endsAt) / 1_000;
  const reached = left > 0 ? `${left} undecided after ${WATCHED_S} s` : `${seconds.toFixed(1)} s`;
  run.say(`P4 drained: ${reached}`);
  const inTime = left === 0 && seconds <= DRAINED_WITHIN_S;
  run.findings.judge('P4 drained after the load ends', `≤ ${DRAINED_WITHIN_S} s`, reached, inTime);
}

async function judgeLosses(run: BenchRun, transfers: pg.Client, { accepted, refusedKeys }: Heard): Promise<void> {
  const kept = await count(transfers, 'id = any($1::uuid[]) and decided_at is not null', [accepted]);
  const taken = await count(transfers, 'idempotency_key = any($1::text[])', [refusedKeys]);
  const lost = `${accepted.length - kept} of ${accepted.length} accepted are lost`;
  const told = `${taken} of ${refusedKeys.length} refused were accepted after all`;
  run.say(`P4: ${lost}, ${told}`);
  run.findings.judge('P4 losses', '0 and 0', `${lost}, ${told}`, kept === accepted.length && taken === 0);
}

async function count(client: pg.Client, condition: string, values: unknown[]): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from transfer where ${condition}`, values);
  return Number(rows[0]!.count);
}

/** The superuser's address of the database with the transfers. */
function databaseOf(postgresUrl: string): string {
  const url = new URL(postgresUrl);
  url.pathname = '/florin_transaction';
  return url.href;
}

const idIn = (text: string): string => (JSON.parse(text) as { id: string }).id;
