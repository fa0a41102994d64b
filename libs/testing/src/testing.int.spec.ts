import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import pg from 'pg';
import { testKafkaBrokers } from './config.js';
import { freshDatabase } from './database.js';
import { readTopic } from './topic.js';

describe('a fresh database (real PostgreSQL)', () => {
  it('is told as four addresses of a database that nobody else has, and is gone after drop', async () => {
    const one = freshDatabase('account');
    const other = freshDatabase('account');
    expect(one.name).not.toBe(other.name);
    expect([one.ownerUrl, one.readerUrl, one.engineUrl].map((url) => new URL(url).username)).toEqual([
      'account_owner',
      'account_reader',
      'account_engine',
    ]);
    const admin = new pg.Client({ connectionString: one.adminUrl });
    await admin.connect();
    try {
      await admin.query(`CREATE DATABASE ${one.name}`);
      expect(await one.query('SELECT current_database() AS name')).toEqual([{ name: one.name }]);
      await one.drop();
      expect((await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [one.name])).rowCount).toBe(0);
    } finally {
      await admin.end();
    }
  });
});

describe('a topic reader (real Kafka)', () => {
  const kafka = new Kafka({ brokers: testKafkaBrokers(), clientId: 'spec', logLevel: logLevel.NOTHING });
  const topic = `reader.${randomUUID()}`;
  const admin = kafka.admin();
  let producer: Producer;

  beforeAll(async () => {
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: true });
    producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.send({ topic, messages: [{ key: 'a', value: 'before' }] });
  });

  afterAll(async () => {
    await producer.disconnect();
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  });

  it('hears what comes after it, with headers as text, and nothing from before', async () => {
    const reader = await readTopic(topic, { brokers: testKafkaBrokers() });
    try {
      await producer.send({ topic, messages: [{ key: 'b', value: 'after', headers: { ce_id: '1' } }] });
      const message = await reader.find(({ value }) => value === 'after');
      expect(message).toMatchObject({ key: 'b', headers: { ce_id: '1' } });
      expect(reader.messages.map(({ value }) => value)).toEqual(['after']);
    } finally {
      await reader.close();
    }
  });

  it('hears all of it when asked to', async () => {
    const reader = await readTopic(topic, { brokers: testKafkaBrokers(), fromBeginning: true });
    try {
      await expect(reader.find(({ value }) => value === 'before')).resolves.toMatchObject({ key: 'a' });
    } finally {
      await reader.close();
    }
  });
});
