import { randomUUID } from 'node:crypto';
import { aProgram, anAgentOf, revisions, type Agent, type Json } from './agent.ts';
import { aCustomer, anOfficer, call, gateway, must, type Account, type Page, type Person } from './bank.ts';

let admin: Person;
let clientId: string;

beforeAll(async () => {
  admin = await anOfficer('admin');
  clientId = await aProgram(admin);
});

describe.each(revisions)('an agent that speaks %s, with a customer', (revision) => {
  let anna: Person;
  let ben: Person;
  let hers: Account;
  let his: Account;
  let agent: Agent;

  beforeAll(async () => {
    [anna, ben] = await Promise.all([aCustomer(), aCustomer()]);
    [hers, his] = await Promise.all([anna.opens({ deposit: '900.00' }), ben.opens()]);
    agent = await anAgentOf(anna, clientId, revision);
  });

  it('logs in by OAuth with the least scope, and sees the tools of the role', async () => {
    expect(agent.wallet.asked).toEqual(['bank:read']);
    const names = await agent.tools();
    expect(names).toEqual(expect.arrayContaining(['bank_balance', 'bank_transfer', 'get_portfolio']));
    expect(names).not.toContain('freeze_account');
  });

  it('asks for more when a tool needs it, and reads a balance', async () => {
    const told = await agent.call('bank_balance', {});
    expect(told['accounts']).toMatchObject([{ account_id: hers.id, balance: '900.00', currency: 'USD' }]);
    expect(agent.wallet.asked.at(-1)).toContain('accounts:read');
    expect(agent.wallet.asked.at(-1)).not.toContain('transfers:write');
  });

  it('moves money once the customer has confirmed it at the bank, and sees it', async () => {
    const wish = {
      from_account_id: hers.id, to_account_number: his.number, amount: '250.00', idempotency_key: randomUUID(),
    };
    const asked = await agent.call('bank_transfer', wish);
    expect(agent.wallet.asked.at(-1)).toContain('transfers:write');
    expect(asked).toMatchObject({ status: 'confirmation_required', confirm: 'bank_page', amount: '250.00' });
    const again = { ...wish, confirmation_id: asked['confirmation_id'] };
    expect((await agent.call('bank_transfer', again))['status']).toBe('confirmation_required');
    expect((await anna.balanceOf(hers)).balance).toBe('900.00');

    const page = asked['confirmation_url'] as string;
    const shown = await (await fetch(page)).text();
    expect(shown).toContain('250.00 USD');
    expect(shown).toContain(his.number);
    const decide = (password: string): Promise<Response> =>
      fetch(page, {
        method: 'POST',
        body: new URLSearchParams({ email: anna.email, password, totp_code: '', decision: 'confirm' }),
      });
    expect((await decide('not her password')).status).toBe(403);
    expect(await (await decide(anna.password)).text()).toContain('You said yes');

    const done = await Promise.all([agent.call('bank_transfer', again), agent.call('bank_transfer', again)]);
    expect(new Set(done.map(({ id }) => id)).size).toBe(1);
    expect(done[0]).toMatchObject({ status: 'completed', amount: '250.00' });
    expect((await anna.balanceOf(hers)).balance).toBe('650.00');
    expect((await ben.balanceOf(his)).balance).toBe('250.00');
    const history = await agent.call('get_transaction_history', { account_id: hers.id, limit: 1 });
    expect(history['items']).toMatchObject([{ type: 'debit', amount: '250.00', status: 'approved' }]);
  });

  it("is refused a foreign account, an agent's tool, and the rest of the bank", async () => {
    expect(await agent.call('bank_balance', { account_id: his.id })).toMatchObject({
      error: { code: 'account_not_found' },
    });
    const theft = {
      from_account_id: his.id, to_account_id: hers.id, amount: '1.00', idempotency_key: randomUUID(),
    };
    expect(await agent.call('bank_transfer', theft)).toMatchObject({ error: { code: 'account_not_found' } });
    const freeze = { account_id: hers.id, reason: 'x' };
    await expect(agent.call('freeze_account', freeze)).rejects.toThrow(/no such tool/);
    const token = agent.wallet.accessToken;
    for (const path of ['/v1/accounts', '/v1/tools', '/v1/auth/me']) {
      expect([path, (await call('GET', path, { token })).status]).toEqual([path, 401]);
    }
  });

  it('is out at once when the customer withdraws the consent', async () => {
    const token = agent.wallet.accessToken;
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const headers = { accept: 'application/json, text/event-stream' };
    expect((await call('POST', '/mcp', { token, body: message, headers })).status).toBe(200);
    const { items } = must(await anna.get<Page<{ id: string }>>('/v1/auth/consents'), 200);
    for (const { id } of items) expect((await call('DELETE', `/v1/auth/consents/${id}`, anna)).status).toBe(204);
    expect((await call('POST', '/mcp', { token, body: message, headers })).status).toBe(401);
  });
});

describe('the tools over REST', () => {
  it("answer a customer, and an officer with the officers' tools", async () => {
    const anna = await aCustomer();
    const account = await anna.opens({ deposit: '40.00' });
    const use = async (who: Person, tool_name: string, given: Json = {}): Promise<Json> =>
      must(await who.post<Json>('/v1/tools/call', { tool_name, arguments: given }), 200);
    expect(await use(anna, 'account_summary')).toMatchObject({
      success: true,
      result: { totals: [{ currency: 'USD', balance: '40.00' }] },
    });
    expect((await anna.post('/tools/call', { tool_name: 'freeze_account' })).status).toBe(403);
    const frozen = await use(admin, 'freeze_account', { account_id: account.id, reason: 'Asked by phone.' });
    expect(frozen).toMatchObject({ success: true, result: { status: 'frozen' } });
    expect(await use(anna, 'get_account_info', { account_id: account.id })).toMatchObject({
      result: { status: 'frozen' },
    });
    expect(await use(admin, 'unfreeze_account', { account_id: account.id })).toMatchObject({
      result: { status: 'active' },
    });
  });

  it('answer questions in plain words, and requests to the people of the bank', async () => {
    const anna = await aCustomer();
    await anna.opens({ deposit: '12.50' });
    const reply = must(await anna.post<Json>('/v1/mcp/query', { query: 'How much money do I have?' }), 200);
    expect(reply).toMatchObject({ answer: 'You have 12.50 USD.', tools_used: ['account_summary'] });
    expect(must(await anna.get<Json>('/v1/mcp/status'), 200)['mcp_server_url']).toBe(`${gateway}/mcp`);
    const quote = must(await anna.get<Json>('/v1/loans/quote?amount=10000&years=5'), 200);
    expect(quote['monthly_payment']).toBe('181.92');
    for (const path of ['/branches?state=MA', '/v1/offers?q=savings']) {
      expect(must(await anna.get<Page<Json>>(path), 200).items.length).toBeGreaterThan(1);
    }
    const wish = { kind: 'callback', subject: 'A loan' };
    const request = must(await anna.post<Json>('/service-requests', wish), 201);
    const closed = must(await admin.post<Json>(`/v1/service-requests/${request['id']}/close`, {}), 200);
    expect(closed['status']).toBe('closed');
    must(await anna.post('/v1/bank/sync'), 200);
    const risk = must(await anna.post<Json>('/v1/mcp/analyze', { analysis_type: 'risk' }), 200);
    expect(risk['findings'].concentration.formula).toContain('Herfindahl');
    const portfolio = must(await anna.post<Json>('/v1/tools/call', { tool_name: 'get_portfolio' }), 200);
    expect(portfolio).toMatchObject({ success: true, result: { stale: false } });
  });

  it('stay where an admin may put them: not at a foreign host, and not inside the house', async () => {
    expect(must(await admin.get<Json>('/v1/config'), 200)['mcp_server_url']).toBe(`${gateway}/mcp`);
    for (const host of ['https://evil.example', 'http://169.254.169.254', 'http://127.0.0.1:3001', 'file:///etc']) {
      const answer = await admin.post('/v1/config', { mcp_server_url: `${host}/mcp` });
      expect([host, answer.status, answer.body.code]).toEqual([host, 422, 'url_not_allowed']);
    }
    const own = { mcp_server_url: `${gateway}/mcp` };
    expect(must(await admin.post<Json>('/v1/config', own), 200)).toEqual(own);
    expect((await (await aCustomer()).post('/v1/config', own)).status).toBe(403);
  });
});
