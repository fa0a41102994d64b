import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Admin, type KafkaMessage, type Producer } from 'kafkajs';

/** A dead letter: the message as it came, with who gave it up and why. */
export interface Letter {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly message: KafkaMessage;
}

/** What is waiting on one topic of dead letters. */
export interface Pile {
  readonly topic: string;
  readonly count: number;
}

const ENDING = '.dlq';
/** What was written on it when it was given up; how often that happened stays, and is counted further. */
const WRITTEN = ['reason', 'service'];

/** The dead letters of a bank: looks at them, and sends them again to where they were meant for. */
export class Post {
  private readonly kafka: Kafka;
  private readonly admin: Admin;
  private readonly producer: Producer;

  constructor(brokers: string[]) {
    this.kafka = new Kafka({ brokers, clientId: 'letters', logLevel: logLevel.NOTHING });
    this.admin = this.kafka.admin();
    this.producer = this.kafka.producer({ allowAutoTopicCreation: false });
  }

  async open(): Promise<void> {
    await Promise.all([this.admin.connect(), this.producer.connect()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.admin.disconnect(), this.producer.disconnect()]);
  }

  /** Every topic of dead letters, and how many lie there. */
  async piles(): Promise<Pile[]> {
    const topics = (await this.admin.listTopics()).filter((topic) => topic.endsWith(ENDING)).sort();
    return Promise.all(
      topics.map(async (topic) => {
        const ends = await this.admin.fetchTopicOffsets(topic);
        const count = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
        return { topic, count };
      }),
    );
  }

  /** The letters of a topic, in the order of their partitions. */
  async letters(topic: string): Promise<Letter[]> {
    const ends = (await this.admin.fetchTopicOffsets(topic)).filter(({ high, low }) => BigInt(high) > BigInt(low));
    const open = new Map(ends.map(({ partition, high }) => [partition, BigInt(high)]));
    if (open.size === 0) return [];
    const letters: Letter[] = [];
    const groupId = `letters-${randomUUID()}`;
    const consumer = this.kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const ended = new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      void consumer.run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          if (BigInt(message.offset) < (open.get(partition) ?? 0n)) {
            letters.push({ topic, partition, offset: message.offset, message });
          }
          if (BigInt(message.offset) + 1n >= (open.get(partition) ?? 0n)) open.delete(partition);
          if (open.size === 0) resolve();
        },
      });
    });
    try {
      await ended;
    } finally {
      await consumer.disconnect();
      await this.admin.deleteGroups([groupId]);
    }
    return letters.sort((one, other) => one.partition - other.partition || Number(one.offset) - Number(other.offset));
  }

  /** Sends letters again, each under the id that it had: whoever has done what one says will not do it twice. */
  async replay(letters: readonly Letter[]): Promise<void> {
    const byTopic = Map.groupBy(letters, ({ topic }) => topic.slice(0, -ENDING.length));
    const topicMessages = [...byTopic].map(([topic, of]) => ({ topic, messages: of.map(asItCame) }));
    await this.producer.sendBatch({ acks: -1, topicMessages });
  }

  /** Removes these letters and what lies before them in their partitions. */
  async remove(letters: readonly Letter[]): Promise<void> {
    for (const [topic, of] of Map.groupBy(letters, (letter) => letter.topic)) {
      const last = new Map(of.map(({ partition, offset }) => [partition, BigInt(offset) + 1n]));
      const partitions = [...last].map(([partition, offset]) => ({ partition, offset: String(offset) }));
      await this.admin.deleteTopicRecords({ topic, partitions });
    }
  }
}

function asItCame({ message: { key, value, headers } }: Letter): Pick<KafkaMessage, 'key' | 'value' | 'headers'> {
  const kept = Object.entries(headers ?? {}).filter(([name]) => !WRITTEN.includes(name));
  return { key, value, headers: Object.fromEntries(kept) };
}
