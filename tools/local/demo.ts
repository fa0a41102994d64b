import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bank } from './bank.ts';
import type { ServiceName } from './environment.ts';
import type { Surroundings } from './parts.ts';
import { root } from './place.ts';
import { mainOf } from './service.ts';

/** What the demo loader is given: the gateway, and the operator's commands of the services. */
export interface DemoBank {
  gateway: string;
  /** Runs `main.js <args>` of a service and gives back what it printed. */
  run(service: ServiceName, args: string[]): Promise<string>;
  tell(line: string): void;
}

/** What is told on the last page: who may log in, and commands to try. */
export interface Demo {
  logins: { username: string; password: string; who: string }[];
  tries: string[];
}

/** The demo bank: loaded on the first start, remembered on the later ones. */
export async function demoOf(bank: Bank, { place, progress, supervisor }: Surroundings): Promise<Demo | undefined> {
  const note = place.path('demo.json');
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as Demo;
  const loader = join(root, 'tools', 'demo', 'load.ts');
  if (!existsSync(loader)) return undefined;
  const { loadDemo } = (await import(loader)) as { loadDemo(bank: DemoBank): Promise<Partial<Demo> | void> };
  const run = (service: ServiceName, args: string[]): Promise<string> =>
    supervisor.run({
      name: `${service} ${args[0]}`,
      command: process.execPath,
      args: [mainOf(service), ...args],
      env: bank.environmentOf(service),
    });
  const demo = await progress.step('Demo bank', (tell) => loadDemo({ gateway: bank.url, run, tell }));
  const noted: Demo = { logins: demo?.logins ?? [], tries: demo?.tries ?? [] };
  writeFileSync(note, `${JSON.stringify(noted, null, 2)}\n`, { mode: 0o600 });
  return noted;
}
