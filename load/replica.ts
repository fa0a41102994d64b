import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseEnv } from 'node:util';

const root = join(import.meta.dirname, '..');
const READY_WITHIN_MS = 60_000;
/** The two share out the partitions between them. */
const SHARED_OUT_MS = 3_000;

/** Does the work while a second process of a service runs beside the one that the runner started: same settings. */
export async function withReplica(stateDir: string, service: string, work: () => Promise<void>): Promise<void> {
  const settings = parseEnv(readFileSync(join(stateDir, `env/${service}.env`), 'utf8'));
  const port = await freePort();
  const env = { ...process.env, ...settings, PORT: String(port) };
  const main = join(root, 'services', service, 'dist', 'main.js');
  const replica = spawn(process.execPath, ['--max-semi-space-size=24', main], { env, stdio: 'ignore' });
  const gone = once(replica, 'exit');
  try {
    await ready(`http://127.0.0.1:${port}/health/ready`);
    await pause(SHARED_OUT_MS);
    await work();
  } finally {
    replica.kill('SIGTERM');
    await gone;
  }
}

async function ready(url: string): Promise<void> {
  const end = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const isReady = await fetch(url).then(({ ok }) => ok, () => false);
    if (isReady) return;
    if (performance.now() > end) throw new Error(`${url} did not answer in ${READY_WITHIN_MS / 1_000} s`);
    await pause(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
