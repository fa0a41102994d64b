import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from './child.ts';
import {
  databaseOf,
  environmentOf,
  migrationEnvironmentOf,
  noteEnvironment,
  services,
  type ServiceName,
} from './environment.ts';
import { Failure } from './failure.ts';
import type { Surroundings } from './parts.ts';
import { root } from './place.ts';
import { answers } from './wait.ts';

/** The built program of a service. */
export function mainOf(service: ServiceName): string {
  const path = join(root, 'services', service, 'dist', 'main.js');
  if (!existsSync(path)) throw new Failure(`${service} is not built (${path} is not there): run \`npm run build\`.`);
  return path;
}

/**
 * The most that a half of the young generation may take, in MB. In the transaction service a transfer that waits for
 * its outcome should still be there when it is done: with 64 rather than 24 it spends 6 % less CPU on each, at 512 at
 * once. Account keeps nothing for so long; there 64 costs 6 % more.
 */
const youngMb: Partial<Record<ServiceName, number>> = { transaction: 64, account: 24 };
const YOUNG_MB = 8;

/**
 * Checking a password takes 25 ms of a processor, by intention. Where two hundred people log in at once, transfers get
 * three times the share that logins get; an idle processor is theirs all the same.
 */
const stepsBack: Partial<Record<ServiceName, number>> = { auth: 5 };

/** One service of the bank. */
export function service(name: ServiceName, surroundings: Surroundings, overrides: Record<string, string>): Program {
  const env = environmentOf(name, surroundings, overrides);
  noteEnvironment(surroundings, name, env);
  return {
    name,
    command: process.execPath,
    args: [`--max-semi-space-size=${youngMb[name] ?? YOUNG_MB}`, mainOf(name)],
    env,
    cwd: join(root, 'services', name),
    stepsBack: stepsBack[name],
    ready: () => answers(`http://127.0.0.1:${surroundings.ports[name]}/health/ready`),
    readyWithinS: 60,
    stop: { signal: 'SIGTERM', withinS: 25 },
  };
}

/** Brings the databases of all services up to date; each service does it for itself. */
export async function migrateAll(surroundings: Surroundings): Promise<void> {
  const owners = services.filter((name) => databaseOf[name]);
  await Promise.all(owners.map(async (name) => {
    const env = { ...environmentOf(name, surroundings), ...migrationEnvironmentOf(name, surroundings) };
    const command = process.execPath;
    await surroundings.supervisor.run({ name: `${name} migrate`, command, args: [mainOf(name), 'migrate'], env });
  }));
}

/** Compiles everything. */
export async function build({ supervisor }: Surroundings): Promise<void> {
  const command = join(root, 'node_modules', '.bin', 'tsc');
  await supervisor.run({ name: 'build', command, args: ['-b'], cwd: root });
}
