import { messages, type MessageData, type MessageType } from '@florin/contracts';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { newId } from '../database/index.js';
import { currentTraceparent } from '../telemetry/index.js';

/** A message that waits in the outbox; the value of its Kafka record is the payload alone. */
export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly payload: string;
  readonly tenant: string;
  /** The id of the message that this one answers. */
  readonly causation: string | null;
  readonly traceparent: string | null;
}

/** A message as a handler gets it: it has followed its schema. */
export interface Heard<T extends MessageType = MessageType> {
  readonly id: string;
  readonly type: T;
  readonly data: MessageData<T>;
  readonly tenant: string;
  readonly key: string;
  readonly time: string;
  readonly causation: string | null;
  readonly traceparent: string | null;
}

export interface About {
  /** The Kafka key; the message table says which id it is. */
  readonly key: string;
  readonly tenant: string;
  readonly causation?: string | null;
  /** The trace it belongs to; the current one when absent. */
  readonly traceparent?: string | null;
}

/** Makes the outbox row of a message. */
export function outgoing<T extends MessageType>(type: T, data: MessageData<T>, about: About): OutboxRow {
  return {
    id: newId(),
    topic: messages[type].topic,
    key: about.key,
    type,
    payload: JSON.stringify(data),
    tenant: about.tenant,
    causation: about.causation ?? null,
    traceparent: about.traceparent ?? currentTraceparent() ?? null,
  };
}

/** The Kafka record of a row: CloudEvents 1.0 in binary mode. A row that is published again keeps its id. */
export function recordOf(row: OutboxRow, source: string, time: string): Message {
  const headers: IHeaders = {
    ce_specversion: '1.0',
    ce_id: row.id,
    ce_type: row.type,
    ce_source: source,
    ce_time: time,
    ce_tenantid: row.tenant,
    'content-type': 'application/json',
  };
  if (row.causation !== null) headers.ce_causationid = row.causation;
  if (row.traceparent !== null) {
    headers.traceparent = row.traceparent;
    headers.ce_traceparent = row.traceparent;
  }
  return { key: row.key, value: row.payload, headers };
}

/** One header as text; kafkajs gives buffers, and lists where a header stands twice. */
export function headerOf(message: Pick<KafkaMessage, 'headers'>, name: string): string | undefined {
  const value = message.headers?.[name];
  return (Array.isArray(value) ? value[0] : value)?.toString();
}
