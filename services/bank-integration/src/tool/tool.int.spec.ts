import { randomUUID } from 'node:crypto';
import { readTopic, testKafkaBrokers, type Bearer, type TopicReader } from '@florin/testing';
import { anAccountOf, Neighbours } from '../neighbours.builder.js';
import { codeOf, somebody, World, type Answer, type Json } from '../world.builder.js';

/** Real here: PostgreSQL, Kafka, Redis. Played: auth's token endpoint, account and transaction. */
const world = new World();
const neighbours = new Neighbours(() => world.tokens);
let records: TopicReader;

beforeAll(async () => {
  await world.start(await neighbours.start());
  records = await readTopic('audit.events', { brokers: testKafkaBrokers() });
}, 60_000);
afterAll(async () => {
  await records?.close();
  await world.stop();
  await neighbours.stop();
}, 30_000);

interface Rich {
  who: Bearer & { userId: string };
  accountId: string;
}

function rich(of: Json = {}): Rich {
  const who = somebody();
  const accountId = randomUUID();
  anAccountOf(neighbours, who.userId, {
    id: accountId, currency: 'USD', balance: '900.00', available_balance: '880.00', ...of,
  });
  return { who, accountId };
}

async function use(who: Bearer, tool: string, given: Json = {}): Promise<Json> {
  const answer = await world.post(who, '/tools/call', { tool_name: tool, arguments: given });
  expect([answer.status, answer.body['code']]).toEqual([200, undefined]);
  return answer.body;
}

const wishOf = ({ accountId }: Rich, of: Json = {}): Json => ({
  from_account_id: accountId, to_account_number: '1234567897', amount: '50.00', idempotency_key: randomUUID(), ...of,
});

describe('the list of tools', () => {
  it('is the one of the roles, with schemas', async () => {
    const names = async (role: 'customer' | 'agent' | 'read_only'): Promise<string[]> =>
      (await world.get({ roles: [role], scopes: [] }, '/tools')).body['items'].map(({ name }: Json) => name);
    expect(await names('customer')).toEqual(expect.arrayContaining(['bank_transfer', 'get_portfolio']));
    expect(await names('agent')).toEqual(expect.arrayContaining(['freeze_account', 'create_account']));
    expect(await names('agent')).not.toContain('bank_transfer');
    expect(await names('read_only')).not.toContain('service_request');
    const { items } = (await world.get({}, '/tools')).body;
    expect(items[0]).toMatchObject({ input_schema: { type: 'object', additionalProperties: false } });
  });
});

describe('a tool', () => {
  it('asks another service with a token that was made for it, and never with the one that was brought', async () => {
    const { who, accountId } = rich();
    const { success, result, error, execution_time_ms: ms } = await use(who, 'bank_balance');
    expect([success, error]).toEqual([true, null]);
    expect(result.accounts).toMatchObject([{ account_id: accountId, balance: '900.00', available_balance: '880.00' }]);
    expect(ms).toBeGreaterThan(0);
    const heard = neighbours.asked('GET /accounts').at(-1)!;
    const swapped = neighbours.exchanged.at(-1)!;
    expect(heard.claims).toMatchObject({ sub: who.userId, scope: 'accounts:read' });
    expect(heard.token).not.toBe(swapped['subject_token']);
    expect(swapped).toMatchObject({ resource: 'http://localhost:8080/api', scope: 'accounts:read' });
  });

  it('exchanges a token once for many calls', async () => {
    const { who } = rich();
    const token = await world.tokens.token(who);
    const before = neighbours.exchanged.length;
    for (let i = 0; i < 3; i++) {
      const headers = { authorization: `Bearer ${token}` };
      await world.ask(undefined, 'POST', '/tools/call', { tool_name: 'account_summary' }, headers);
    }
    expect(neighbours.exchanged.length - before).toBe(1);
  });

  it('adds money up per currency', async () => {
    const { who } = rich({ balance: '-0.05', available_balance: '-0.05' });
    const { result } = await use(who, 'account_summary');
    expect(result.totals).toEqual([{ currency: 'USD', balance: '-0.05', available_balance: '-0.05' }]);
  });

  it('tells what the service refused, and nothing of what went wrong inside', async () => {
    const { who } = rich();
    const foreign = await use(who, 'bank_balance', { account_id: rich().accountId });
    expect(foreign).toMatchObject({ success: false, result: null, error: { code: 'account_not_found' } });
    expect(Object.keys(foreign['error'])).toEqual(['code', 'message']);
    const fault = { status: 500, body: { code: 'internal_error', detail: 'secret' } };
    neighbours.answers.set('GET /accounts', () => fault);
    const broken = await use(somebody(), 'bank_balance');
    expect(broken['error']).toEqual({ code: 'unavailable', message: 'A part that this needs is not reachable' });
    neighbours.answers.delete('GET /accounts');
  });

  it('is refused when the token cannot be exchanged', async () => {
    for (const [error, code] of [['invalid_grant', 'unauthenticated'], ['server_error', 'unavailable']] as const) {
      neighbours.exchangeError = error;
      expect((await use(rich().who, 'bank_balance'))['error'].code).toBe(code);
    }
    neighbours.exchangeError = '';
  });

  it('is unknown, not for the role, or beyond the scope of the token', async () => {
    const unknown = await world.post({}, '/tools/call', { tool_name: 'open_vault' });
    expect(codeOf(unknown)).toEqual([404, 'unknown_tool']);
    const forbidden = await world.post({}, '/tools/call', { tool_name: 'freeze_account' });
    expect(codeOf(forbidden)).toEqual([403, 'forbidden']);
    const narrow = await world.post({ scopes: ['bank:read'] }, '/tools/call', { tool_name: 'bank_transfer' });
    expect(codeOf(narrow)).toEqual([403, 'insufficient_scope']);
    expect(narrow.headers['www-authenticate']).toContain('scope="accounts:read transfers:write"');
    expect(codeOf(await world.post(undefined, '/tools/call', { tool_name: 'bank_balance' }))[0]).toBe(401);
  });

  it('names the fields that do not fit', async () => {
    const { error } = await use(somebody(), 'bank_transfer', { amount: 5 });
    expect(error).toMatchObject({ code: 'validation_failed', errors: expect.any(Array) });
    expect(JSON.stringify(error)).toContain('from_account_id');
  });

  it('leaves a record of every call, also of a refused one', async () => {
    const { who } = rich();
    await use(who, 'bank_balance');
    await use(who, 'bank_balance', { account_id: randomUUID() });
    await world.post(who, '/tools/call', { tool_name: 'freeze_account' });
    for (const [outcome, id] of [['done', 'bank_balance'], ['failed', 'bank_balance'], ['refused', 'freeze_account']]) {
      const found = await records.find(({ value }) => {
        const record = JSON.parse(value) as Json;
        const isMine = record['actor'].id === who.userId && record['action'] === 'tool.call';
        return isMine && record['outcome'] === outcome && record['object'].id === id;
      });
      expect(found.headers['ce_type']).toBe('audit.recorded.v1');
    }
  });

  it('works with what the service keeps itself', async () => {
    const who = somebody();
    const opened = await use(who, 'service_request', { action: 'open', kind: 'callback', subject: 'Loan' });
    expect(opened).toMatchObject({ success: true, result: { status: 'open' } });
    const id = opened['result'].id;
    const closed = await use({ roles: ['agent'] }, 'service_request', { action: 'close', request_id: id });
    expect(closed['result'].status).toBe('closed');
    expect((await use(who, 'service_request', { action: 'list' }))['result'].items).toHaveLength(1);
    expect((await use(who, 'service_request', { action: 'show' }))['error'].errors).toEqual([
      { field: 'request_id', message: 'is needed to show' },
    ]);
    expect((await use(who, 'calculate_monthly_payment', { amount: '10000', years: 5 }))['result']).toMatchObject({
      monthly_payment: '181.92',
    });
    expect((await use(who, 'transfer_to_sales_agent'))['result']).toMatchObject({ next_agent: 'sales' });
  });
});

describe('a transfer by tool', () => {
  it('waits for the word of the customer, and goes once for it, ten times at once', async () => {
    const one = rich();
    const wish = wishOf(one);
    const first = await use(one.who, 'bank_transfer', wish);
    expect(first['result']).toMatchObject({
      status: 'confirmation_required', confirm: 'ask_customer', confirmation_url: null, amount: '50.00',
      currency: 'USD', payee: '1234567897',
    });
    const again = { ...wish, confirmation_id: first['result'].confirmation_id };
    const answers = await Promise.all(Array.from({ length: 10 }, () => use(one.who, 'bank_transfer', again)));
    expect(new Set(answers.map(({ result }) => result.id)).size).toBe(1);
    expect(neighbours.made.filter(({ from_account_id: from }) => from === one.accountId)).toHaveLength(1);
  });

  it('makes one confirmation for a key, ten times at once, and none for another transfer with it', async () => {
    const one = rich();
    const wish = wishOf(one);
    const answers = await Promise.all(Array.from({ length: 10 }, () => use(one.who, 'bank_transfer', wish)));
    expect(new Set(answers.map(({ result }) => result.confirmation_id)).size).toBe(1);
    const other = await use(one.who, 'bank_transfer', { ...wish, amount: '51.00' });
    expect(other['error']).toMatchObject({ code: 'idempotency_key_reused' });
    const confirmed = { ...wishOf(one), confirmation_id: answers[0]!['result'].confirmation_id };
    expect((await use(one.who, 'bank_transfer', confirmed))['error']).toMatchObject({ code: 'confirmation_mismatch' });
    expect(neighbours.made.filter(({ from_account_id: from }) => from === one.accountId)).toEqual([]);
  });

  it('is confirmed at the bank above the limit, by a login of this moment, one for each', async () => {
    const one = rich();
    const wish = wishOf(one, { amount: '250.00' });
    const { result } = await use(one.who, 'bank_transfer', wish);
    expect(result).toMatchObject({ confirm: 'bank_page' });
    expect(result.confirmation_url).toBe(`http://localhost:8080/confirmations/${result.confirmation_id}`);
    const again = { ...wish, confirmation_id: result.confirmation_id };
    expect((await use(one.who, 'bank_transfer', again))['result'].status).toBe('confirmation_required');
    const url = `/confirmations/${result.confirmation_id}/confirm`;
    expect(codeOf(await world.post(somebody(), url))).toEqual([404, 'not_found']);
    const login = { ...one.who, sessionId: randomUUID() };
    expect((await world.post(login, url)).body).toMatchObject({ status: 'confirmed', amount: '250.00' });
    expect(codeOf(await world.post({ ...one.who, sessionId: randomUUID() }, url))).toEqual([409, 'confirmation_state']);
    const done = (await use(one.who, 'bank_transfer', again))['result'];
    expect(done).toMatchObject({ status: 'completed', amount: '250.00' });
    const next = (await use(one.who, 'bank_transfer', wishOf(one, { amount: '300.00' })))['result'];
    const spent = await world.post(login, `/confirmations/${next.confirmation_id}/confirm`);
    expect(codeOf(spent)).toEqual([403, 'fresh_login_required']);
  });

  it("is confirmed on the bank's own page, which shows amount and payee and asks for a login", async () => {
    const one = rich();
    const wish = wishOf(one, { amount: '250.00', description: '<script>alert(1)</script>' });
    const { confirmation_id: id } = (await use(one.who, 'bank_transfer', wish))['result'];
    const page = await world.get(undefined, `/confirmations/${id}`);
    expect(page.body['text']).toMatch(/250\.00 USD.*1234567897.*&lt;script&gt;/s);
    expect(page.body['text']).not.toContain('<script');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; form-action 'self'");
    const sessionId = randomUUID();
    const access_token = await world.tokens.token({ ...one.who, sessionId });
    neighbours.answers.set('POST /auth/login', ({ body }) =>
      body['totp_code'] === '123456'
        ? { status: 200, body: { access_token } }
        : { status: 403, body: { code: 'totp_required', status: 403 } },
    );
    const fields = { email: 'anna@example.com', password: 'plum orchard', decision: 'confirm' };
    const send = (totp_code: string): Promise<Answer> => {
      const form = new URLSearchParams({ ...fields, totp_code }).toString();
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      return world.ask(undefined, 'POST', `/confirmations/${id}`, form, type);
    };
    const without = await send('');
    expect([without.status, without.body['text']]).toEqual([403, expect.stringContaining('authenticator is needed')]);
    expect((await send('123456')).body['text']).toContain('You said yes');
    expect(neighbours.asked('POST /auth/logout').at(-1)?.token).toBe(access_token);
    expect((await send('123456')).body['text']).toContain('nothing to decide');
    const done = await use(one.who, 'bank_transfer', { ...wish, confirmation_id: id });
    expect(done['result'].status).toBe('completed');
    expect(codeOf(await world.get(undefined, `/confirmations/${randomUUID()}`))).toEqual([404, 'not_found']);
  });

  it('is over when the customer says no', async () => {
    const one = rich();
    const wish = wishOf(one, { amount: '250.00' });
    const { confirmation_id } = (await use(one.who, 'bank_transfer', wish))['result'];
    const waiting = (await world.get(one.who, '/confirmations')).body['items'];
    expect(waiting.map(({ id }: Json) => id)).toEqual([confirmation_id]);
    expect((await world.post(one.who, `/confirmations/${confirmation_id}/refuse`)).body['status']).toBe('refused');
    const late = await use(one.who, 'bank_transfer', { ...wish, confirmation_id });
    expect(late['error'].code).toBe('confirmation_refused');
    expect((await world.get(one.who, '/confirmations')).body['items']).toEqual([]);
  });

  it('needs the page as soon as small sums add up, also ten at once', async () => {
    const one = rich();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => use(one.who, 'bank_transfer', wishOf(one, { amount: '30.00' }))),
    );
    expect(answers.filter(({ result }) => result.confirm === 'ask_customer')).toHaveLength(3);
  });

  it('never leaves a foreign account', async () => {
    const other = rich();
    const stolen = await use(rich().who, 'bank_transfer', wishOf(other));
    expect(stolen['error'].code).toBe('account_not_found');
    expect((await world.get(other.who, '/confirmations')).body['items']).toEqual([]);
  });
});
