import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { accountMessages } from './account.messages.js';
import { auditMessages } from './audit.messages.js';
import { authMessages } from './auth.messages.js';
import { cardMessages } from './card.messages.js';
import { description, id, kind, money, time, type MessageRow } from './field.js';
import { outsideMessages } from './outside.messages.js';

const transferFact = {
  transfer_id: id,
  kind,
  user_id: id,
  amount: money,
  from_account_id: Type.Union([id, Type.Null()]),
  to_account_id: Type.Union([id, Type.Null()]),
  description,
  at: time,
};

/**
 * Every message of the bank, one row each: the source of its TypeScript type, its check at run time, and the AsyncAPI
 * page.
 */
export const messages = {
  ...accountMessages,
  ...auditMessages,
  ...authMessages,
  ...cardMessages,
  ...outsideMessages,
  'transfer.requested.v1': {
    topic: 'transaction.events',
    key: "the customer's account",
    meaning: 'A transfer was accepted and will be decided.',
    data: Type.Object(transferFact),
  },
  'transfer.completed.v1': {
    topic: 'transaction.events',
    key: "the customer's account",
    meaning: 'The money has moved.',
    data: Type.Object({
      ...transferFact,
      debit_entry_id: id,
      credit_entry_id: id,
      requested_at: time,
    }),
  },
  'transfer.declined.v1': {
    topic: 'transaction.events',
    key: "the customer's account",
    meaning: 'The transfer was refused, or cancelled before it moved anything (reason `cancelled`).',
    data: Type.Object({ ...transferFact, reason: Type.String(), requested_at: time }),
  },
  'transfer.in-review.v1': {
    topic: 'transaction.events',
    key: "the customer's account",
    meaning: 'The amount is held, and somebody looks at the transfer before it goes on.',
    data: Type.Object({ ...transferFact, requested_at: time }),
  },
  'transfer.returned.v1': {
    topic: 'transaction.events',
    key: "the customer's account",
    meaning: 'The other bank gave the money back, and the customer has it again.',
    data: Type.Object({ ...transferFact, requested_at: time }),
  },
} as const satisfies Record<string, MessageRow>;

export type MessageType = keyof typeof messages;
export type MessageData<T extends MessageType> = Static<(typeof messages)[T]['data']>;

const compiled = new Map<string, ReturnType<typeof Compile>>();

/** Whether a text names a message that this version of the bank knows. */
export function isMessageType(type: string): type is MessageType {
  return Object.hasOwn(messages, type);
}

/** What is wrong with the data of a message, as one line per fault; empty when nothing is. */
export function faultsOf(type: MessageType, data: unknown): string[] {
  let validator = compiled.get(type);
  if (!validator) compiled.set(type, (validator = Compile(messages[type].data as TSchema)));
  if (validator.Check(data)) return [];
  return [...validator.Errors(data)].map((fault) => `${fault.instancePath || '/'} ${fault.message}`);
}
