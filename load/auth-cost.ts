/**
 * What identity costs, in CPU: a token that a service has verified before, one that it has not, and a login. The first
 * two are measured in this process, on the guard of the services; a login on the bank that GATEWAY_URL and BANK_NOTE
 * name (`npm start`, then its address and the path of its run.json), and is left out without one:
 *   GATEWAY_URL=http://localhost:8080 BANK_NOTE=.local/run.json node load/auth-cost.ts
 */
import 'reflect-metadata';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SignJWT } from 'jose';
import { scopesOf } from '@florin/contracts';
import { Allow, authProviders, DenyList } from '@florin/platform/auth';
import { createApp, httpProviders } from '@florin/platform/http';
import { Client } from './client.ts';
import { bodyOf } from './customers.ts';
import { median } from './percentile.ts';
import { Processes } from './processes.ts';

const PUBLIC_URL = 'http://localhost:8080';
const ROUNDS = 7;
const REQUESTS = 3_000;
const LOGINS = 100;
const bank = generateKeyPairSync('ec', { namedCurve: 'P-256' });

class Door {
  open(): object {
    return { ok: true };
  }

  shut(): object {
    return { ok: true };
  }
}

/** The decorators as calls: this file is run as it is, and Node takes types away and nothing more. */
function decorated(): new () => object {
  const of = (name: 'open' | 'shut', ...marks: MethodDecorator[]): void => {
    const about = Object.getOwnPropertyDescriptor(Door.prototype, name)!;
    for (const mark of marks) mark(Door.prototype, name, about);
  };
  of('open', Get('open'), Allow('public'));
  of('shut', Get('shut'), Allow('accounts:read'));
  Controller()(Door);
  class Desk {}
  // Nobody is denied here; what a look into the list costs is one look into an empty map.
  const denyList = { provide: DenyList, useValue: { has: () => false } };
  const keys = { find: () => Promise.resolve(bank.publicKey) };
  const most = 100_000_000;
  const limits = { CORS_ORIGINS: [], USER_WRITES_PER_MIN: most, USER_READS_PER_MIN: most };
  const auth = authProviders({ PUBLIC_URL, REDIS_URL: 'redis://127.0.0.1:1', ...limits }, keys);
  Module({ controllers: [Door], providers: [...httpProviders, ...auth, denyList] })(Desk);
  return Desk;
}

function aToken(): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const roles = ['customer'] as const;
  const claims = {
    iss: PUBLIC_URL, aud: `${PUBLIC_URL}/api`, sub: randomUUID(), tenant_id: randomUUID(), sid: randomUUID(),
    jti: randomUUID(), roles, gen: 1, scope: scopesOf(roles).join(' '), iat: now, exp: now + 300,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' }).sign(bank.privateKey);
}

/** CPU per request, in microseconds. */
async function cpuOf(app: NestFastifyApplication, url: string, tokens: readonly string[]): Promise<number> {
  const before = process.cpuUsage();
  for (const token of tokens) {
    const { statusCode } = await app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } });
    if (statusCode !== 200) throw new Error(`${url} was answered with ${statusCode}`);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / tokens.length;
}

/** What the guard adds to an open route: the median of some rounds, each beside the open route of the same moment. */
async function guardCost(): Promise<{ cached: number; cold: number }> {
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', PUBLIC_URL, SHUTDOWN_GRACE_S: 1 };
  const app = await createApp({ name: 'desk', module: decorated(), config, errors: {} });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const cached: number[] = [];
  const cold: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const fresh = await Promise.all(Array.from({ length: REQUESTS }, aToken));
    const same = fresh.map(() => fresh[0]!);
    const open = await cpuOf(app, '/open', fresh);
    const first = await cpuOf(app, '/shut', fresh);
    const again = await cpuOf(app, '/shut', same);
    // The first round is for the compiler.
    if (round === 0) continue;
    cold.push(first - open);
    cached.push(again - open);
  }
  await app.close();
  return { cached: median(cached), cold: median(cold) };
}

/** CPU of the auth service per login, in milliseconds; undefined where no bank is named. */
async function loginCost(): Promise<number | undefined> {
  const { GATEWAY_URL: gateway, BANK_NOTE: note } = process.env;
  if (!gateway || !note) return undefined;
  const client = new Client(new URL(gateway), 4);
  const [email, password] = [`cost-${randomUUID()}@example.com`, randomUUID()];
  bodyOf(await client.send('POST', '/v1/auth/register', { email, password, full_name: 'Load Driver' }), 201);
  const processes = new Processes(note);
  const before = processes.ticks()['auth'] ?? NaN;
  for (let done = 0; done < LOGINS; done++) {
    bodyOf(await client.send('POST', '/v1/auth/login', { email, password }), 200);
  }
  const spent = (processes.ticks()['auth'] ?? NaN) - before;
  client.close();
  return (spent * 1_000) / Processes.ticksPerSecond / LOGINS;
}

let isWithin = true;

function judge(what: string, value: number, most: number, unit: string): void {
  if (!(value <= most)) isWithin = false;
  console.log(`${what}: ${value.toFixed(1)} ${unit} of CPU (at most ${most} ${unit}: ${value <= most ? 'yes' : 'NO'})`);
}

const { cached, cold } = await guardCost();
judge('a token that was verified before, beyond an open route', cached, 30, 'µs');
judge('a token that was never seen, beyond an open route', cold, 350, 'µs');
const login = await loginCost();
if (login === undefined) console.log('a login: not measured, GATEWAY_URL and BANK_NOTE name no bank');
else judge('a login, in the auth service', login, 40, 'ms');
process.exit(isWithin ? 0 : 1);
