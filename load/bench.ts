/**
 * Measures the bank that GATEWAY_URL, TEST_POSTGRES_URL, STATE_DIR and BANK_NOTE name, and writes the page about it.
 * `npm run bench` starts a bank of its own for that and sets them; --quick takes a minute, --out=<file> moves the page,
 * --growth asks only how the bank bears growth (P7); with GROWTH_FINDINGS it goes there, for the page of the next run.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Baseline } from './baseline.ts';
import { checkBooks, type BenchRun } from './bench-run.ts';
import { Client } from './client.ts';
import { Customers } from './customers.ts';
import { Findings } from './findings.ts';
import { machineOf } from './machine.ts';
import { plans } from './plan.ts';
import { Processes } from './processes.ts';
import { report } from './report.ts';
import { balance } from './scenario/balance.ts';
import { bulk } from './scenario/bulk.ts';
import { growth } from './scenario/growth.ts';
import { hot } from './scenario/hot.ts';
import { idle } from './scenario/idle.ts';
import { overload } from './scenario/overload.ts';
import { single } from './scenario/single.ts';

const SETUP_CONNECTIONS = 32;
const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const plan = args.includes('--quick') ? plans.quick : plans.full;
const isGrowth = args.includes('--growth');
const begunAt = performance.now();

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is not set: \`npm run bench\` starts a bank and sets it`);
}

/** A trial must not overwrite the page of a real run. */
function pagePath(stateDir: string): string {
  const told = args.find((arg) => arg.startsWith('--out='))?.slice('--out='.length);
  if (told) return resolve(process.env['INIT_CWD'] ?? process.cwd(), told);
  if (plan.name === 'full' && !isGrowth) return join(root, 'docs', 'benchmarks.md');
  return join(dirname(stateDir), `benchmarks-${isGrowth ? 'growth' : plan.name}.md`);
}

/** One scenario and the proof of the books behind it; one that fails is said so, and the next one goes on. */
async function attempt(run: BenchRun, name: string, work: (run: BenchRun) => Promise<void>): Promise<void> {
  run.say(`${name} …`);
  try {
    await run.customers.renew();
    await work(run);
    if (name !== 'P8') await checkBooks(run, name);
  } catch (error) {
    run.say(`${name} FAILED: ${(error as Error).message}`);
    run.findings.broken = true;
    run.findings.gaps.push(`${name} failed: ${(error as Error).message}`);
  }
}

/** Everything that is measured on a bank of some thousand accounts. */
async function loaded(run: BenchRun): Promise<void> {
  const { plan, customers, baseline } = run;
  await attempt(run, 'P8', idle);
  await baseline.prepare();
  await customers.make(plan.customers, plan.accountsEach);
  run.say(`${customers.accountCount} accounts of ${plan.customers} customers; B1 is driven by ${baseline.driver}`);
  await attempt(run, 'P1', single);
  await attempt(run, 'P2', bulk);
  await attempt(run, 'P3', hot);
  await attempt(run, 'P4', overload);
  await attempt(run, 'P5', balance);
}

async function grown(run: BenchRun): Promise<void> {
  await run.customers.make(run.plan.growthCustomers, run.plan.accountsEach);
  await attempt(run, 'P7', growth);
}

async function main(): Promise<boolean> {
  const gateway = new URL(required('GATEWAY_URL'));
  const postgresUrl = required('TEST_POSTGRES_URL');
  const notePath = existsSync('/proc/self/stat') ? required('BANK_NOTE') : undefined;
  const client = new Client(gateway, SETUP_CONNECTIONS);
  const customers = new Customers(client);
  const baseline = new Baseline(postgresUrl);
  const findings = new Findings();
  const run: BenchRun = {
    target: { gateway, postgresUrl, notePath, stateDir: required('STATE_DIR') },
    plan,
    client,
    customers,
    baseline,
    processes: notePath === undefined ? undefined : new Processes(notePath),
    findings,
    say: (line) => console.log(line),
  };
  await (isGrowth ? grown(run) : loaded(run));
  client.close();
  const growthPath = process.env['GROWTH_FINDINGS'];
  if (isGrowth && growthPath) {
    writeFileSync(growthPath, JSON.stringify(findings));
    return !findings.failed;
  }
  if (growthPath && existsSync(growthPath)) findings.add(JSON.parse(readFileSync(growthPath, 'utf8')) as Findings);
  const page = report(findings, {
    date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    machine: await machineOf(postgresUrl, baseline.driver),
    accounts: customers.accountCount,
    customers: customers.all.length,
    plan,
    baseline: baseline.figures,
    seconds: (performance.now() - begunAt) / 1_000,
  });
  const path = pagePath(run.target.stateDir);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, page);
  for (const { goal, wanted, reached, met } of findings.verdicts)
    run.say(`${met ? '✓' : '✗ MISSED'} ${goal}: ${reached} (${wanted})`);
  for (const gap of findings.gaps) run.say(`✗ not measured: ${gap}`);
  run.say(`written: ${path}`);
  return !findings.failed;
}

main().then(
  (whole) => process.exit(whole ? 0 : 1),
  (error: unknown) => {
    console.error(`bench: ${(error as Error).message}`);
    process.exit(1);
  },
);
