import fc from 'fast-check';
import kafka from 'kafkajs/src/protocol/requests/index.js';
import { ByteWriter } from './byte-writer.js';
import { mendFetchResponse, readFetched } from './fetch-response.js';
import { bytesOf, type Produce } from './produce-request.js';

type Message = Produce['topicData'][number]['partitions'][number]['messages'][number];

interface Sent {
  readonly partition: number;
  readonly errorCode: number;
  readonly offset: bigint;
  readonly aborted: readonly bigint[];
  readonly records: Buffer;
  /** How much of the records: a broker sends only the beginning of the last when there is no room. */
  readonly sent: number;
}

const VERSION = 11;
const NOW_MS = 1_795_766_400_000;
const ATTRIBUTES_AT = 21;
/** With less than that behind it kafkajs finds no magic byte and fails. */
const LEAST = 17;
/** As kafkajs reads it: the mended one stands beside it. */
const exchange = kafka.requests.Fetch.protocol({ version: VERSION })({ topics: [] });
const byKafkajs = (bytes: Buffer) => exchange.response.decode(bytes);

const bytes = fc.uint8Array({ maxLength: 100 }).map((some) => Buffer.from(some));
const text = fc.string({ unit: 'grapheme', maxLength: 50 });
/** Without what every object has: kafkajs takes that for a header of before. */
const name = fc.string({ minLength: 1 }).filter((some) => !(some in Object.prototype));
const header = fc.oneof(text, bytes, fc.array(fc.oneof(text, bytes), { minLength: 1, maxLength: 3 }));
const message: fc.Arbitrary<Message> = fc.record({
  key: fc.option(fc.oneof(text, bytes)),
  value: fc.option(fc.oneof(text, bytes)),
  headers: fc.array(fc.tuple(name, header), { maxLength: 12 }).map((all) => Object.fromEntries(all)),
});

/** A batch as the broker keeps it, from this offset on. */
function batchOf(messages: Message[], firstOffset: bigint): Buffer {
  const topicData = [{ topic: 't', partitions: [{ partition: 0, messages }] }];
  const request = bytesOf({ acks: -1, timeout: 1, topicData }, NOW_MS);
  const batch = Buffer.from(request.subarray(request.length - sizeOf(request)));
  batch.writeBigInt64BE(firstOffset);
  return batch;
}

/** The length of the records stands behind the acks, the timeout, the one topic, its name, and the partition. */
const sizeOf = (request: Buffer): number => request.readInt32BE(2 + 2 + 4 + 4 + (2 + 1) + 4 + 4);

const records = fc
  .array(fc.tuple(fc.array(message, { minLength: 1, maxLength: 70 }), fc.bigInt({ min: 0n, max: 2n ** 60n })), {
    maxLength: 3,
  })
  .map((batches) => Buffer.concat(batches.map(([messages, offset]) => batchOf(messages, offset))));
const partition: fc.Arbitrary<Sent> = fc.record({
  partition: fc.nat(),
  errorCode: fc.integer({ min: -1, max: 100 }),
  offset: fc.bigInt({ min: -1n, max: 2n ** 60n }),
  aborted: fc.array(fc.bigInt({ min: 0n, max: 2n ** 60n }), { maxLength: 2 }),
  records,
  sent: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
});
const answer = fc.array(fc.tuple(fc.string(), fc.array(partition, { maxLength: 3 })), { maxLength: 3 });

function written(topics: readonly [string, readonly Sent[]][]): Buffer {
  const writer = new ByteWriter();
  writer.int32(7);
  writer.int16(0);
  writer.int32(4_711);
  writer.int32(topics.length);
  for (const [topic, partitions] of topics) {
    writer.string(topic);
    writer.int32(partitions.length);
    for (const one of partitions) {
      writer.int32(one.partition);
      writer.int16(one.errorCode);
      for (let i = 0; i < 3; i++) writer.int64(one.offset);
      writer.int32(one.aborted.length === 0 ? -1 : one.aborted.length);
      for (const id of one.aborted) [id, one.offset].forEach((value) => writer.int64(value));
      writer.int32(-1);
      writer.sized(() => {
        const sent = one.records.subarray(0, Math.max(LEAST, Math.ceil(one.records.length * one.sent)));
        for (const byte of new Int8Array(sent)) writer.int8(byte);
      });
    }
  }
  return Buffer.from(writer.bytes);
}

function oneBatch(change: (batch: Buffer) => void): Buffer {
  const batch = batchOf([{ key: 'k', value: 'v', headers: { a: '1' } }], 5n);
  change(batch);
  return written([['t', [{ partition: 0, errorCode: 0, offset: 9n, aborted: [], records: batch, sent: 1 }]]]);
}

describe('the answer to a fetch', () => {
  it('is read as kafkajs reads it', async () => {
    const same = fc.asyncProperty(answer, async (topics) => {
      const sent = written(topics);
      expect(readFetched(sent)).toEqual(await byKafkajs(sent));
    });
    await fc.assert(same, { numRuns: 200 });
  });

  it.each([
    ['compressed', (batch: Buffer) => batch.writeInt16BE(1, ATTRIBUTES_AT)],
    ['with times of the broker', (batch: Buffer) => batch.writeInt16BE(0x8, ATTRIBUTES_AT)],
    ['of a transaction', (batch: Buffer) => batch.writeInt16BE(0x10, ATTRIBUTES_AT)],
    ['about a transaction', (batch: Buffer) => batch.writeInt16BE(0x20, ATTRIBUTES_AT)],
    ['of an old form', (batch: Buffer) => batch.writeInt8(1, 16)],
  ])('is left to kafkajs when records are %s', (_, change) => {
    expect(readFetched(oneBatch(() => undefined))).toBeDefined();
    expect(readFetched(oneBatch(change))).toBeUndefined();
  });

  it('has headers of any name', () => {
    const headers = Object.fromEntries([['__proto__', '1'], ['constructor', '2']]);
    const batch = batchOf([{ value: 'v', headers }], 0n);
    const sent = written([['t', [{ partition: 0, errorCode: 0, offset: 1n, aborted: [], records: batch, sent: 1 }]]]);
    const read = readFetched(sent)?.responses[0]?.partitions[0]?.messages[0]?.headers;
    expect(Object.entries(read ?? {}).map(([of, value]) => [of, String(value)])).toEqual(Object.entries(headers));
  });

  it('is left to kafkajs in other versions, and mended in this one', async () => {
    mendFetchResponse();
    const sent = oneBatch((batch) => batch.writeInt16BE(0x8, ATTRIBUTES_AT));
    const mended = kafka.requests.Fetch.protocol({ version: VERSION })({ topics: [] });
    expect(await mended.response.decode(sent)).toEqual(await byKafkajs(sent));
    const older = kafka.requests.Fetch.protocol({ version: 4 })({ topics: [] });
    expect(older.response.decode).not.toBe(mended.response.decode);
  });
});
