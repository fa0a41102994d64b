import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { once } from 'node:events';
import { eventually, freePort } from '@florin/testing';
import { aCertificate } from './certificate.ts';
import { nginxArguments, nginxProgram, renderGateway } from './nginx.ts';
import { portsFrom } from './ports.ts';

// The real nginx on the gateway's own files, with a certificate that is signed by itself; the services are away.
const { certificate, key } = aCertificate(new Date());
const testssl = ['testssl', 'testssl.sh'].find((name) => spawnSync(name, ['--version']).status === 0);
let folder: string;
let port: number;
let gateway: ChildProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'florin-tls-'));
  port = await freePort();
  const into = join(folder, 'nginx');
  const PUBLIC_URL = `https://localhost:${port}`;
  const [TLS_CERTIFICATE, TLS_KEY] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  writeFileSync(TLS_CERTIFICATE, certificate);
  writeFileSync(TLS_KEY, key, { mode: 0o600 });
  renderGateway(into, portsFrom(1, port), { PUBLIC_URL, TLS: 'on', TLS_CERTIFICATE, TLS_KEY });
  const log = openSync(join(folder, 'nginx.log'), 'a');
  gateway = spawn(nginxProgram(), nginxArguments(into), { cwd: into, stdio: ['ignore', log, log] });
  closeSync(log);
  await eventually(async () => expect((await ask('/')).statusCode).toBe(200));
}, 30_000);

afterAll(async () => {
  gateway.kill('SIGTERM');
  await once(gateway, 'exit');
  rmSync(folder, { recursive: true });
});

function ask(path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: 'localhost', port, path, ca: certificate, agent: false }, (answer) => {
      answer.resume();
      resolve(answer);
    }).on('error', reject);
  });
}

/** What a handshake agrees on; fails as the handshake does. */
function greet(options: ConnectionOptions): Promise<{ protocol: string | null; cipher: string }> {
  return new Promise((resolve, reject) => {
    const to = { host: 'localhost', port, servername: 'localhost', ca: certificate };
    const socket: TLSSocket = connect({ ...to, ...options });
    socket.on('error', reject);
    socket.on('secureConnect', () => {
      resolve({ protocol: socket.getProtocol(), cipher: socket.getCipher().name });
      socket.destroy();
    });
  });
}

describe('the gateway with TLS', () => {
  it.each(['/', '/openapi.json', '/no-such-thing', '/v1/auth/me'])('tells at %s to come by TLS alone', async (path) => {
    const { headers } = await ask(path);
    expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('sends whoever comes without it on to https, with path and query', async () => {
    const answer = await fetch(`http://localhost:${port}/v1/accounts?limit=1`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      308,
      `https://localhost:${port}/v1/accounts?limit=1`,
    ]);
  });

  it.each(['TLSv1.3', 'TLSv1.2'] as const)('speaks %s with sealed records and ephemeral keys', async (version) => {
    const { protocol, cipher } = await greet({ minVersion: version, maxVersion: version });
    expect(protocol).toBe(version);
    expect(cipher).toMatch(version === 'TLSv1.3' ? /^TLS_(AES|CHACHA20)/ : /^ECDHE-ECDSA-(.*-GCM-|CHACHA20)/);
  });

  it.each<[string, ConnectionOptions]>([
    ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }],
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }],
    ['records that are not sealed', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0' }],
    ['a cipher with CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA384' }],
    ['keys that are not ephemeral', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
  ])('refuses %s', async (_what, options) => {
    await expect(greet(options)).rejects.toThrow(/alert|handshake|protocol/i);
  });

  it('is not believed by whoever does not know the certificate', async () => {
    await expect(greet({ ca: [] })).rejects.toThrow(/self-signed/);
  });

  // A scanner of its own, which Debian has as testssl.sh: it is asked where somebody installed it.
  if (testssl) {
    it('gives testssl.sh nothing to complain of', async () => {
      const told = join(folder, 'testssl.json');
      const what = ['--protocols', '--std', '--fs', '--vulnerable', '--headers'];
      const how = ['--warnings', 'off', '--color', '0', '--quiet', '--jsonfile', told, `localhost:${port}`];
      await promisify(execFile)(testssl, [...what, ...how], { maxBuffer: 1 << 24 }).catch(() => undefined);
      const found = JSON.parse(readFileSync(told, 'utf8')) as { id: string; severity: string; finding: string }[];
      const bad = found.filter(({ severity }) => ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'].includes(severity));
      expect(bad.map(({ id, severity, finding }) => `${severity} ${id}: ${finding}`)).toEqual([]);
      expect(found.filter(({ severity }) => severity === 'OK').length).toBeGreaterThan(20);
    }, 600_000);
  }
});
