import { Type, type TSchema } from 'typebox';
import type { TopicName } from './topics.js';

/** One message of the bank: where it goes, what it means, and what it says. */
export interface MessageRow {
  readonly topic: TopicName;
  /** What the Kafka key is: the id whose messages stay on one partition. */
  readonly key: string;
  readonly meaning: string;
  readonly data: TSchema;
}

export const id = Type.String({ format: 'uuid' });
export const time = Type.String({ format: 'date-time' });
export const currency = Type.String({ pattern: '^[A-Z]{3}$' });
/** Minor units as digits: JSON numbers lose precision past 2^53. */
export const minor = Type.String({ pattern: '^-?[0-9]{1,30}$' });
export const money = Type.Object({ amount_minor: minor, currency });
export const text = (most: number) => Type.String({ minLength: 1, maxLength: most });

export const kind = Type.Union([
  Type.Literal('deposit'),
  Type.Literal('withdrawal'),
  Type.Literal('transfer'),
  Type.Literal('reversal'),
  Type.Literal('external'),
  Type.Literal('incoming'),
]);
export const description = Type.Union([text(255), Type.Null()]);
