import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { Failure } from './failure.ts';
import { offsets, portsFrom, variableOf, type PortName, type Ports } from './ports.ts';

/** Refuses to go on when one of these ports is taken, and says by whom and which variable moves it. */
export async function requireFree(ports: Ports, names: readonly PortName[]): Promise<void> {
  for (const name of names) {
    if (await isFree(ports[name])) continue;
    const holder = holderOf(ports[name]);
    const by = holder ? ` by ${holder}` : '';
    const move = variableOf(name);
    throw new Failure(`Port ${ports[name]} (${name}) is taken${by}: end that, or choose another with ${move}=….`);
  }
}

/** A base and a gateway port with nothing on any of them: for a bank that runs beside others. */
export async function findFree(): Promise<Ports> {
  for (let tries = 0; tries < 50; tries += 1) {
    // Below the range from which systems take ports for outgoing connections.
    const base = 10_000 + 100 * Math.floor(Math.random() * 200);
    const ports = portsFrom(base, base + 90);
    const free = await Promise.all(Object.values(ports).map(isFree));
    if (free.every(Boolean)) return ports;
  }
  const count = Object.keys(offsets).length;
  throw new Failure(`There are no ${count} free ports together between 10000 and 30000: end what holds them.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '0.0.0.0', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The program that listens on a port, as far as this system tells us. */
function holderOf(port: number): string | undefined {
  if (process.platform === 'linux') return holderInProc(port);
  const { stdout } = spawnSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' });
  const [, pid, name] = /p(\d+)\nc(.+)/.exec(stdout ?? '') ?? [];
  return pid && `${name} (process ${pid})`;
}

function holderInProc(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => quietly(() => readFileSync(path, 'utf8')) ?? '');
  const rows = tables.flatMap((table) => table.split('\n')).map((row) => row.trim().split(/\s+/));
  const listening = '0A';
  const fields = rows.find(([, local, , state]) => state === listening && local?.endsWith(`:${hex}`));
  if (!fields) return undefined;
  const socket = `socket:[${fields[9]}]`;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const open = quietly(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    if (!open.some((fd) => quietly(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) === socket)) continue;
    return `${quietly(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim())} (process ${pid})`;
  }
  return undefined;
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
