import { randomUUID } from 'node:crypto';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { DenyList } from '@florin/platform/auth';
import { freePort, readTopic, testKafkaBrokers, type Bearer, type TopicReader } from '@florin/testing';
import { anAccountOf, Neighbours } from '../neighbours.builder.js';
import { codeOf, somebody, World, type Answer, type Json } from '../world.builder.js';

/** Real here: PostgreSQL, Redis, the SDK's client over HTTP. Played: auth's token endpoint, account, transaction. */
const world = new World();
const neighbours = new Neighbours(() => world.tokens);
let publicUrl: string;
let records: TopicReader;
const WRITES_PER_MIN = 30;

beforeAll(async () => {
  const port = await freePort();
  publicUrl = `http://localhost:${port}`;
  const limits = { USER_WRITES_PER_MIN: String(WRITES_PER_MIN) };
  await world.start({ ...(await neighbours.start()), PUBLIC_URL: publicUrl, ...limits });
  await world.app.listen(port, '127.0.0.1');
  records = await readTopic('audit.events', { brokers: testKafkaBrokers() });
}, 60_000);
afterAll(async () => {
  await records?.close();
  await world.stop();
  await neighbours.stop();
}, 30_000);

const bearerOf = (who: Bearer): Bearer => ({ audience: `${publicUrl}/mcp`, ...who });

const body = (method: string, params: Json = {}): Json => ({ jsonrpc: '2.0', id: 1, method, params });
const accept = { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-06-18' };

function say(who: Bearer | undefined, message: Json, headers: Json = {}): Promise<Answer> {
  return world.post(who && bearerOf(who), '/mcp', message, { ...accept, ...headers });
}

async function connected(who: Bearer, era: '2025' | '2026'): Promise<Client> {
  const options = era === '2026' ? { versionNegotiation: { mode: { pin: '2026-07-28' } } } : {};
  const client = new Client({ name: 'spec', version: '1.0.0' }, options as never);
  const token = await world.tokens.token(bearerOf(who));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${publicUrl}/mcp`), { authProvider: { token: async () => token } }),
  );
  return client;
}

describe.each(['2025', '2026'] as const)('a client of the revision of %s', (era) => {
  it('lists the tools of its role and calls them', async () => {
    const who = somebody();
    const id = randomUUID();
    anAccountOf(neighbours, who.userId, { id, currency: 'USD', balance: '9.00', available_balance: '9.00' });
    const client = await connected(who, era);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('bank_transfer');
    expect(tools.map(({ name }) => name)).not.toContain('freeze_account');
    const balance = tools.find(({ name }) => name === 'bank_balance');
    expect(balance).toMatchObject({
      inputSchema: { type: 'object', additionalProperties: false },
      annotations: { readOnlyHint: true },
    });
    const told = await client.callTool({ name: 'bank_balance', arguments: {} });
    expect(told).toMatchObject({ structuredContent: { accounts: [{ account_id: id, balance: '9.00' }] } });
    const refused = await client.callTool({ name: 'bank_balance', arguments: { account_id: randomUUID() } });
    expect(refused).toMatchObject({ isError: true, structuredContent: { error: { code: 'account_not_found' } } });
    await expect(client.callTool({ name: 'freeze_account', arguments: {} })).rejects.toThrow(/no such tool/);
    await expect(client.callTool({ name: 'open_vault', arguments: {} })).rejects.toThrow(/no such tool/);
    await client.close();
  });

  it('is asked to step up before the tool is reached', async () => {
    const client = await connected({ scopes: ['bank:read'] }, era);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('bank_transfer');
    await expect(client.callTool({ name: 'bank_transfer', arguments: {} })).rejects.toThrow();
    await client.close();
  });
});

describe('the door', () => {
  it('says where tokens come from', async () => {
    for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp']) {
      const { status, body: told } = await world.get(undefined, path);
      expect([status, told['resource'], told['authorization_servers']]).toEqual([200, `${publicUrl}/mcp`, [publicUrl]]);
      expect(told['scopes_supported']).toContain('transfers:write');
      expect(told['scopes_supported']).not.toContain('admin:write');
    }
  });

  it('challenges whoever brings no token, wherever else one is put', async () => {
    const metadata = `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource/mcp"`;
    const none = await say(undefined, body('tools/list'));
    expect([none.status, none.headers['www-authenticate']]).toEqual([401, `Bearer scope="bank:read", ${metadata}`]);
    const token = await world.tokens.token(bearerOf({}));
    const inQuery = await world.post(undefined, `/mcp?access_token=${token}`, body('tools/list'), accept);
    expect(inQuery.status).toBe(401);
    const cookie = `at_${new URL(publicUrl).port}=${token}`;
    expect((await say(undefined, body('tools/list'), { cookie })).status).toBe(401);
  });

  it.each<[string, Bearer]>([
    ["the API's audience", { audience: undefined }],
    ['another resource', { audience: 'https://elsewhere.example/mcp' }],
    ['another issuer', { issuer: 'https://elsewhere.example' }],
    ['another type', { type: 'JWT' }],
    ['the past', { expiresIn: -10 }],
  ])('refuses a token of %s', async (_what, bearer) => {
    const mine = bearerOf(bearer);
    const audience = 'audience' in bearer ? (bearer.audience ?? `${publicUrl}/api`) : mine.audience;
    const answer = await world.post({ ...mine, audience }, '/mcp', body('tools/list'), accept);
    expect(codeOf(answer)).toEqual([401, 'unauthenticated']);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer error="invalid_token"/);
  });

  it('refuses a token of its own at the API', async () => {
    expect(codeOf(await world.get(bearerOf({}), '/tools'))).toEqual([401, 'unauthenticated']);
  });

  it('refuses a session that has ended', async () => {
    const sessionId = randomUUID();
    expect((await say({ sessionId }, body('tools/list'))).status).toBe(200);
    await world.app.get(DenyList).denySession(sessionId);
    expect(codeOf(await say({ sessionId }, body('tools/list')))).toEqual([401, 'unauthenticated']);
  });

  it('refuses a foreign page', async () => {
    for (const origin of ['https://evil.example', 'null', `${publicUrl}.evil.example`]) {
      expect(codeOf(await say({}, body('tools/list'), { origin }))).toEqual([403, 'foreign_origin']);
    }
    expect((await say({}, body('tools/list'), { origin: publicUrl })).status).toBe(200);
  });

  it('refuses a name that is not the bank\'s', async () => {
    for (const host of ['evil.example', `evil.example:${new URL(publicUrl).port}`]) {
      expect(codeOf(await say({}, body('tools/list'), { host }))).toEqual([403, 'foreign_origin']);
    }
    expect((await say({}, body('tools/list'), { host: '127.0.0.1' })).status).toBe(200);
  });

  it('stops a user who calls too many tools a minute, over both doors together', async () => {
    const who: Bearer = { ...somebody(), scopes: ['bank:read'] };
    const call = body('tools/call', { name: 'get_branch_location', arguments: {} });
    const answers = await Promise.all([
      ...Array.from({ length: WRITES_PER_MIN }, () => say(who, call)),
      ...Array.from({ length: WRITES_PER_MIN }, () => world.post(who, '/tools/call', { tool_name: 'account_summary' })),
    ]);
    const refused = answers.filter(({ status }) => status === 429);
    // A few more may pass while the minute goes on.
    expect(refused.length).toBeGreaterThan(WRITES_PER_MIN / 2);
    expect(refused.length).toBeLessThanOrEqual(WRITES_PER_MIN);
    expect([refused[0]!.body['code'], Number(refused[0]!.headers['retry-after']) > 0]).toEqual(['rate_limited', true]);
    expect((await say({}, body('tools/list'))).status).toBe(200);
  });

  it('leaves a record of a step up that it asked for', async () => {
    const who = somebody();
    await say({ ...who, scopes: ['bank:read'] }, body('tools/call', { name: 'bank_transfer', arguments: {} }));
    const found = await records.find(({ value }) => {
      const record = JSON.parse(value) as Json;
      return record['actor'].id === who.userId && record['action'] === 'tool.call';
    });
    expect(JSON.parse(found.value)).toMatchObject({
      object: { kind: 'tool', id: 'bank_transfer' }, outcome: 'refused', reason: 'insufficient_scope',
    });
  });

  it('says which scopes a tool needs, and tells nobody of tools that are not theirs', async () => {
    const narrow = { scopes: ['bank:read'] } as const;
    const call = await say(narrow, body('tools/call', { name: 'bank_transfer', arguments: {} }));
    expect([codeOf(call), call.body['scope']]).toEqual([[403, 'insufficient_scope'], 'accounts:read transfers:write']);
    const challenge = 'error="insufficient_scope", scope="accounts:read transfers:write"';
    expect(call.headers['www-authenticate']).toContain(challenge);
    const foreign = await say(narrow, body('tools/call', { name: 'freeze_account', arguments: {} }));
    const unknown = await say(narrow, body('tools/call', { name: 'open_vault', arguments: {} }));
    expect([foreign.status, foreign.body]).toEqual([unknown.status, unknown.body]);
    expect(foreign.body['text']).toContain('There is no such tool for you.');
  });

  it('keeps no sessions and no streams', async () => {
    for (const method of ['GET', 'DELETE'] as const) {
      const headers = await world.tokens.authorization(bearerOf({}));
      const answer = await world.app.inject({ method, url: '/mcp', headers });
      expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST']);
    }
    const listed = await say({}, body('tools/list'));
    expect(listed.headers['mcp-session-id']).toBeUndefined();
    expect(listed.headers['x-request-id']).toBeDefined();
    expect(listed.headers['cache-control']).toContain('no-store');
  });

  it('takes nothing but JSON', async () => {
    const text = await world.ask(bearerOf({}), 'POST', '/mcp', 'hello', { ...accept, 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    const broken = { ...accept, 'content-type': 'application/json' };
    expect((await world.ask(bearerOf({}), 'POST', '/mcp', '{', broken)).status).toBe(400);
  });
});
