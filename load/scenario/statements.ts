import type { BenchRun } from '../bench-run.ts';
import type { Customer } from '../customers.ts';

const NAME = 'P7 statements';
const medium = { JSON: 'application/json', CSV: 'text/csv', PDF: 'application/pdf' };
const LOOK_MS = 100;

/** What is asked for: of how many lines, in which formats. */
export interface Wanted {
  readonly lines: number;
  readonly formats: readonly (keyof typeof medium)[];
}

/**
 * The statement of this year of an account with so many lines, in each format, as it streams through the gateway: lines
 * per second, and by how much the service grows meanwhile, which must not be the whole of it.
 */
export async function statements(run: BenchRun, owner: Customer, account: string, wanted: Wanted): Promise<void> {
  const { lines, formats } = wanted;
  const path = `/v1/accounts/${account}/statements?year=${new Date().getUTCFullYear()}`;
  for (const name of formats) {
    const answer = await fetch(new URL(path, run.target.gateway), {
      headers: { accept: medium[name], authorization: owner.authorization },
    });
    if (answer.status !== 200 || !answer.body) throw new Error(`the statement as ${name} is answered ${answer.status}`);
    const memory = memoryOf(run);
    const begun = performance.now();
    let bytes = 0;
    for await (const piece of answer.body) bytes += piece.length;
    const seconds = (performance.now() - begun) / 1_000;
    const load = `${name}, ${lines.toLocaleString('en')} lines, ${megabytes(bytes)}${memory.grown()}`;
    run.findings.figures.push({ scenario: NAME, load, perSecond: lines / seconds });
    run.say(`${NAME}, ${load}: ${seconds.toFixed(1)} s, ${Math.round(lines / seconds).toLocaleString('en')} lines/s`);
  }
}

/** Looks at the memory of the account service again and again. */
function memoryOf({ processes }: BenchRun): { grown(): string } {
  const now = (): number => processes?.megabytes()['account'] ?? 0;
  const before = now();
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, now())), LOOK_MS);
  return {
    grown: () => {
      clearInterval(looking);
      return processes ? `, account ${Math.round(before)} → ${Math.round(most)} MB at most` : '';
    },
  };
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
