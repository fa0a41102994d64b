import { randomUUID } from 'node:crypto';
import { eventually } from '@florin/testing';
import { generate } from 'otplib';
import { aProgram, anAgentOf, revisions, type Json } from './agent.ts';
import { aCustomer, anOfficer, aTenant, call, gateway, must, type Account, type Page, type Person } from './bank.ts';

const roles = ['customer', 'agent', 'admin', 'read_only'] as const;
type Role = (typeof roles)[number];

const officers: readonly Role[] = ['agent', 'admin'];

/** The design's own words for who has which tool. */
const table: Readonly<Record<string, readonly Role[]>> = {
  bank_balance: ['customer'],
  account_summary: ['customer'],
  get_account_info: roles,
  get_transaction_history: ['customer'],
  bank_transfer: ['customer'],
  create_account: ['customer', ...officers],
  freeze_account: officers,
  unfreeze_account: officers,
  update_contact_info: roles,
  get_portfolio: ['customer'],
  analyze_portfolio: ['customer'],
  calculate_monthly_payment: roles,
  get_branch_location: roles,
  get_offer_information: roles,
  service_request: ['customer', ...officers],
  transfer_to_customer_support_agent: roles,
  transfer_to_sales_agent: roles,
  transfer_to_transactions_agent: roles,
};

const people = {} as Record<Role, Person>;
let clientId: string;
let foreignTenant: string;

beforeAll(async () => {
  foreignTenant = await aTenant({ open: true });
  const [customer, agent, admin, read_only] = await Promise.all([
    aCustomer(),
    anOfficer('agent'),
    anOfficer('admin'),
    anOfficer('read_only'),
  ]);
  Object.assign(people, { customer, agent, admin, read_only });
  clientId = await aProgram(admin);
});

const use = (who: Person, tool_name: string, given: Json = {}) =>
  who.post<Json>('/v1/tools/call', { tool_name, arguments: given });

describe('a tool', () => {
  it.each(roles)('is listed for the %s as the design says', async (role) => {
    const { items } = must(await people[role].get<Page<{ name: string }>>('/v1/tools'), 200);
    const mine = Object.keys(table).filter((name) => table[name]?.includes(role));
    expect(items.map(({ name }) => name).toSorted()).toEqual(mine.toSorted());
  });

  it.each(Object.keys(table))('%s is open to its roles and refused to the others', async (name) => {
    const answers = await Promise.all(roles.map(async (role) => ({ role, ...(await use(people[role], name)) })));
    for (const { role, status, body } of answers) {
      const isMine = table[name]?.includes(role);
      expect([role, status, body['code']]).toEqual(isMine ? [role, 200, undefined] : [role, 403, 'forbidden']);
      expect(['forbidden', 'insufficient_scope', 'internal_error']).not.toContain(body['error']?.code);
    }
  });

  it('is unknown to everybody when it is none, and to nobody who does not log in', async () => {
    expect(await use(people.admin, 'open_vault')).toMatchObject({ status: 404, body: { code: 'unknown_tool' } });
    expect((await call('POST', '/v1/tools/call', { body: { tool_name: 'bank_balance' } })).status).toBe(401);
  });
});

describe('what is foreign', () => {
  let theirs: Account;
  let hers: Account;

  beforeAll(async () => {
    const [stranger, anna] = await Promise.all([aCustomer({ tenant_id: foreignTenant }), aCustomer()]);
    [theirs, hers] = await Promise.all([stranger.opens({ deposit: '70.00' }), anna.opens()]);
  });

  const notFound = { success: false, result: null, error: { code: 'account_not_found' } };
  const tries = (): [string, Json][] => [
    ['bank_balance', { account_id: theirs.id }],
    ['get_account_info', { account_id: theirs.id }],
    ['get_transaction_history', { account_id: theirs.id }],
  ];

  it('stays closed to a customer and to the officers of another bank, over REST', async () => {
    for (const [name, given] of tries()) {
      expect(must(await use(people.customer, name, given), 200)).toMatchObject(notFound);
    }
    for (const officer of [people.agent, people.admin]) {
      for (const name of ['freeze_account', 'unfreeze_account', 'get_account_info']) {
        const reason = name === 'freeze_account' ? { reason: 'None.' } : {};
        const outcome = must(await use(officer, name, { account_id: theirs.id, ...reason }), 200);
        expect([name, outcome]).toMatchObject([name, notFound]);
      }
      const opening = await use(officer, 'create_account', { owner_id: people.customer.user.id });
      expect(must(opening, 200)).toMatchObject({ success: true });
    }
    const otherAdmin = await anOfficer('admin', foreignTenant);
    const opening = must(await use(otherAdmin, 'create_account', { owner_id: people.customer.user.id }), 200);
    expect(opening).toMatchObject({ success: false });
    expect(must(await use(otherAdmin, 'freeze_account', { account_id: hers.id, reason: 'None.' }), 200)).toMatchObject(
      notFound,
    );
  });

  it.each(revisions)('stays closed to their programs, which speak %s', async (revision) => {
    const program = await anAgentOf(people.customer, clientId, revision);
    for (const [name, given] of [...tries(), ['get_account_info', { account_id: hers.id }] as const]) {
      expect([name, await program.call(name, given)]).toMatchObject([name, { error: { code: 'account_not_found' } }]);
    }
    const office = await anAgentOf(people.agent, clientId, revision);
    expect(await office.tools()).toEqual(expect.arrayContaining(['freeze_account', 'unfreeze_account']));
    const foreign = await office.call('freeze_account', { account_id: theirs.id, reason: 'None.' });
    expect(foreign).toMatchObject({ error: { code: 'account_not_found' } });
    const own = await office.call('freeze_account', { account_id: hers.id, reason: 'Asked by phone.' });
    expect(own).toMatchObject({ status: 'frozen' });
    expect(await office.call('unfreeze_account', { account_id: hers.id })).toMatchObject({ status: 'active' });
    await expect(office.call('bank_transfer', {})).rejects.toThrow(/no such tool/);
  });
});

describe('the door for programs', () => {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const accept = { accept: 'application/json, text/event-stream' };

  it('knows its own pages and its own name, and no others', async () => {
    const { wallet } = await anAgentOf(people.customer, clientId);
    const say = (headers: Record<string, string>) =>
      call('POST', '/mcp', { token: wallet.accessToken, body: message, headers: { ...accept, ...headers } });
    expect((await say({})).status).toBe(200);
    expect((await say({ origin: gateway })).status).toBe(200);
    for (const origin of ['https://evil.example', 'null']) {
      expect(await say({ origin })).toMatchObject({ status: 403, body: { code: 'foreign_origin' } });
    }
  });
});

describe('a customer with a second factor', () => {
  const STEP_S = 30;
  const nowS = (): number => Math.floor(Date.now() / 1000);

  it('confirms on the page of the bank with the code, which is good once, and not without', async () => {
    const anna = await aCustomer();
    const [from, to] = [await anna.opens({ deposit: '900.00' }), await people.customer.opens()];
    const { secret } = must(await anna.post<{ secret: string }>('/v1/auth/totp/setup'), 200);
    // Not where the next step of the clock could begin in the middle.
    await eventually(() => expect(nowS() % STEP_S).toBeLessThan(STEP_S - 6), { within: 10_000, every: 200 });
    const first = await generate({ secret, epoch: nowS() - STEP_S });
    must(await anna.post('/v1/auth/totp/verify', { totp_code: first }), 200);

    const wish = { from_account_id: from.id, to_account_id: to.id, amount: '250.00', idempotency_key: randomUUID() };
    const { result: asked } = must(await use(anna, 'bank_transfer', wish), 200);
    const { confirmation_id, confirmation_url: page } = asked;
    const decide = async (totp_code: string): Promise<[number, string]> => {
      const { email, password } = anna;
      const body = new URLSearchParams({ email, password, totp_code, decision: 'confirm' });
      const answer = await fetch(page as string, { method: 'POST', body });
      return [answer.status, await answer.text()];
    };
    const without = await decide('');
    expect(without).toEqual([403, expect.stringContaining('The code of your authenticator is needed')]);
    expect((await decide(first))[0]).toBe(403);
    const again = { ...wish, confirmation_id };
    expect(must(await use(anna, 'bank_transfer', again), 200)['result'].status).toBe('confirmation_required');

    const code = await generate({ secret, epoch: nowS() });
    expect(await decide(code)).toEqual([200, expect.stringContaining('You said yes')]);
    expect((await decide(code))[1]).toContain('nothing to decide');
    expect(must(await use(anna, 'bank_transfer', again), 200)['result']).toMatchObject({ status: 'completed' });
    expect((await anna.balanceOf(from)).balance).toBe('650.00');
  });
});
