import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp, openApiDocument } from './index.js';
import { Order, shop, ShopModule } from './shop.builder.js';

const PUBLIC_URL = 'http://localhost:8080';
const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', PUBLIC_URL, SHUTDOWN_GRACE_S: 1 };
let app: NestFastifyApplication;

beforeAll(async () => {
  const errors = { out_of_stock: { status: 422, title: 'Out of stock' } };
  app = await createApp({ name: 'shop', module: ShopModule, config, errors });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});

afterAll(() => app.close());

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
  text: string;
}

type Headers = Record<string, string>;

async function send(method: 'GET' | 'POST', url: string, payload?: unknown, given: Headers = {}): Promise<Answer> {
  const bare = payload === undefined || 'content-type' in given || 'plain' in given;
  const raw = typeof payload === 'string' || Buffer.isBuffer(payload);
  const answer = await app.inject({
    method,
    url,
    headers: bare ? given : { 'content-type': 'application/json', ...given },
    ...(payload === undefined ? {} : { payload: raw ? payload : JSON.stringify(payload) }),
  });
  const text = answer.body;
  const body = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: answer.statusCode, headers: answer.headers, text, body };
}

const fieldsOf = (body: Answer['body']): string[] => (body['errors'] as { field: string }[]).map((one) => one.field);

const good = { name: 'Ann', amount: '12.50' };

describe('bodies', () => {
  it('trims text and leaves amounts, passwords and nulls that are allowed as they came', async () => {
    const kept = { amount: 12.5, password: ' x ', phone: null, loud: false };
    const order = { ...kept, name: '  Ann ', lines: [{ word: ' ab ' }] };
    expect((await send('POST', '/orders', order)).status).toBe(201);
    expect(shop.arrived).toEqual({ ...order, name: 'Ann', lines: [{ word: 'ab' }] });
    expect(shop.arrived).toBeInstanceOf(Order);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown field', { colur: 'red' }, 'colur'],
    ['null where none is allowed', { currency: null }, 'currency'],
    ['null for what is required', { name: null }, 'name'],
    ['blank text', { name: '   ' }, 'name'],
    ['long text', { name: 'x'.repeat(11) }, 'name'],
    ['a control character', { name: 'a\u0000b' }, 'name'],
    ['half a character', { name: 'a\ud800' }, 'name'],
    ['text that is a number', { name: 4711 }, 'name'],
    ['text that is an object', { name: { toString: 4711 } }, 'name'],
    ['an amount with an exponent', { amount: '4711e2' }, 'amount'],
    ['a huge number', { amount: 1e21 }, 'amount'],
    ['a negative amount', { amount: -4711 }, 'amount'],
    ['a boolean amount', { amount: true }, 'amount'],
    ['a blank amount', { amount: ' ' }, 'amount'],
    ['an amount without a whole part', { amount: '.4711' }, 'amount'],
    ['an amount of forty-one digits', { amount: '1'.repeat(41) }, 'amount'],
    ['an unknown currency', { currency: 'usd' }, 'currency'],
    ['something that is no id', { account_id: '4711' }, 'account_id'],
    ['a word that is not in the list', { colour: '4711' }, 'colour'],
    ['a day that does not exist', { from: '2026-02-30T00:00:00Z' }, 'from'],
    ['a boolean as text', { loud: 'true' }, 'loud'],
    ['a fault deep inside', { lines: [{ word: 'a' }, { word: '' }] }, 'lines.1.word'],
    ['an unknown field deep inside', { lines: [{ word: 'a', x: 4711 }] }, 'lines.0.x'],
    ['too many lines', { lines: [{ word: 'a' }, { word: 'a' }, { word: 'a' }] }, 'lines'],
    ['a list that is none', { lines: { word: 'a' } }, 'lines'],
  ])('refuses %s without repeating it', async (_, part, field) => {
    const answer = await send('POST', '/orders', { ...good, ...part });
    expect([answer.status, answer.body['code']]).toEqual([422, 'validation_failed']);
    expect(fieldsOf(answer.body)).toContain(field);
    expect(answer.text).not.toContain('4711');
  });

  it('tells every field that is wrong', async () => {
    const { body } = await send('POST', '/orders', { currency: 'XXX', x: 1 });
    expect(fieldsOf(body).sort()).toEqual(['amount', 'currency', 'name', 'x']);
  });

  it.each<[string, string | Buffer | undefined, Record<string, string>, number, string]>([
    ['broken JSON', '{"name":', {}, 400, 'malformed_body'],
    ['__proto__', '{"name":"a","amount":"1","__proto__":{"x":1}}', {}, 400, 'malformed_body'],
    ['a constructor', '{"name":"a","amount":"1","constructor":{"prototype":{}}}', {}, 400, 'malformed_body'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), {}, 400, 'malformed_body'],
    ['deep JSON', '['.repeat(50_000) + ']'.repeat(50_000), {}, 400, 'malformed_body'],
    ['a list for an object', '[]', {}, 422, 'validation_failed'],
    ['a number for an object', '7', {}, 422, 'validation_failed'],
    ['null for an object', 'null', {}, 422, 'validation_failed'],
    ['no body', undefined, {}, 422, 'validation_failed'],
    ['an empty body', '', { 'content-type': 'application/json' }, 422, 'validation_failed'],
    ['a plain text', 'name=a', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['a form', 'name=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    ['a body without a media type', '{"name":"a"}', { plain: '1' }, 415, 'unsupported_media_type'],
    ['a huge body', JSON.stringify({ name: 'x'.repeat(300_000) }), {}, 413, 'body_too_large'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const answer = await send('POST', '/orders', body, headers);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it('takes the last of duplicate keys, once', async () => {
    await send('POST', '/orders', '{"name":"a","amount":"1","name":"b"}');
    expect(shop.arrived).toMatchObject({ name: 'b' });
  });

  it('takes a form where the route says so', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send('POST', '/token', 'word=ab', form)).body).toEqual({ word: 'ab' });
    expect((await send('POST', '/token', '__proto__=ab', form)).status).toBe(400);
  });
});

describe('queries, paths and headers', () => {
  it.each('limit=0 limit=201 limit=x limit=1.5 limit= limit=1&limit=2 cursor=x cursor= nope=1 year=1999'.split(' '))(
    'refuses ?%s',
    async (query) => {
      const answer = await send('GET', `/things?${query}`);
      expect([answer.status, answer.body['code']]).toEqual([422, 'validation_failed']);
    },
  );

  it('pages to the end and no further', async () => {
    const first = await send('GET', '/things?limit=3&year=2026');
    expect(first.body['items']).toEqual([1, 2, 3].map((id) => ({ id, year: 2026 })));
    const rest = await send('GET', `/things?limit=3&cursor=${String(first.body['next_cursor'])}`);
    expect(rest.body).toEqual({ items: [{ id: 4 }, { id: 5 }], next_cursor: null });
    expect((await send('GET', '/things')).body['next_cursor']).toBeNull();
  });

  it('answers what is not an id like an id that does not exist', async () => {
    expect((await send('GET', '/things/7')).body['code']).toBe('not_found');
    expect((await send('GET', '/things/01900000-0000-7000-8000-00000000000A/')).body['id']).toMatch(/a$/);
  });

  it('reads the key and the wish to wait', async () => {
    const answer = await send('POST', '/orders', good, { 'idempotency-key': 'k 1' });
    expect(answer.body['errors']).toEqual([expect.objectContaining({ field: 'Idempotency-Key' })]);
    const waits = ['wait=40', 'respond-async', 'return=minimal, wait=2', 'x'];
    const key = { 'idempotency-key': 'k1' };
    const told = await Promise.all(waits.map((prefer) => send('POST', '/orders', good, { ...key, prefer })));
    expect(told.map(({ body }) => [body['key'], body['waitS']])).toEqual([['k1', 30], ['k1', 0], ['k1', 2], ['k1', 5]]);
  });

  it('takes over a sane request id and the trace, also past the reading of a body', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { 'x-request-id': 'abc-12345', traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const answer = await send('POST', '/orders', good, headers);
    expect(answer.headers).toMatchObject({ 'x-request-id': 'abc-12345', 'cache-control': 'no-store' });
    expect(answer.body).toMatchObject({ trace, request: 'abc-12345' });
    const other = await send('GET', '/nowhere', undefined, { 'x-request-id': 'a b<script>' });
    expect(other.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('refusals', () => {
  it('writes a refusal of the rules as a problem document', async () => {
    const { body, status } = await send('POST', '/fail?token=x', { word: 'stock' }, { 'x-request-id': 'abc-12345' });
    expect(status).toBe(422);
    expect(body).toEqual({
      type: `${PUBLIC_URL}/docs/errors.md#out_of_stock`, title: 'Out of stock', status: 422, detail: 'None left.',
      instance: '/fail', code: 'out_of_stock', request_id: 'abc-12345', left: 0,
    });
  });

  it.each([['bug', 500, 'internal_error'], ['what', 500, 'internal_error'], ['busy', 503, 'overloaded']])(
    'shows nothing of %s',
    async (word, status, code) => {
      const answer = await send('POST', '/fail', { word });
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
      expect(answer.text).not.toMatch(/secret|depth|stack/);
    },
  );

  it('says when to come back and how to log in', async () => {
    expect((await send('POST', '/fail', { word: 'busy' })).headers['retry-after']).toBe('3');
    expect((await send('POST', '/fail', { word: 'login' })).headers['www-authenticate']).toBe('Bearer');
    expect((await send('POST', '/fail', { word: 'cache' })).headers['cache-control']).toBe('public, max-age=60');
  });

  it.each<[string, number]>([['/nowhere', 404], ['/orders', 404], ['/%zz', 400], [`/things/${'x'.repeat(300)}`, 400]])(
    'answers GET %s in the same form',
    async (url, status) => {
      const answer = await send('GET', url);
      expect(answer.status).toBe(status);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.body['status']).toBe(status);
    },
  );
});

describe('the inside', () => {
  it('is ready when all that it needs is there, and says what is not', async () => {
    expect((await send('GET', '/health/live')).body).toEqual({ status: 'alive' });
    expect((await send('GET', '/health/ready')).body).toMatchObject({ status: 'ready', failing: [] });
    shop.broken = true;
    const answer = await send('GET', '/health/ready');
    shop.broken = false;
    expect([answer.status, answer.body['failing']]).toEqual([503, ['kafka']]);
    expect((await send('GET', '/health/live')).status).toBe(200);
  });

  it('shows its figures', async () => {
    const { text } = await send('GET', '/metrics');
    expect(text).toContain('http_request_duration_seconds_count{method="POST",route="/orders",status="201"}');
    expect(text).toContain('process_cpu_user_seconds_total');
  });

  it('documents routes, fields, refusals and who may call', () => {
    const document = openApiDocument(app, 'shop');
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual(['/fail', '/orders', '/things', '/things/{id}', '/token']);
    const { post, patch } = document.paths['/orders'] as Record<string, Record<string, never>>;
    expect(Object.keys(post?.['responses'] ?? {})).toEqual(['201', '400', '413', '415', '422', '429', '500', '503']);
    expect(JSON.stringify(post?.['responses'])).toContain('out_of_stock');
    expect(patch?.['security']).toEqual([{ bearer: [] }]);
    expect(JSON.stringify(patch?.['responses'])).toContain('csrf_token_invalid');
    expect(patch?.['x-scope']).toBe('accounts:write');
    expect(Object.keys(patch?.['responses'] ?? {})).toEqual(expect.arrayContaining(['401', '403']));
    const order = document.components?.schemas?.['Order'] as { required: string[]; properties: Record<string, object> };
    expect(order.required).toEqual(['name', 'amount']);
    expect(order.properties['phone']).toEqual({ type: ['string', 'null'], minLength: 1, maxLength: 20 });
    expect(order.properties['name']).toMatchObject({ description: 'Who orders.', maxLength: 10 });
    const parameters = (document.paths['/orders']?.post?.parameters ?? []).map((one) => 'name' in one && one.name);
    expect(parameters.sort()).toEqual(['Idempotency-Key', 'Prefer']);
  });
});
