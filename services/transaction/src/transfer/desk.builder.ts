import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { assert } from '@florin/kernel';
import { migrate } from '@florin/platform/database';
import {
  eventually,
  freshDatabase,
  readTopic,
  testKafkaBrokers,
  tokenMaker,
  type TokenMaker,
  type TopicReader,
} from '@florin/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrations } from '../data-source.js';
import { AccountPlayer, aReplica, serveBook, type Book } from './bank.builder.js';

/** A request to move money; what is left out is Ada's, of 12.50 USD to Grace. */
export interface Sent {
  url?: string;
  body?: object;
  key?: string;
  prefer?: string;
  as?: object;
  of?: NestFastifyApplication;
}

/** What the specs read of any body. */
interface Said extends Record<string, unknown> {
  id: string;
  status: string;
  code: string;
  transfer_id: string;
  next_cursor: string;
  items: { id: string; status: string; from_account_id: string }[];
}

const account = (of: { userId: string; tenantId: string }, number: string): Book['accounts'][number] => ({
  id: randomUUID(),
  owner: of.userId,
  tenant: of.tenantId,
  number,
  currency: 'USD',
});

/** Two replicas of this service on real parts, and two customers in front of them. */
export class Desk {
  readonly tenant = randomUUID();
  readonly ada = { userId: randomUUID(), tenantId: this.tenant };
  readonly grace = { userId: randomUUID(), tenantId: this.tenant };
  readonly adas = account(this.ada, '1000000001');
  readonly graces = account(this.grace, '1000000002');
  readonly book: Book = {
    accounts: [this.adas, this.graces],
    users: [{ id: this.grace.userId, username: 'grace' }],
    tenant: this.tenant,
    people: new Set(),
    asked: 0,
  };
  readonly player = new AccountPlayer(new Set([this.tenant]));
  readonly database = freshDatabase('transaction');
  tokens: TokenMaker;
  app: NestFastifyApplication;
  /** Hears neither messages nor hints, and can ask nobody: it learns only from the database. */
  deaf: NestFastifyApplication;
  /** What the world is told. */
  told: TopicReader;
  private server: Server;

  async open(): Promise<void> {
    this.tokens = await tokenMaker();
    await migrate({ ...this.database, migrations });
    const served = await serveBook(this.book);
    this.server = served.server;
    const of = {
      database: this.database,
      tokens: this.tokens,
      bookUrl: served.url,
      group: `transaction-${randomUUID()}`,
    };
    this.app = await aReplica(of);
    this.deaf = await aReplica({ ...of, deaf: true, bookUrl: 'http://127.0.0.1:1' });
    await this.player.start();
    this.told = await readTopic('transaction.events', { brokers: testKafkaBrokers() });
    // The broker may hold what other specs have said; whoever joins reads past it first.
    const moves = async (): Promise<void> => assert((await this.post({ prefer: 'wait=1' })).status === 201, 'it moves');
    await eventually(moves, { within: 60_000 });
  }

  /** A further replica, with other settings; as deaf as the other one. Whoever asks for it closes it. */
  readonly replica = (env: Record<string, string>): Promise<NestFastifyApplication> =>
    aReplica({ ...this, bookUrl: 'http://127.0.0.1:1', group: '', deaf: true, env });

  async close(): Promise<void> {
    const open = [this.told, this.app, this.deaf, this.tokens];
    await Promise.all([...open.map((one) => one?.close()), this.player.stop()]);
    this.server?.closeAllConnections();
    this.server?.close();
    await this.database.drop();
  }

  readonly send = (
    to: object = { to_account_id: this.graces.id, currency: 'USD' },
    amount: unknown = '12.50',
  ): object => ({ from_account_id: this.adas.id, amount, ...to });

  readonly post = async (sent: Sent = {}) => {
    const { url = '/transfers', body = this.send(), key, prefer = 'wait=20', as = this.ada, of = this.app } = sent;
    const headers = {
      ...(await this.tokens.authorization(as)),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      prefer,
    };
    const answer = await of.inject({ method: 'POST', url, headers, payload: body });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json<Said>() };
  };

  readonly get = async (url: string, as: object = this.ada) => {
    const answer = await this.app.inject({ method: 'GET', url, headers: await this.tokens.authorization(as) });
    return { status: answer.statusCode, body: answer.json<Said>() };
  };

  /** The command that the account service got for a transfer. */
  readonly heardOf = (id: string) =>
    eventually(() => {
      const found = this.player.heard.find((one) => one.transfer_id === id);
      assert(found, 'the command was heard');
      return found;
    });

  /** What the world was told of a transfer. */
  readonly facts = (id: string): (string | undefined)[] =>
    this.told.messages.filter((one) => one.value.includes(id)).map((one) => one.headers.ce_type);
}
