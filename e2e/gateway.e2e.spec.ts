import { eventually } from '@florin/testing';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { aCustomer, call, gateway, must, type Account, type Problem } from './bank.ts';

interface Operation {
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
}

interface ApiDocument {
  readonly paths: Record<string, Record<string, { 'x-scope'?: string }>>;
}

const root = join(import.meta.dirname, '..');
const committed = readFileSync(join(root, 'docs/openapi.json'), 'utf8');
const anId = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';

/** Every operation of the committed document, with an id for every parameter. */
const operations: Operation[] = Object.entries((JSON.parse(committed) as ApiDocument).paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
    .map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path: path.replaceAll(/\{[^}]+\}/g, anId),
      isPublic: operation['x-scope'] === 'public',
    })),
);
const withBody = (method: string): object => (method === 'GET' || method === 'DELETE' ? {} : { body: {} });

describe('every operation of docs/openapi.json', () => {
  it('is there to be tried', () => {
    expect(operations.length).toBeGreaterThan(20);
  });

  it.each(operations)('$route reaches its service', async ({ method, path }) => {
    const { status, body, headers } = await call(method, path, withBody(method));
    expect(status).not.toBe(405);
    expect(status).toBeLessThan(500);
    // nginx answers what it does not route by itself, in these words.
    expect(body?.detail ?? '').not.toBe('Nothing is served under this path.');
    expect(headers.get('x-request-id')).toBeTruthy();
  });

  it.each(operations.filter(({ isPublic }) => !isPublic))(
    '$route refuses who is not logged in',
    async ({ method, path }) => {
      const answer = await call(method, path, withBody(method));
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    },
  );
});

describe('a path', () => {
  it('is served under /v1 and without it', async () => {
    const anna = await aCustomer();
    const paths = ['/v1/auth/me', '/auth/me', '/v1/me', '/me', '/account-holders/me', '/api/protected/me'];
    const answers = await Promise.all(paths.map((path) => anna.get<{ id: string }>(path)));
    expect(answers.map(({ body }) => body.id)).toEqual(paths.map(() => anna.user.id));
  });

  it('that two services share goes by its method', async () => {
    const anna = await aCustomer();
    const account = must(await anna.post<Account>('/accounts', {}), 201);
    must(await anna.post(`/accounts/${account.id}/transactions`, { type: 'credit', amount: '1.00' }), 201);
    must(await anna.get(`/accounts/${account.id}/transactions`), 200);
  });

  it.each([
    ['/metrics'],
    ['/health/live'],
    ['/health/ready'],
    ['/v1/metrics'],
    ['/v1/health/ready'],
    ['/internal/payees'],
    ['/v1/internal/users'],
    ['/v1/v1/auth/me'],
    ['/v2/accounts'],
    ['/v1/oauth/jwks'],
    ['/auth//me'],
    ['/auth/%6de'],
    ['/no-such-thing'],
    ['/.git/config'],
  ])('%s does not exist outside', async (path) => {
    const answer = await call('GET', path);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });
});

describe("the gateway's own refusals", () => {
  it('are problem documents like those of the services', async () => {
    const answer = await call('GET', '/no-such-thing', { headers: { 'x-request-id': 'e2e-4711' } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('x-request-id')).toBe('e2e-4711');
    expect(answer.body).toMatchObject({
      type: expect.stringMatching(/#not_found$/),
      title: expect.any(String),
      status: 404,
      code: 'not_found',
      instance: '/no-such-thing',
      request_id: 'e2e-4711',
    });
  });

  it('point to a page that explains the code', async () => {
    const { body } = await call<Problem>('GET', '/no-such-thing');
    const page = await call<string>('GET', new URL(body.type).pathname);
    expect(page.status).toBe(200);
    expect(page.body).toContain('`not_found`');
  });

  it('of a method that no route has', async () => {
    const answer = await call('PURGE', '/v1/accounts');
    expect([answer.status, answer.body.code]).toEqual([405, 'method_not_allowed']);
  });

  it('of a body that is too large, before a service sees it', async () => {
    const answer = await call('POST', '/v1/auth/login', { body: 'x'.repeat(300_000) });
    expect([answer.status, answer.body.code]).toEqual([413, 'body_too_large']);
  });

  it('of what is too much at once, before it costs a service anything', async () => {
    const most = Number(/^UNDER_WAY_MOST=(\d+)$/m.exec(readFileSync(join(root, 'nginx/gateway.env'), 'utf8'))?.[1]);
    const { hostname, port } = new URL(gateway);
    const head = `POST /v1/tools/call HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 2\r\n\r\n`;
    const begun: Socket[] = [];
    const begin = (): void => {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      socket.write(head);
      begun.push(socket);
    };
    try {
      for (let under = 0; under < most; under++) begin();
      const refused = await eventually(
        async () => {
          // One more at every look: a connection that a busy machine lost would be missing for ever.
          begin();
          const answer = await call('GET', '/v1/branches');
          expect(answer.status).toBe(503);
          return answer;
        },
        { within: 30_000 },
      );
      expect(refused.body).toMatchObject({ code: 'overloaded', title: 'The bank is busy; nothing was accepted' });
      expect(refused.headers.get('retry-after')).toBe('1');
      expect((await call('GET', '/health')).status).toBe(200);
    } finally {
      for (const socket of begun) socket.destroy();
    }
    await eventually(async () => expect((await call('GET', '/v1/branches')).status).not.toBe(503));
  });
});

describe('an answer', () => {
  it('carries the headers of a careful server, and no name of its software', async () => {
    const { headers } = await call('GET', '/v1/accounts');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server') ?? '').not.toMatch(/[0-9]/);
  });

  it('does not take over a request id that is none', async () => {
    const { headers } = await call('GET', '/health', { headers: { 'x-request-id': 'a b"c' } });
    expect(headers.get('x-request-id')).not.toBe('a b"c');
    expect(headers.get('x-request-id')).toMatch(/^[A-Za-z0-9._-]{8,}$/);
  });
});

describe('the whole bank', () => {
  it('says how it is, service by service', async () => {
    const health = must(
      await call<{ status: string; services: Record<string, { status: string }> }>('GET', '/health'),
      200,
    );
    const names = ['account', 'auth', 'bank-integration', 'dummy-bank', 'transaction'];
    expect(Object.keys(health.services).sort()).toEqual(names);
    expect(Object.values(health.services).map(({ status }) => status)).toEqual(names.map(() => 'up'));
    expect(health.status).toBe('ok');
  });

  it('names itself on its front page', async () => {
    const front = must(await call<{ name: string; links: Record<string, string> }>('GET', '/'), 200);
    expect(front.name).toBe('Florin');
    for (const link of Object.values(front.links)) {
      expect((await fetch(new URL(link, gateway))).status).toBe(200);
    }
  });

  it('shows its API in a browser, from its own files alone', async () => {
    const page = must(await call<string>('GET', '/docs'), 200);
    const files = [...page.matchAll(/(?:src|href)="([^"#]+)"/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const address = new URL(file, `${gateway}/docs/`);
      expect(address.origin).toBe(new URL(gateway).origin);
      expect([file, (await fetch(address)).status]).toEqual([file, 200]);
    }
  });

  it('serves the document that is committed', async () => {
    expect(must(await call<object>('GET', '/openapi.json'), 200)).toEqual(JSON.parse(committed));
  });

  it('publishes its signing keys, and only their public halves', async () => {
    const { keys } = must(await call<{ keys: Record<string, unknown>[] }>('GET', '/oauth/jwks'), 200);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => 'd' in key || key['alg'] !== 'ES256')).toEqual([]);
  });
});
