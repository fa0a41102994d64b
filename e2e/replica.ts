import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { eventually } from '@florin/testing';
import type { Answer, Problem } from './bank.ts';

const root = join(import.meta.dirname, '..');

/** A further replica of a service beside the one that the runner started: same build, same settings, another port. */
export class Replica {
  readonly url: string;
  private readonly process: ChildProcess;

  constructor(service: string, port: number) {
    const settings = readFileSync(join(process.env['STATE_DIR'] as string, `env/${service}.env`), 'utf8');
    const env = { ...process.env, ...parseEnv(settings), PORT: String(port), LOG_LEVEL: 'error' };
    this.url = `http://127.0.0.1:${port}`;
    this.process = spawn(process.execPath, [join(root, `services/${service}/dist/main.js`)], { env, stdio: 'ignore' });
  }

  async ready(): Promise<void> {
    await eventually(async () => expect((await fetch(`${this.url}/health/ready`)).status).toBe(200), {
      within: 60_000,
      every: 100,
    });
  }

  /** Gives the exit code; nothing when it was killed. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return exitCode;
    const gone = once(this.process, 'exit');
    this.process.kill(signal);
    return ((await gone) as [number | null])[0];
  }

  /** One request to this replica, past the gateway. */
  async call<Body = Problem>(
    method: string,
    path: string,
    { token, body, key }: { token?: string; body?: object; key?: string },
  ): Promise<Answer<Body>> {
    const headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const answer = await fetch(this.url + path, { method, headers, body: JSON.stringify(body ?? {}) });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as Body };
  }
}
