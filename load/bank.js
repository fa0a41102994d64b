// What every k6 script here shares: customers with money, and one transfer of a cent between two of them.
//
//   BASE_URL=http://localhost:8080 k6 run load/smoke.js
//
// All load comes from one address, so the bank must run with raised limits:
//   API_RATE=100000r/s API_BURST=100000 LOGIN_RATE=1000r/s LOGIN_BURST=1000 \
//   USER_WRITES_PER_MIN=10000000 USER_READS_PER_MIN=10000000 npm start
// CUSTOMERS and ACCOUNTS say how many customers, and accounts of each, a script makes. DURATION and RATE move the
// length of a script (or of each of its stages) and its transfers per second.
import http from 'k6/http';
import exec from 'k6/execution';
import { check, fail } from 'k6';
import { Counter, Rate } from 'k6/metrics';

export const base = __ENV.BASE_URL || 'http://localhost:8080';
const CUSTOMERS = Number(__ENV.CUSTOMERS || 10);
const ACCOUNTS = Number(__ENV.ACCOUNTS || 4);
/** Access tokens live for 300 s: each virtual user has new ones before that. */
const RENEW_AFTER_MS = 200 * 1000;

export const duration = (byDefault) => __ENV.DURATION || byDefault;
export const rate = (byDefault) => Number(__ENV.RATE || byDefault);

/** Transfers that ended as completed, and the share of requests that ended so. */
export const completed = new Counter('transfers_completed');
export const completedShare = new Rate('transfers_completed_share');
/** Requests that were refused before anything was accepted: 429 and 503. */
export const refused = new Counter('transfers_refused');
/** Answers that nobody should get: neither completed, nor under way, nor refused before acceptance. */
export const strange = new Rate('answers_strange');

const json = { 'content-type': 'application/json' };
const authorised = (token) => ({ ...json, authorization: `Bearer ${token}` });
const chance = () => Math.random().toString(36).slice(2);
const unique = () => `${Date.now().toString(36)}-${chance()}${chance()}`;
const any = (list) => list[Math.floor(Math.random() * list.length)];

function wanted(status, answer, what) {
  if (answer.status !== status) fail(`${what}: expected ${status}, got ${answer.status}: ${answer.body}`);
  return answer.json();
}

/** Registers a customer with funded accounts. */
function makeCustomer(amount) {
  const person = { email: `k6-${unique()}@example.com`, password: unique(), full_name: 'Load Driver' };
  const made = http.post(`${base}/v1/auth/register`, JSON.stringify(person), { headers: json });
  const { access_token: token } = wanted(201, made, 'register');
  const headers = authorised(token);
  const accounts = [];
  for (let i = 0; i < ACCOUNTS; i++) {
    const account = wanted(201, http.post(`${base}/v1/accounts`, '{"currency":"USD"}', { headers }), 'open an account');
    const deposit = JSON.stringify({ type: 'credit', amount, currency: 'USD' });
    wanted(201, http.post(`${base}/v1/accounts/${account.id}/transactions`, deposit, { headers }), 'deposit');
    accounts.push(account.id);
  }
  return { email: person.email, password: person.password, token, madeAt: Date.now(), accounts };
}

/** What a script's setup() gives to its virtual users. */
export function makeBank(amount = '50.00') {
  return { customers: Array.from({ length: CUSTOMERS }, () => makeCustomer(amount)) };
}

/** The tokens that this virtual user has renewed, by e-mail. */
const renewed = {};

function tokenOf(customer) {
  const known = renewed[customer.email] || customer;
  if (Date.now() - known.madeAt < RENEW_AFTER_MS) return known.token;
  const body = JSON.stringify({ email: customer.email, password: customer.password });
  const { access_token: token } = wanted(200, http.post(`${base}/v1/auth/login`, body, { headers: json }), 'login');
  renewed[customer.email] = { token, madeAt: Date.now() };
  return token;
}

/** A payer and two accounts, drawn uniformly. */
export function anyPair({ customers }) {
  const payer = any(customers);
  const from = any(payer.accounts);
  let to = any(any(customers).accounts);
  while (to === from) to = any(any(customers).accounts);
  return { payer, from, to };
}

/** One transfer of a cent, and what became of it in the metrics. */
export function transfer({ payer, from, to }) {
  const headers = { ...authorised(tokenOf(payer)), 'idempotency-key': `${exec.vu.idInTest}-${unique()}` };
  const body = JSON.stringify({ from_account_id: from, to_account_id: to, amount: '0.01', currency: 'USD' });
  const answer = http.post(`${base}/v1/transfers`, body, { headers, tags: { name: 'transfer' } });
  const isCompleted = answer.status === 201 && answer.json('status') === 'completed';
  const isRefused = answer.status === 429 || answer.status === 503;
  completed.add(isCompleted ? 1 : 0);
  completedShare.add(isCompleted);
  refused.add(isRefused ? 1 : 0);
  strange.add(!isCompleted && !isRefused && answer.status !== 202);
  return answer;
}

/** The balance of any account of any customer. */
export function readBalance({ customers }) {
  const customer = any(customers);
  const headers = authorised(tokenOf(customer));
  const url = `${base}/v1/accounts/${any(customer.accounts)}/balance`;
  const answer = http.get(url, { headers, tags: { name: 'balance' } });
  check(answer, { 'balance is read': ({ status }) => status === 200 });
  return answer;
}

/** Transfers at a fixed rate of arrivals. k6 counts what it could not begin in time as dropped_iterations. */
export function arriving(perSecond, seconds, more = {}) {
  return {
    executor: 'constant-arrival-rate',
    rate: perSecond,
    timeUnit: '1s',
    duration: seconds,
    // As many as answers of half a second need: k6 drops what is due while it makes another one.
    preAllocatedVUs: Math.max(20, Math.ceil(perSecond / 2)),
    maxVUs: Math.max(100, perSecond * 2),
    ...more,
  };
}

/** Transfers at a rate that moves from one stage to the next. */
export function moving(startRate, stages) {
  const most = Math.max(startRate, ...stages.map(({ target }) => target));
  const { preAllocatedVUs, maxVUs } = arriving(most, '1s');
  return { executor: 'ramping-arrival-rate', startRate, timeUnit: '1s', preAllocatedVUs, maxVUs, stages };
}
