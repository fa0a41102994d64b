import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { TopicMessages } from 'kafkajs';
import { eventually, freshDatabase, type FreshDatabase } from '@florin/testing';
import { Database, migrate } from '../database/index.js';
import type { KafkaLink } from '../kafka/index.js';
import { Relay } from './index.js';
import { MessagingTables1795460000000 } from './messaging.builder.js';

/** A relay on a database connection of its own, before a Kafka that takes messages only once it is opened. */
class Replica {
  readonly published: string[] = [];
  open: () => void = () => undefined;
  readonly database: Database;
  readonly relay: Relay;
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  constructor(of: FreshDatabase) {
    this.database = new Database(of);
    const link = {
      source: '/florin/spec',
      publish: async (all: TopicMessages[]): Promise<void> => {
        for (const { messages } of all) this.published.push(...messages.map(({ headers }) => String(headers?.ce_id)));
        await this.opened;
      },
      close: () => Promise.resolve(),
    };
    this.relay = new Relay(link as unknown as KafkaLink, this.database);
  }
}

describe('the sweep of two relays on one outbox', () => {
  let database: FreshDatabase;
  let one: Replica;
  let other: Replica;

  beforeAll(() => Logger.overrideLogger(false));

  beforeEach(async () => {
    database = await freshDatabase('account');
    await migrate({ ...database, migrations: [MessagingTables1795460000000] });
    [one, other] = [new Replica(database), new Replica(database)];
    await Promise.all([one.database.onModuleInit(), other.database.onModuleInit()]);
  }, 30_000);

  afterEach(async () => {
    for (const { open, relay } of [one, other]) {
      open();
      await relay.onApplicationShutdown();
    }
    await database.drop();
  }, 30_000);

  const leave = async (): Promise<string> => {
    const id = randomUUID();
    await database.query(
      `INSERT INTO outbox (id, topic, key, type, payload, tenant)
       VALUES ($1, 'account.commands', 'key', 'account.post-transfer.v1', '{}', $1)`,
      [id],
    );
    return id;
  };

  it('is done by one at a time, also while it publishes, and locks no row', async () => {
    const id = await leave();
    const sweeping = one.relay.sweep(0);
    await eventually(() => expect(one.published).toEqual([id]));

    await other.relay.sweep(0);

    expect(other.published).toEqual([]);
    expect(await database.query('SELECT id FROM outbox FOR UPDATE NOWAIT')).toEqual([{ id }]);
    one.open();
    await sweeping;
    expect(await database.query('SELECT id FROM outbox')).toEqual([]);
    other.open();
    const next = await leave();
    await other.relay.sweep(0);
    expect(other.published).toEqual([next]);
  });

  it('goes on in the other one when the connection that holds the lock dies', async () => {
    const id = await leave();
    const sweeping = one.relay.sweep(0);
    await eventually(() => expect(one.published).toEqual([id]));
    await database.query(`SELECT pg_terminate_backend(pid) FROM pg_locks
      WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    other.open();

    await eventually(async () => {
      await other.relay.sweep(0);
      expect(other.published).toEqual([id]);
    });

    one.open();
    await sweeping;
    expect(await database.query('SELECT id FROM outbox')).toEqual([]);
  });
});
