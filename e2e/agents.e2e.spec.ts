import { randomUUID } from 'node:crypto';
import {
  Client, StreamableHTTPClientTransport, UnauthorizedError, type OAuthClientProvider,
} from '@modelcontextprotocol/client';
import { aCustomer, anOfficer, call, gateway, must, type Account, type Page, type Person } from './bank.ts';
import { Browser } from './browser.ts';

/** An agent's program as the official SDK makes it: it knows the address of the tools and nothing else of the bank. */

const CALLBACK = 'http://127.0.0.1:9999/callback';
const mcp = new URL(`${gateway}/mcp`);

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = Record<string, any>;

/** The program's side of OAuth; its customer's browser is at hand. */
class Wallet implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata = { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none' };
  readonly asked: string[] = [];
  answer = new URLSearchParams();
  private found: unknown;
  private kept: Json | undefined;
  private verifier = '';
  private readonly browser = new Browser();

  private readonly clientId: string;
  private readonly person: Person;

  constructor(clientId: string, person: Person) {
    this.clientId = clientId;
    this.person = person;
  }

  clientInformation(): { client_id: string } {
    return { client_id: this.clientId };
  }

  tokens(): never {
    return this.kept as never;
  }

  saveTokens(tokens: Json): void {
    this.kept = tokens;
  }

  get accessToken(): string {
    return this.kept?.['access_token'] as string;
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }

  codeVerifier(): string {
    return this.verifier;
  }

  /** Returns the whole answer, so that the SDK checks who gave the code. */
  async redirectToAuthorization(url: URL): Promise<void> {
    this.asked.push(url.searchParams.get('scope') ?? '');
    this.answer = (await this.browser.allow(url, this.person)).searchParams;
  }

  saveDiscoveryState(found: unknown): void {
    this.found = found;
  }

  discoveryState(): never {
    return this.found as never;
  }
}

interface Agent {
  readonly wallet: Wallet;
  readonly call: (tool: string, given: Json) => Promise<Json>;
  readonly tools: () => Promise<string[]>;
}

let admin: Person;
let clientId: string;

/** Connects for a person: the first request is refused, the browser logs in, the second one is let in. */
async function anAgentOf(person: Person): Promise<Agent> {
  const wallet = new Wallet(clientId, person);
  const transport = (): StreamableHTTPClientTransport =>
    new StreamableHTTPClientTransport(mcp, { authProvider: wallet });
  const connect = async (): Promise<Client> => {
    const client = new Client({ name: 'agent', version: '1.0.0' });
    await client.connect(transport());
    return client;
  };
  const grant = async (error: unknown): Promise<void> => {
    if (!(error instanceof UnauthorizedError)) throw error;
    await transport().finishAuth(wallet.answer);
  };
  await connect().catch(grant);
  const again = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const once = async (): Promise<T> => work(await connect());
    return once().catch(async (error: unknown) => {
      await grant(error);
      return once();
    });
  };
  return {
    wallet,
    tools: () => again(async (client) => (await client.listTools()).tools.map(({ name }) => name)),
    call: (name, given) =>
      again(async (client) => (await client.callTool({ name, arguments: given })).structuredContent as Json),
  };
}

beforeAll(async () => {
  admin = await anOfficer('admin');
  const body = { client_name: 'Budget agent', redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none' };
  clientId = must(await admin.post<{ client_id: string }>('/v1/admin/oauth/clients', body), 201).client_id;
});

describe('an agent with a customer', () => {
  let anna: Person;
  let ben: Person;
  let hers: Account;
  let his: Account;
  let agent: Agent;

  beforeAll(async () => {
    [anna, ben] = await Promise.all([aCustomer(), aCustomer()]);
    [hers, his] = await Promise.all([anna.opens({ deposit: '900.00' }), ben.opens()]);
    agent = await anAgentOf(anna);
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
    expect((await anna.post('/v1/mcp/analyze', { analysis_type: 'risk' })).status).toBe(404);
    must(await anna.post('/v1/bank/sync'), 200);
    const risk = must(await anna.post<Json>('/v1/mcp/analyze', { analysis_type: 'risk' }), 200);
    expect(risk['findings'].concentration.formula).toContain('Herfindahl');
    const portfolio = must(await anna.post<Json>('/v1/tools/call', { tool_name: 'get_portfolio' }), 200);
    expect(portfolio).toMatchObject({ success: true, result: { stale: false } });
  });
});
