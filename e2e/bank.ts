import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';

// A thin client of the bank for its own specs: nothing here knows how a service works inside.

const root = join(import.meta.dirname, '..');

export function required(name: string, what: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: ${what}. npm test starts a bank and sets it`);
  return value;
}

/** The address of the gateway of the bank that is tested. */
export const gateway = required('GATEWAY_URL', 'the address of the gateway of a running bank');

interface BankNote {
  readonly ports: Record<string, number>;
  readonly programs: Record<string, { readonly pid: number }>;
}

/** What the runner has written down about the bank: its ports and processes, as they are now. */
export function bankNote(): BankNote {
  return JSON.parse(readFileSync(required('E2E_BANK', "the path of the bank's run.json"), 'utf8')) as BankNote;
}

/** The brokers of the bank, for an ordinary Kafka client. */
export const brokers = (): string[] => [`127.0.0.1:${bankNote().ports['kafka']}`];

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Request {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** One request through the gateway. A text is sent as it is, anything else as JSON. */
export async function call<Body = Problem>(method: string, path: string, request: Request = {}): Promise<Answer<Body>> {
  const { token, body, headers = {} } = request;
  const answer = await fetch(`${gateway}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const isJson = /\bjson\b/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as Body };
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly request_id: string;
  readonly errors?: { field: string; message: string }[];
  readonly [member: string]: unknown;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly next_cursor: string | null;
}

export interface User {
  readonly id: string;
  readonly email: string;
  readonly username: string | null;
  readonly roles: string[];
  readonly [member: string]: unknown;
}

export interface Account {
  readonly id: string;
  readonly number: string;
  readonly currency: string;
  readonly balance: string;
  readonly [member: string]: unknown;
}

export interface Balance {
  readonly balance: string;
  readonly available_balance: string;
  readonly computed_balance: string;
  readonly match: boolean;
}

export interface Entry {
  readonly id: string;
  readonly type: 'credit' | 'debit';
  readonly amount: string;
  readonly status: string;
  readonly balance_after: string;
  readonly transfer_id: string;
  readonly decline_reason: string | null;
  readonly [member: string]: unknown;
}

export interface Transfer {
  readonly id: string;
  readonly status: string;
  readonly amount: string;
  readonly debit_transaction_id: string | null;
  readonly credit_transaction_id: string | null;
  readonly balance_after?: string;
  readonly timeline?: { status: string; at: string; by: string }[];
  readonly [member: string]: unknown;
}

/** Somebody who is logged in. */
export class Person {
  readonly user: User;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly refreshToken: string;

  constructor(login: Login, password: string) {
    this.user = login.user;
    this.email = login.user.email;
    this.password = password;
    this.token = login.access_token;
    this.refreshToken = login.refresh_token;
  }

  get<Body = Problem>(path: string, headers?: Record<string, string>): Promise<Answer<Body>> {
    return call<Body>('GET', path, { token: this.token, headers });
  }

  post<Body = Problem>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<Body>> {
    return call<Body>('POST', path, { token: this.token, body, headers });
  }

  /** A new account of this person, with money in it when asked. */
  async opens(of: { currency?: string; type?: string; deposit?: string } = {}): Promise<Account> {
    const { deposit, ...opening } = of;
    const opened = must(await this.post<Account>('/v1/accounts', opening), 201);
    if (deposit !== undefined) await this.deposits(opened, deposit);
    return opened;
  }

  async deposits(account: Account, amount: string): Promise<Transfer> {
    return must(await this.post<Transfer>(`/v1/accounts/${account.id}/transactions`, { type: 'credit', amount }), 201);
  }

  withdraws<Body = Transfer>(account: Account, amount: string): Promise<Answer<Body>> {
    return this.post<Body>(`/v1/accounts/${account.id}/transactions`, { type: 'debit', amount });
  }

  /** Asks for a transfer; `to` is an account, or any other way of naming one. */
  sends<Body = Transfer>(wish: Wish, headers?: Record<string, string>): Promise<Answer<Body>> {
    const { from, to, ...rest } = wish;
    const destination = 'id' in to ? { to_account_id: to.id } : to;
    return this.post<Body>('/v1/transfers', { from_account_id: from.id, ...destination, ...rest }, headers);
  }

  async balanceOf(account: Account): Promise<Balance> {
    return must(await this.get<Balance>(`/v1/accounts/${account.id}/balance`), 200);
  }

  /** The whole history of an account, newest first, page by page. */
  async entriesOf(account: Account, filter = ''): Promise<Entry[]> {
    const entries: Entry[] = [];
    let cursor = '';
    do {
      const path = `/v1/accounts/${account.id}/transactions?limit=200${filter}${cursor}`;
      const page = must(await this.get<Page<Entry>>(path), 200);
      entries.push(...page.items);
      cursor = page.next_cursor === null ? '' : `&cursor=${encodeURIComponent(page.next_cursor)}`;
    } while (cursor !== '');
    return entries;
  }
}

export interface Wish {
  readonly from: { readonly id: string };
  readonly to: { readonly id: string } | Record<string, string>;
  readonly amount: unknown;
  readonly [field: string]: unknown;
}

interface Login {
  readonly user: User;
  readonly access_token: string;
  readonly refresh_token: string;
}

/** The body of an answer that must have this status; else fails with what was answered instead. */
export function must<Body>(answer: Answer<Body>, status: number): Body {
  if (answer.status === status) return answer.body;
  throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}

const password = 'plum-orchard-77-lantern';
const fresh = (): string => randomUUID().slice(0, 13).replace('-', '');

/** Somebody new, registered through the gateway. */
export async function aCustomer(of: { username?: string; tenant_id?: string } = {}): Promise<Person> {
  const body = { email: `${fresh()}@example.com`, password, full_name: 'Erika Example', ...of };
  return new Person(must(await call<Login>('POST', '/v1/auth/register', { body }), 201), password);
}

/** A username that nobody has. */
export const aUsername = (): string => `user-${fresh()}`;

/** Runs an operator's command, and gives what it says. */
async function operate(words: string[]): Promise<string> {
  const state = required('STATE_DIR', 'the folder in which the bank keeps its state');
  const env = parseEnv(readFileSync(join(state, 'env/auth.env'), 'utf8'));
  const main = join(root, 'services/auth/dist/main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...words], { env: { ...process.env, ...env } });
  return stdout;
}

/** One more bank that runs here, by its id; customers register by themselves where it is open. */
export async function aTenant({ open = false } = {}): Promise<string> {
  const said = await operate(['admin', 'tenant', '--name', `Bank ${fresh()}`, ...(open ? ['--open'] : [])]);
  return /\(([0-9a-f-]{36})\)/.exec(said)![1]!;
}

/** A bank employee, made by the operator's command as an operator would, and logged in. */
export async function anOfficer(role: 'admin' | 'agent' | 'read_only', tenant?: string): Promise<Person> {
  const email = `${role.replace('_', '-')}-${fresh()}@example.com`;
  const of = tenant === undefined ? [] : ['--tenant', tenant];
  await operate(['admin', 'create', '--email', email, '--role', role, '--password', password, ...of]);
  const body = { email, password, tenant_id: tenant };
  const { access_token, refresh_token } = must(await call<Login>('POST', '/v1/auth/login', { body }), 200);
  const user = must(await call<User>('GET', '/v1/auth/me', { token: access_token }), 200);
  return new Person({ user, access_token, refresh_token }, password);
}
