import { note, type BenchRun } from '../bench-run.ts';
import { Client } from '../client.ts';
import type { Pair } from '../customers.ts';
import { closed, completed, middleOf, type Outcome } from '../drive.ts';
import { transferOf } from '../orders.ts';
import { median } from '../percentile.ts';
import { withReplica } from '../replica.ts';

/** Enough cents for everything that one account pays in a run. */
const FUNDS = '5000.00';
const UNIFORM = 'uniform, beside it';

/** P3, a hot account: every transfer credits one account, or debits one, in turns with a spread load. */
export async function hot(run: BenchRun): Promise<void> {
  await withOneHot(run, 'P3 hot account');
  await withReplica(run.target.stateDir, 'account', () => withOneHot(run, 'P3 hot account, two account replicas'));
}

async function withOneHot(run: BenchRun, name: string): Promise<void> {
  const { connections } = run.findings.best;
  const client = new Client(run.target.gateway, connections);
  try {
    const owner = run.customers.all[0]!;
    const [sink, source] = [await run.customers.open(owner), await run.customers.open(owner, FUNDS)];
    const pairs: Record<string, () => Pair> = {
      [UNIFORM]: () => run.customers.pair(),
      'all credit one account': () => ({ ...run.customers.pair(), to: sink }),
      'all debit one account': () => ({ ...run.customers.pair(), payer: owner, from: source }),
    };
    await closed(connections, run.plan.warmS, transferOf(client, pairs[UNIFORM]!), completed);
    const rounds = await inTurns(run, client, pairs, connections);
    for (const load of Object.keys(pairs)) {
      const outcomes = rounds.map((round) => round[load]!);
      note(run, name, `${load}, ${connections} connections`, middleOf(outcomes));
      if (load === UNIFORM) {
        raiseBest(run, outcomes);
        continue;
      }
      const share = median(rounds.map((round) => round[load]!.perSecond / round[UNIFORM]!.perSecond));
      const reached = `${share.toFixed(3)} × (median of ${rounds.length})`;
      run.findings.judge(`${name}, ${load}`, '≥ 0.95 × the same spread', reached, share >= 0.95);
    }
  } finally {
    client.close();
  }
}

/** Every load once per round; each round begins with another one, so that none is always the first. */
async function inTurns(
  run: BenchRun,
  client: Client,
  pairs: Record<string, () => Pair>,
  connections: number,
): Promise<Record<string, Outcome>[]> {
  const rounds: Record<string, Outcome>[] = [];
  for (let round = 0; round < run.plan.hotRounds; round++) {
    const loads = Object.keys(pairs);
    const turned = [...loads.slice(round % loads.length), ...loads.slice(0, round % loads.length)];
    const outcomes: Record<string, Outcome> = {};
    for (const load of turned) {
      outcomes[load] = await closed(connections, run.plan.hotS, transferOf(client, pairs[load]!), completed);
    }
    rounds.push(outcomes);
    run.say(`P3 round ${round + 1}: ${loads.map((load) => Math.round(outcomes[load]!.perSecond)).join(', ')}/s`);
  }
  return rounds;
}

/** The bank may have become faster since P1; what is offered in P4 is twice what it can do now. */
function raiseBest({ findings }: BenchRun, outcomes: readonly Outcome[]): void {
  const perSecond = median(outcomes.map((outcome) => outcome.perSecond));
  if (perSecond > findings.best.perSecond) findings.best = { ...findings.best, perSecond };
}
