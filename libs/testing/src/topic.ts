import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type EachMessagePayload } from 'kafkajs';
import { eventually } from './eventually.js';

/** A record as an ordinary client sees it, with its headers as text. */
export interface TopicMessage {
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TopicReader {
  /** Everything heard so far, in order of arrival. */
  readonly messages: readonly TopicMessage[];
  /** The first message that fits, waiting for it if need be. */
  find(fits: (message: TopicMessage) => boolean, within?: number): Promise<TopicMessage>;
  close(): Promise<void>;
}

export interface ReadOptions {
  readonly brokers: string[];
  /** Also what was written before the reader came; only what comes after it otherwise. */
  readonly fromBeginning?: boolean;
}

/** Reads a topic with plain kafkajs as a consumer group of its own; ready to hear when it returns. */
export async function readTopic(topic: string, { brokers, fromBeginning = false }: ReadOptions): Promise<TopicReader> {
  const kafka = new Kafka({ brokers, clientId: 'reader', logLevel: logLevel.NOTHING });
  const starts = fromBeginning ? new Map<number, bigint>() : await endOf(kafka, topic);
  const consumer = kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 100 });
  const messages: TopicMessage[] = [];
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async (heard) => {
      if (BigInt(heard.message.offset) >= (starts.get(heard.partition) ?? 0n)) messages.push(plain(heard));
    },
  });
  await joined;
  return {
    messages,
    find: (fits, within = 10_000) =>
      eventually(
        () => {
          const found = messages.find(fits);
          if (!found) throw new Error(`no such message among the ${messages.length} heard on ${topic}`);
          return found;
        },
        { within },
      ),
    close: () => consumer.disconnect(),
  };
}

async function endOf(kafka: Kafka, topic: string): Promise<Map<number, bigint>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    // A topic that was made a moment ago may not have a leader yet.
    const offsets = await eventually(() => admin.fetchTopicOffsets(topic));
    return new Map(offsets.map((each) => [each.partition, BigInt(each.high)]));
  } finally {
    await admin.disconnect();
  }
}

function plain({ partition, message }: EachMessagePayload): TopicMessage {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    partition,
    offset: message.offset,
    key: message.key?.toString() ?? null,
    value: message.value?.toString() ?? '',
    headers: Object.fromEntries(headers) as Record<string, string>,
  };
}
