import type { Child } from './child.ts';
import { environmentOf, services, type ServiceName } from './environment.ts';
import { nginx } from './nginx.ts';
import { beginParts, partPorts, partsEnvironment, type Surroundings } from './parts.ts';
import type { PortName, Ports } from './ports.ts';
import { build, migrateAll, service } from './service.ts';
import { until } from './wait.ts';

/** The ports on which the services and the gateway listen. */
export const bankPorts: readonly PortName[] = ['gateway', ...services];
export const allPorts: readonly PortName[] = [...bankPorts, ...partPorts];

/** A bank that runs. */
export interface Bank {
  /** The address of the gateway. */
  url: string;
  ports: Ports;
  /** The addresses of PostgreSQL, Kafka and Redis, under the names that specs read. */
  parts: Record<string, string>;
  environmentOf(service: ServiceName): Record<string, string>;
  /** A running program by its name: its pid, kill, stop, restart. */
  program(name: string): Child;
  stop(): Promise<void>;
}

export interface BankOptions {
  /** Variables for the services and the gateway that differ from the laptop's. */
  overrides?: Record<string, string>;
  /** Everything is compiled already. */
  isBuilt?: boolean;
}

/** Starts a whole bank: the parts, the build, the migrations, the services and the gateway. */
export async function startBank(surroundings: Surroundings, options: BankOptions = {}): Promise<Bank> {
  const { progress, ports, secrets, supervisor } = surroundings;
  const overrides = options.overrides ?? {};
  await prepare(surroundings, options);
  await progress.step('Services and gateway', async (tell) => {
    const ready = services.map(async (name) => {
      await supervisor.keep('service', service(name, surroundings, overrides));
      tell(`${name} is ready`);
    });
    const gateway = supervisor.keep('gateway', nginx(surroundings.place.dir('nginx'), ports, overrides));
    await Promise.all([...ready, gateway]);
  });
  return {
    url: `http://localhost:${ports.gateway}`,
    ports,
    parts: partsEnvironment(ports, secrets),
    environmentOf: (name) => environmentOf(name, surroundings, overrides),
    program: (name) => supervisor.child(name),
    stop: () => supervisor.stop(),
  };
}

/** Everything before the services, as much of it as possible at the same time. */
async function prepare(surroundings: Surroundings, options: BankOptions): Promise<void> {
  const { progress } = surroundings;
  const parts = beginParts(surroundings);
  const built = options.isBuilt ? Promise.resolve() : progress.step('Build', () => build(surroundings));
  const migrated = Promise.all([parts.postgres, built])
    .then(() => progress.step('Migrations', () => migrateAll(surroundings)));
  await Promise.all([...Object.values(parts), migrated]);
}

/** Waits until a bank answers through its gateway; false when it does not within the time. */
export function answersWithin(bank: Pick<Bank, 'url'>, seconds: number): Promise<boolean> {
  return until(async () => (await fetch(`${bank.url}/health`)).ok, seconds);
}
