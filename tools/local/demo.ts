import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadDemo, type LoadedDemo } from '../demo/load.ts';
import type { Bank } from './bank.ts';
import type { ServiceName } from './environment.ts';
import type { Surroundings } from './parts.ts';
import { mainOf } from './service.ts';

/** The demo bank: loaded on the first start, remembered on the later ones. */
export async function demoOf(bank: Bank, { place, progress, supervisor }: Surroundings): Promise<LoadedDemo> {
  const note = place.path('demo.json');
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as LoadedDemo;
  const run = (service: ServiceName, args: string[]): Promise<string> => {
    const name = `${service} ${args[0]}`;
    const env = bank.environmentOf(service);
    return supervisor.run({ name, command: process.execPath, args: [mainOf(service), ...args], env });
  };
  const demo = await progress.step('Demo bank', (tell) => loadDemo({ gateway: bank.url, run, tell }));
  writeFileSync(note, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  return demo;
}
