import { crc32c } from '@node-rs/crc32';
import type { IHeaders, Message } from 'kafkajs';
import requestsOfKafka from 'kafkajs/src/protocol/requests/index.js';
import { ByteWriter } from './byte-writer.js';
import { mendProtocol } from './protocol.js';

/** What kafkajs tells its protocol of one request. */
export interface Produce {
  readonly acks: number;
  readonly timeout: number;
  readonly compression?: number;
  readonly transactionalId?: string | null;
  readonly producerId?: unknown;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly Message[] }[];
  }[];
}

/** The versions of the request that carry records in this form. */
const VERSIONS = { first: 3, last: 7 };
const NO_TRANSACTION = -1;
const NO_PRODUCER = -1n;
const MAGIC = 2;

type HeaderValues = IHeaders[string];

/**
 * Writes produce requests into one buffer. kafkajs 2.2.4, which has no later release, makes a buffer of half a kilobyte
 * for every header of every record, and an array for every length: a quarter of the CPU of bulk transfers. What is out
 * of the ordinary (compression, transactions, times of one's own) it still writes itself.
 */
export function mendProduceRequest(): void {
  mendProtocol(requestsOfKafka.requests.Produce, (exchange, asked) => {
    const { apiVersion } = exchange.request;
    if (apiVersion < VERSIONS.first || apiVersion > VERSIONS.last || !isPlain(asked)) return exchange;
    const encode = async () => {
      const bytes = bytesOf(asked, Date.now());
      return { buf: bytes, buffer: bytes, size: () => bytes.length };
    };
    return { ...exchange, request: { ...exchange.request, encode } };
  });
}

function isPlain({ compression, transactionalId, producerId, topicData }: Produce): boolean {
  if (compression || transactionalId || (producerId !== undefined && String(producerId) !== String(NO_PRODUCER)))
    return false;
  return topicData.every(({ partitions }) =>
    partitions.every(({ messages }) => messages.every(({ timestamp }) => timestamp === undefined)),
  );
}

/** The bytes of a request: https://kafka.apache.org/protocol#The_Messages_Produce */
export function bytesOf({ acks, timeout, topicData }: Produce, nowMs: number): Buffer {
  const writer = new ByteWriter();
  writer.int16(NO_TRANSACTION);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topicData.length);
  for (const { topic, partitions } of topicData) {
    writer.string(topic);
    writer.int32(partitions.length);
    for (const { partition, messages } of partitions) {
      writer.int32(partition);
      writer.sized(() => writeBatch(writer, messages, BigInt(nowMs)));
    }
  }
  return writer.bytes;
}

/** https://kafka.apache.org/documentation/#recordbatch */
function writeBatch(writer: ByteWriter, messages: readonly Message[], now: bigint): void {
  writer.int64(0n); // the first offset: the broker's business, as the epoch of the partition's leader
  writer.sized(() => {
    writer.int32(0);
    writer.int8(MAGIC);
    writer.checked(crc32c, () => {
      writer.int16(0); // attributes
      writer.int32(messages.length - 1);
      writer.int64(now);
      writer.int64(now);
      writer.int64(NO_PRODUCER);
      writer.int16(0); // its epoch
      writer.int32(0); // its first sequence
      writer.int32(messages.length);
      messages.forEach((message, offset) => writer.varSized(() => writeRecord(writer, message, offset)));
    });
  });
}

/** https://kafka.apache.org/documentation/#record */
function writeRecord(writer: ByteWriter, { key, value, headers = {} }: Message, offset: number): void {
  writer.int8(0); // attributes
  writer.varint(0); // behind the time of the first
  writer.varint(offset);
  writer.varBytes(key);
  writer.varBytes(value);
  let count = 0;
  for (const name in headers) count += countOf(headers[name]);
  writer.varint(count);
  for (const name in headers) writeHeader(writer, name, headers[name]);
}

const countOf = (values: HeaderValues): number => (Array.isArray(values) ? values.length : 1);

function writeHeader(writer: ByteWriter, name: string, values: HeaderValues): void {
  if (Array.isArray(values)) {
    for (const one of values) writeHeader(writer, name, one);
  } else {
    writer.varBytes(name);
    writer.varBytes(values);
  }
}
