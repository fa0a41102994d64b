import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Program } from './child.ts';
import { Failure } from './failure.ts';
import { root } from './place.ts';
import type { Ports } from './ports.ts';
import { find } from './programs.mjs';
import { answers } from './wait.ts';

const folder = join(root, 'nginx');

/** The gateway: renders the templates into a folder of the bank and runs nginx on them. */
export function nginx(into: string, ports: Ports, overrides: Record<string, string>): Program {
  renderGateway(into, ports, overrides);
  return {
    name: 'nginx',
    command: nginxProgram(),
    args: nginxArguments(into),
    cwd: into,
    ready: () => answers(`http://127.0.0.1:${ports.gateway}/`),
    readyWithinS: 20,
    stop: { signal: 'SIGTERM', withinS: 10 },
  };
}

export function nginxProgram(): string {
  const command = find('nginx');
  if (!command) throw new Failure('nginx is missing: `npm start` says how to install it.');
  return command;
}

/** The workers of a root's nginx would be `nobody`, who may not be allowed to read the checkout. */
export function nginxArguments(into: string): string[] {
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  return ['-e', 'stderr', '-p', into, '-c', 'nginx.conf', ...user];
}

/** Puts the values into the templates, as the entry point of the official image does: only names that it knows. */
export function renderGateway(into: string, ports: Ports, overrides: Record<string, string>): void {
  const values = { ...parseEnv(readFileSync(join(folder, 'gateway.env'), 'utf8')), ...laptop(ports), ...overrides };
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const suffix = '.template';
  for (const name of readdirSync(join(folder, 'templates')).filter((file) => file.endsWith(suffix))) {
    const template = readFileSync(join(folder, 'templates', name), 'utf8');
    const text = template.replaceAll(/\$\{([A-Z_]+)\}/g, (whole, variable: string) => values[variable] ?? whole);
    writeFileSync(join(into, name.slice(0, -suffix.length)), text);
  }
}

function laptop(ports: Ports): Record<string, string> {
  const at = (port: number): string => `127.0.0.1:${port}`;
  return {
    LISTEN_ADDRESS: '127.0.0.1',
    LISTEN_PORT: String(ports.gateway),
    PUBLIC_URL: `http://localhost:${ports.gateway}`,
    AUTH_UPSTREAM: at(ports.auth),
    ACCOUNT_UPSTREAM: at(ports.account),
    TRANSACTION_UPSTREAM: at(ports.transaction),
    BANK_UPSTREAM: at(ports['bank-integration']),
    DOCS_ROOT: join(root, 'docs'),
    SWAGGER_ROOT: dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')),
  };
}
