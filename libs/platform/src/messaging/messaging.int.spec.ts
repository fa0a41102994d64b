import { Controller, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { randomUUID } from 'node:crypto';
import { eventually, freshDatabase, readTopic, testKafkaBrokers, type FreshDatabase } from '@florin/testing';
import { Database, inTransaction, migrate } from '../database/index.js';
import { KafkaLink } from '../kafka/index.js';
import {
  addToOutbox,
  BatchPattern,
  BatchServer,
  freshOnly,
  outgoing,
  Relay,
  type Heard,
  type OutboxRow,
} from './index.js';
import { MessagingTables1795460000000 } from './messaging.builder.js';

const TENANT = '01900000-0000-7000-8000-000000000001';

/** Does what a service does: remembers the message and has its effect in one transaction. */
@Controller()
class EffectConsumer {
  readonly batches: number[] = [];
  constructor(private readonly database: Database) {}

  @BatchPattern('account.post-transfer.v1')
  async hear(messages: Heard<'account.post-transfer.v1'>[]): Promise<void> {
    const ours = messages.filter((message) => message.data.description?.startsWith(run));
    if (ours.length > 0) this.batches.push(ours.length);
    await inTransaction(this.database.pool, async (tx) => {
      const fresh = await freshOnly(
        tx,
        ours.map((message) => message.id),
      );
      for (const { id, data } of ours) {
        if (!fresh.has(id)) continue;
        // The note of the poison is refused by the database, as a row that is the fault would be.
        await tx.query('INSERT INTO effect VALUES ($1, nullif($2, $3))', [
          data.transfer_id,
          data.description,
          `${run} poison`,
        ]);
        fresh.delete(id);
      }
    });
  }
}

class AppModule {
  static with(database: FreshDatabase): DynamicModule {
    return {
      module: AppModule,
      controllers: [EffectConsumer],
      providers: [
        { provide: Database, useFactory: () => new Database(database) },
        { provide: KafkaLink, useFactory: () => new KafkaLink({ brokers: testKafkaBrokers(), clientId: 'spec' }) },
        {
          provide: Relay,
          useFactory: (link: KafkaLink, base: Database) => new Relay(link, base),
          inject: [KafkaLink, Database],
        },
      ],
    };
  }
}

const database = freshDatabase('account');
/** The topic holds what other specs said: this run knows its own messages by it. */
const run = randomUUID();
const group = `spec-${run}`;

async function start(): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(database), new FastifyAdapter(), {
    logger: false,
  });
  const strategy = new BatchServer({
    link: app.get(KafkaLink),
    group,
    topics: ['account.commands'],
    own: ['account.commands'],
  });
  app.connectMicroservice<MicroserviceOptions>({ strategy }, { inheritAppConfig: false });
  await app.init();
  await app.startAllMicroservices();
  return app;
}

const command = (note: string, id = randomUUID()): OutboxRow =>
  outgoing(
    'account.post-transfer.v1',
    {
      transfer_id: id,
      verb: 'post',
      kind: 'transfer',
      user_id: randomUUID(),
      debit: { account_id: randomUUID() },
      credit: { house: 'cash' },
      amount: { amount_minor: '100', currency: 'USD' },
      description: `${run} ${note}`,
    },
    { key: id, tenant: TENANT },
  );

const notes = async (like: string): Promise<string[]> => {
  const rows = await database.query<{ note: string }>('SELECT note FROM effect WHERE note LIKE $1 ORDER BY note', [
    `${run} ${like}`,
  ]);
  return rows.map((row) => row.note.slice(run.length + 1));
};

describe('messages between services', () => {
  let apps: NestFastifyApplication[] = [];
  let app: NestFastifyApplication;

  const say = async (rows: OutboxRow[]): Promise<void> => {
    await inTransaction(app.get(Database).engine, (tx) => addToOutbox(tx, rows));
    app.get(Relay).push(rows);
  };

  beforeAll(async () => {
    await migrate({ ...database, migrations: [MessagingTables1795460000000] });
    apps = [(app = await start())];
  }, 30_000);

  afterAll(async () => {
    await Promise.all(apps.map((each) => each.close()));
    await database.drop();
  }, 30_000);

  it('have their effect once each, and leave the outbox empty', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => command(`once-${String(i).padStart(3, '0')}`));
    await say(rows);
    app.get(Relay).push(rows);
    await eventually(async () => expect(await notes('once-%')).toHaveLength(300), { within: 15_000 });
    await eventually(async () => expect(await database.query('SELECT id FROM outbox')).toEqual([]), { within: 10_000 });
    expect(new Set(await notes('once-%')).size).toBe(300);
  }, 30_000);

  it('have no second effect when Kafka delivers them again', async () => {
    const row = command('again');
    await say([row]);
    await eventually(async () => expect(await notes('again')).toEqual(['again']));
    await say([command('marker')]);
    const link = app.get(KafkaLink);
    const copy = {
      key: row.key,
      value: row.payload,
      headers: { ce_id: row.id, ce_type: row.type, ce_tenantid: TENANT },
    };
    await link.publish([{ topic: row.topic, messages: [copy, copy, copy] }]);
    const last = command('after-again');
    await link.publish([
      {
        topic: row.topic,
        messages: [{ ...copy, key: row.key, value: last.payload, headers: { ...copy.headers, ce_id: last.id } }],
      },
    ]);
    await eventually(async () => expect(await notes('after-again')).toHaveLength(1));
    expect(await notes('again')).toEqual(['again']);
  });

  it('go to the dead letters with the reason when broken, poison or unknown, and the rest go through', async () => {
    const letters = await readTopic('account.commands.dlq', { brokers: testKafkaBrokers() });
    const good = command('beside-poison');
    const poison = command('poison');
    const link = app.get(KafkaLink);
    const record = (row: OutboxRow, change: object = {}): object => ({
      key: 'one-partition',
      value: row.payload,
      headers: { ce_id: row.id, ce_type: row.type, ce_tenantid: TENANT },
      ...change,
    });
    const broken = command('broken');
    const unknown = command('unknown');
    await link.publish([
      {
        topic: 'account.commands',
        messages: [
          record(poison),
          record(good),
          record(broken, { value: '{"transfer_id":7}' }),
          record(unknown, { headers: { ce_id: unknown.id, ce_type: 'account.dance.v1', ce_tenantid: TENANT } }),
        ] as never,
      },
    ]);
    await eventually(async () => expect(await notes('beside-poison')).toHaveLength(1));
    const reasons = await eventually(() => {
      const found = [poison, broken, unknown].map(
        (row) => letters.messages.find((letter) => letter.headers.ce_id === row.id)?.headers.reason,
      );
      expect(found.every(Boolean)).toBe(true);
      return found;
    });
    expect(reasons).toEqual([
      expect.stringContaining('null value'),
      expect.stringContaining('schema'),
      expect.stringContaining('account.dance.v1'),
    ]);
    await letters.close();
  });

  it('are found by the sweep when the hand-over never happened', async () => {
    const row = command('swept');
    await database.query(
      `INSERT INTO outbox (id, topic, key, type, payload, tenant, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() - interval '1 minute')`,
      [row.id, row.topic, row.key, row.type, row.payload, row.tenant],
    );
    await eventually(async () => expect(await notes('swept')).toEqual(['swept']), { within: 15_000 });
  }, 20_000);

  it('lose nothing and double nothing while a second replica joins and the first leaves', async () => {
    const sent: OutboxRow[] = [];
    let going = true;
    const sender = (async () => {
      for (let i = 0; going; i++) {
        const rows = [command(`move-${i}-a`), command(`move-${i}-b`)];
        sent.push(...rows);
        await say(rows);
        await new Promise(setImmediate);
      }
    })();
    const second = await start();
    apps.push(second);
    await eventually(() => expect(second.get(EffectConsumer).batches.length).toBeGreaterThan(0), { within: 20_000 });
    going = false;
    await sender;
    const first = app;
    app = second;
    await first.close();
    apps = [second];
    await eventually(async () => expect(await notes('move-%')).toHaveLength(sent.length), { within: 20_000 });
    expect(new Set(await notes('move-%')).size).toBe(sent.length);
  }, 60_000);
});
