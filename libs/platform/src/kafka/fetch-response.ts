import type { IHeaders, KafkaMessage } from 'kafkajs';
import requestsOfKafka from 'kafkajs/src/protocol/requests/index.js';
import { ByteReader } from './byte-reader.js';
import { mendProtocol } from './protocol.js';

/** The answer to a fetch, as kafkajs decodes it. */
export interface FetchResponse {
  readonly throttleTime: number;
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly Partition[] }[];
}

interface Partition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[];
  readonly preferredReadReplica: number;
  readonly messages: readonly KafkaMessage[];
}

/** What all records of a batch share. */
interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly [more: string]: unknown;
}

/** The one version of the answer that is read here: the highest that kafkajs speaks. */
const VERSION = 11;
const MAGIC = 2;
/** Where the magic byte stands in the records of a partition. */
const MAGIC_AT = 16;
/** The least that a batch has behind it, as kafkajs counts it. */
const BATCH_OVERHEAD = 49;
/** Compressed, with the time of the broker, part of a transaction, or about one. */
const OUT_OF_THE_ORDINARY = 0b111111;

class NotOrdinary extends Error {}

/**
 * Reads fetched records in one pass. kafkajs 2.2.4, which has no later release, copies the headers of a record anew for
 * each of them, and counts offsets and times in objects: 17 µs of CPU a record. What is out of the ordinary
 * (compression, transactions, other versions) it still reads itself.
 */
export function mendFetchResponse(): void {
  mendProtocol(requestsOfKafka.requests.Fetch, (exchange) => {
    if (exchange.request.apiVersion !== VERSION) return exchange;
    const { decode, parse } = exchange.response;
    return { ...exchange, response: { parse, decode: async (bytes) => readFetched(bytes) ?? decode(bytes) } };
  });
}

/** The answer in these bytes; undefined when something in it is out of the ordinary. */
export function readFetched(bytes: Buffer): FetchResponse | undefined {
  try {
    return readResponse(new ByteReader(bytes));
  } catch (error) {
    if (error instanceof NotOrdinary) return undefined;
    throw error;
  }
}

/** https://kafka.apache.org/protocol#The_Messages_Fetch */
function readResponse(reader: ByteReader): FetchResponse {
  return {
    // It was not throttled by the broker, which asks the client to throttle itself.
    throttleTime: 0,
    clientSideThrottleTime: reader.int32(),
    errorCode: reader.int16(),
    sessionId: reader.int32(),
    responses: readArray(reader, () => ({
      topicName: reader.string(),
      partitions: readArray(reader, () => readPartition(reader)),
    })),
  };
}

function readPartition(reader: ByteReader): Partition {
  return {
    partition: reader.int32(),
    errorCode: reader.int16(),
    highWatermark: String(reader.int64()),
    lastStableOffset: String(reader.int64()),
    lastStartOffset: String(reader.int64()),
    abortedTransactions: readArray(reader, () => ({
      producerId: String(reader.int64()),
      firstOffset: String(reader.int64()),
    })),
    preferredReadReplica: reader.int32(),
    messages: readRecords(reader),
  };
}

function readArray<T>(reader: ByteReader, read: () => T): T[] {
  return Array.from({ length: Math.max(0, reader.int32()) }, read);
}

function readRecords(reader: ByteReader): KafkaMessage[] {
  const size = reader.int32();
  if (size <= 0 || reader.left < size) return [];
  const bytes = reader.bytes(size);
  if (bytes[MAGIC_AT] !== MAGIC) throw new NotOrdinary();
  const batches = new ByteReader(bytes);
  const messages: KafkaMessage[] = [];
  while (batches.left >= BATCH_OVERHEAD && readBatch(batches, messages));
  return messages;
}

/** https://kafka.apache.org/documentation/#recordbatch; false when only its beginning was sent. */
function readBatch(batches: ByteReader, into: KafkaMessage[]): boolean {
  const firstOffset = batches.int64();
  const length = batches.int32();
  if (batches.left < length) return false;
  const reader = new ByteReader(batches.bytes(length));
  const partitionLeaderEpoch = reader.int32();
  const magicByte = reader.int8();
  reader.int32(); // the checksum, which kafkajs does not look at either: TCP has its own
  if ((reader.int16() & OUT_OF_THE_ORDINARY) !== 0) throw new NotOrdinary();
  const lastOffsetDelta = reader.int32();
  const firstTimestamp = reader.int64();
  const context = {
    firstOffset: String(firstOffset),
    firstTimestamp: String(firstTimestamp),
    partitionLeaderEpoch,
    inTransaction: false,
    isControlBatch: false,
    lastOffsetDelta,
    maxTimestamp: String(reader.int64()),
    producerId: String(reader.int64()),
    producerEpoch: reader.int16(),
    firstSequence: reader.int32(),
    timestampType: 0,
    magicByte,
  };
  for (let count = reader.int32(); count > 0; count--)
    into.push(readRecord(reader, firstOffset, firstTimestamp, context));
  return true;
}

/** https://kafka.apache.org/documentation/#record */
function readRecord(
  reader: ByteReader,
  firstOffset: bigint,
  firstTimestamp: bigint,
  batchContext: BatchContext,
): KafkaMessage {
  reader.varint(); // its length
  const attributes = reader.int8();
  const timestamp = String(firstTimestamp + BigInt(reader.varint()));
  const offset = String(firstOffset + BigInt(reader.varint()));
  const record = { attributes, timestamp, offset, key: reader.varBytes(), value: reader.varBytes() };
  const headers = readHeaders(reader);
  return { ...record, headers, magicByte: MAGIC, isControlRecord: false, batchContext } as unknown as KafkaMessage;
}

/** By their names; those of one name as a list. */
function readHeaders(reader: ByteReader): IHeaders {
  // Without a prototype, so that any name is only a name.
  const headers = Object.create(null) as IHeaders;
  for (let count = reader.varint(); count > 0; count--) {
    const name = reader.varString();
    const value = reader.varBytes() as Buffer;
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else headers[name] = Array.isArray(before) ? [...before, value] : [before as Buffer, value];
  }
  return headers;
}
