import { createHash, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aCertificate } from '../local/certificate.ts';
import { findFree } from '../local/free-ports.ts';
import { nginx } from '../local/nginx.ts';
import { Place, root } from '../local/place.ts';
import { chromium } from '../local/programs.mjs';
import type { Tell } from '../local/progress.ts';
import { raisedLimits } from '../local/raised-limits.ts';
import { service } from '../local/service.ts';
import { ask } from '../local/wait.ts';
import { jest } from './jest-run.ts';
import type { Outcome } from './tally.ts';
import { bankEnvironment, type TestRun } from './test-run.ts';

const SECURE_HOST = 'bank.example';

/** What a real browser makes of the bank: at its own gateway, and at one with TLS. Undefined without a Chromium. */
export async function browser(run: TestRun, tell: Tell): Promise<Outcome | undefined> {
  const program = chromium();
  if (program === undefined) return undefined;
  const door = await secureDoor(run);
  const args = ['--config', join(root, 'e2e', 'jest.config.mjs'), '--testMatch', '**/*.browser.spec.ts'];
  const env = { ...bankEnvironment(run), ...door, CHROMIUM: program };
  return jest({ name: 'browser', args, env, withinS: 410 }, run.supervisor, run.place, tell);
}

/**
 * A gateway with TLS, and behind it an auth service that knows itself by its https address: the cookies have other
 * names there. The certificate is signed by itself, so a browser is told the one key to believe.
 */
async function secureDoor(run: TestRun): Promise<Record<string, string>> {
  const place = new Place(run.place.path('secure'));
  const { auth, gateway } = await findFree();
  const ports = { ...run.ports, auth, gateway };
  const PUBLIC_URL = `https://${SECURE_HOST}:${gateway}`;
  const [TLS_CERTIFICATE, TLS_KEY] = [place.path('tls.crt'), place.path('tls.key')];
  const { certificate, key } = aCertificate(new Date(), SECURE_HOST);
  writeFileSync(TLS_CERTIFICATE, certificate);
  writeFileSync(TLS_KEY, key, { mode: 0o600 });
  const of = { ...run, place, ports };
  const people = service('auth', of, { ...raisedLimits, PUBLIC_URL });
  const door = nginx(place.dir('nginx'), ports, { ...raisedLimits, PUBLIC_URL, TLS: 'on', TLS_CERTIFICATE, TLS_KEY });
  const isOpen = async (): Promise<boolean> => (await ask(gateway, 'GET / HTTP/1.0\r\n\r\n')).includes(' 308 ');
  await Promise.all([
    run.supervisor.keep('service', { ...people, name: 'secure-auth' }),
    run.supervisor.keep('gateway', { ...door, name: 'secure-gateway', ready: isOpen }),
  ]);
  const { publicKey } = new X509Certificate(certificate);
  const pin = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
  return { SECURE_URL: PUBLIC_URL, SECURE_PIN: pin };
}
