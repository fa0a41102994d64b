import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Scope } from '@florin/contracts';
import type { TokenMaker } from '@florin/testing';
import type { Json } from './world.builder.js';

/** One request as a neighbour heard it. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly body: Json;
  readonly claims: Json;
  readonly token: string;
  readonly idempotencyKey?: string;
}

interface Reply {
  readonly status: number;
  readonly body: Json;
}

export const EXCHANGE_SECRET = 'exchange-secret-for-specs';

const claimsIn = (token: string): Json => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** The services beside this one, played: auth exchanges tokens, account and transaction answer what a spec has set. */
export class Neighbours {
  readonly heard: Heard[] = [];
  /** Subject tokens that were brought to the exchange, with what was asked. */
  readonly exchanged: Json[] = [];
  readonly answers = new Map<string, (heard: Heard) => Reply>();
  /** Codes of refusals of the token endpoint; empty while it works. */
  exchangeError = '';
  private readonly server: Server;
  private readonly transfers = new Map<string, Json>();

  constructor(private readonly tokens: () => TokenMaker) {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    this.answers.set('POST /transfers', (heard) => this.transfer(heard));
  }

  async start(): Promise<Record<string, string>> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return { ACCOUNT_URL: url, AUTH_URL: url, TRANSACTION_URL: url, EXCHANGE_CLIENT_SECRET: EXCHANGE_SECRET };
  }

  async stop(): Promise<void> {
    await new Promise((closed) => {
      this.server.close(closed);
      this.server.closeAllConnections();
    });
  }

  asked(route: string): Heard[] {
    return this.heard.filter(({ method, path }) => `${method} ${path.split('?')[0]}` === route);
  }

  private async answer(request: IncomingMessage): Promise<Reply> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    if (request.url === '/oauth/token') return this.exchange(request, new URLSearchParams(text));
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const heard: Heard = {
      method: request.method ?? '',
      path: request.url ?? '',
      body: text === '' ? {} : (JSON.parse(text) as Json),
      claims: token === '' ? {} : claimsIn(token),
      token,
      idempotencyKey: request.headers['idempotency-key'] as string | undefined,
    };
    this.heard.push(heard);
    const answer = this.answers.get(`${heard.method} ${heard.path.split('?')[0]}`);
    return answer?.(heard) ?? { status: 404, body: { code: 'account_not_found', status: 404, detail: 'None.' } };
  }

  private async exchange(request: IncomingMessage, fields: URLSearchParams): Promise<Reply> {
    const [name, secret] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString().split(':');
    const isClient = name === 'bank-integration' && secret === EXCHANGE_SECRET;
    if (!isClient) return { status: 401, body: { error: 'invalid_client' } };
    if (this.exchangeError !== '') return { status: 400, body: { error: this.exchangeError } };
    const subject = claimsIn(fields.get('subject_token') ?? '');
    this.exchanged.push({ ...Object.fromEntries(fields), subject });
    const access_token = await this.tokens().token({
      userId: subject['sub'] as string,
      tenantId: subject['tenant_id'] as string,
      roles: subject['roles'],
      scopes: (fields.get('scope') ?? '').split(' ') as Scope[],
    });
    return { status: 200, body: { access_token, token_type: 'Bearer', expires_in: 60 } };
  }

  /** As transaction does: the same key is the same transfer. */
  private transfer({ body, idempotencyKey = '' }: Heard): Reply {
    const made = { ...body, id: `transfer-${this.transfers.size}`, status: 'completed' };
    const known = this.transfers.get(idempotencyKey) ?? made;
    this.transfers.set(idempotencyKey, known);
    return { status: 201, body: known };
  }

  get made(): Json[] {
    return [...this.transfers.values()];
  }
}

/** Gives a customer an account at the played account service. */
export function anAccountOf(neighbours: Neighbours, userId: string, of: Json): Json {
  const account = { number: '4823915073', type: 'checking', status: 'active', held: '0.00', owner_id: userId, ...of };
  const path = `/accounts/${String(of['id'])}`;
  const isOwner = ({ claims }: Heard): boolean => claims['sub'] === userId;
  const missing = { status: 404, body: { code: 'account_not_found', status: 404, detail: 'None of yours.' } };
  neighbours.answers.set(`GET ${path}`, (heard) => (isOwner(heard) ? { status: 200, body: account } : missing));
  neighbours.answers.set(`GET ${path}/transactions`, (heard) =>
    isOwner(heard) ? { status: 200, body: { items: of['entries'] ?? [], next_cursor: null } } : missing,
  );
  const before = neighbours.answers.get('GET /accounts');
  const none = { status: 200, body: { items: [] } };
  neighbours.answers.set('GET /accounts', (heard) =>
    isOwner(heard) ? { status: 200, body: { items: [account] } } : (before?.(heard) ?? none),
  );
  return account;
}
