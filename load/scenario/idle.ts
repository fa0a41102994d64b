import { setTimeout as pause } from 'node:timers/promises';
import { withCpu, type BenchRun } from '../bench-run.ts';

const services = ['auth', 'account', 'transaction', 'bank-integration'];

/** P8, what everything costs while nothing happens: CPU and memory of each program, once the start is over. */
export async function idle(run: BenchRun): Promise<void> {
  const { processes, plan, findings } = run;
  if (!processes) return run.say('P8: skipped, this system has no /proc');
  await pause(plan.settleS * 1_000);
  const [, spent] = await withCpu(run, () => pause(plan.idleS * 1_000));
  delete spent['client'];
  const percent = Object.fromEntries(Object.entries(spent).map(([name, cpuMs]) => [name, cpuMs / (plan.idleS * 10)]));
  const megabytes = processes.megabytes();
  findings.idle = { seconds: plan.idleS, percent, megabytes };
  const largest = (of: Record<string, number>): string =>
    services.toSorted((a, b) => (of[b] ?? 0) - (of[a] ?? 0))[0]!;
  const [heavy, busy] = [largest(megabytes), largest(percent)];
  const [most, cpu, kafka] = [megabytes[heavy] ?? NaN, percent[busy] ?? NaN, percent['kafka'] ?? NaN];
  const taken = `${busy} takes ${cpu.toFixed(2)} %, Kafka ${kafka.toFixed(2)} %`;
  run.say(`P8 idle: ${heavy} holds ${most.toFixed(0)} MB, ${taken}`);
  findings.judge('P8 memory of an idle service', '≤ 180 MB', `${most.toFixed(0)} MB (${heavy})`, most <= 180);
  findings.judge('P8 CPU of an idle service', '≤ 0.5 % of a core', `${cpu.toFixed(2)} % (${busy})`, cpu <= 0.5);
  findings.judge('P8 CPU of idle Kafka', '≤ 2 % of a core', `${kafka.toFixed(2)} %`, kafka <= 2);
}
