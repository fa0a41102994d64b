import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { eventually, readTopic, testKafkaBrokers } from '@florin/testing';
import { lettersCommand } from './command.ts';

const brokers = testKafkaBrokers();
const topic = `letters-${randomUUID()}`;

describe('the dead letters', () => {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer();
  const ids = [randomUUID(), randomUUID()];

  const say = async (...args: string[]): Promise<string> => {
    const lines: string[] = [];
    await lettersCommand(brokers, args, (line) => lines.push(line));
    return lines.join('\n');
  };

  beforeAll(async () => {
    await Promise.all([admin.connect(), producer.connect()]);
    const topics = [topic, `${topic}.dlq`].map((name) => ({ topic: name, numPartitions: 2 }));
    await admin.createTopics({ topics, waitForLeaders: true });
    const headers = { ce_type: 'account.post-transfer.v1', reason: 'poison', service: 'account', attempts: '1' };
    const messages = ids.map((id, i) => ({ key: `key-${i}`, value: `{"n":${i}}`, headers: { ...headers, ce_id: id } }));
    await producer.send({ topic: `${topic}.dlq`, messages });
  }, 30_000);

  afterAll(async () => {
    await admin.deleteTopics({ topics: [topic, `${topic}.dlq`] });
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  });

  it('are counted by topic, and told with their reason', async () => {
    expect(await say()).toContain(`2  ${topic}.dlq`);
    const told = await say('show', topic, ids[1]!);
    expect(told).toContain('poison');
    expect(told).toContain(ids[1]);
    expect(told).not.toContain(ids[0]);
    await expect(say('show', 'nothing')).rejects.toThrow('Name one of');
    await expect(say('show', topic, randomUUID())).rejects.toThrow('No letter');
    await expect(say('burn')).rejects.toThrow('npm run letters');
  }, 60_000);

  it('are sent again as they came, under the same id, and then are gone', async () => {
    const reader = await readTopic(topic, { brokers, fromBeginning: true });
    expect(await say('replay', topic)).toContain('2 letters were sent again');
    await eventually(() => expect(reader.messages).toHaveLength(2), { within: 15_000 });
    const heard = [...reader.messages].sort((one, other) => (one.key! < other.key! ? -1 : 1));
    await reader.close();
    expect(heard.map(({ key, value, headers }) => ({ key, value, headers }))).toEqual(
      ids.map((id, i) => ({
        key: `key-${i}`,
        value: `{"n":${i}}`,
        headers: { ce_type: 'account.post-transfer.v1', ce_id: id, attempts: '1' },
      })),
    );
    expect(await say()).not.toContain(topic);
    expect(await say('replay', topic)).toContain('nothing to send again');
  }, 60_000);
});
