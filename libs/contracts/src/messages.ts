import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TopicName } from './topics.js';

interface MessageRow {
  readonly topic: TopicName;
  /** What the Kafka key is: the id whose messages stay on one partition. */
  readonly key: string;
  readonly meaning: string;
  readonly data: TSchema;
}

const id = Type.String({ format: 'uuid' });
const time = Type.String({ format: 'date-time' });
const currency = Type.String({ pattern: '^[A-Z]{3}$' });
/** Minor units as digits: JSON numbers lose precision past 2^53. */
const minor = Type.String({ pattern: '^-?[0-9]{1,30}$' });
const money = Type.Object({ amount_minor: minor, currency });
const text = (most: number) => Type.String({ minLength: 1, maxLength: most });

/** One side of a posting: a customer's account, or one of the bank's own by its purpose. */
const leg = Type.Union([
  Type.Object({ account_id: id }, { additionalProperties: false }),
  Type.Object(
    { house: Type.String({ pattern: '^(cash|fees|suspense|settlement:[a-z0-9-]{1,40})$' }) },
    { additionalProperties: false },
  ),
]);

/** Where one side ended up: the entry, its place in the account's history, and the balance behind it. */
const posted = Type.Object({
  account_id: id,
  entry_id: id,
  seq: Type.String({ pattern: '^[0-9]+$' }),
  balance_after: money,
});

const transferFact = {
  transfer_id: id,
  kind: Type.Union([Type.Literal('deposit'), Type.Literal('withdrawal'), Type.Literal('transfer')]),
  user_id: id,
  amount: money,
  from_account_id: Type.Union([id, Type.Null()]),
  to_account_id: Type.Union([id, Type.Null()]),
  description: Type.Union([text(255), Type.Null()]),
  at: time,
};

const accountFact = { account_id: id, owner_id: id, number: Type.String(), type: Type.String(), currency, at: time };
const userFact = { user_id: id, at: time };
const sessionFact = { ...userFact, session_id: id };

/**
 * Every message of the bank, one row each: the source of its TypeScript type, its check at run time, and the AsyncAPI
 * page.
 */
export const messages = {
  'account.post-transfer.v1': {
    topic: 'account.commands',
    key: "the customer's account: debited, or credited for a deposit",
    meaning: 'Post both legs of a transfer at once, or decline it. Idempotent by (transfer_id, verb).',
    data: Type.Object({
      transfer_id: id,
      verb: Type.Union([Type.Literal('post')]),
      kind: transferFact.kind,
      /** Who asked: must own the account that is debited, or credited by a deposit. */
      user_id: id,
      debit: leg,
      credit: leg,
      amount: money,
      description: transferFact.description,
      /** Only for the history that an operator loads: when it happened. Never before the account's last entry. */
      booked_at: Type.Optional(time),
    }),
  },
  'account.transfer-posted.v1': {
    topic: 'account.events',
    key: 'the transfer',
    meaning: 'Both legs are booked.',
    data: Type.Object({ transfer_id: id, verb: Type.Literal('post'), debit: posted, credit: posted, booked_at: time }),
  },
  'account.transfer-declined.v1': {
    topic: 'account.events',
    key: 'the transfer',
    meaning: 'The rules refused the transfer; no balance changed.',
    data: Type.Object({
      transfer_id: id,
      verb: Type.Literal('post'),
      reason: Type.Union([
        Type.Literal('account_not_found'),
        Type.Literal('same_account'),
        Type.Literal('account_closed'),
        Type.Literal('account_frozen'),
        Type.Literal('currency_mismatch'),
        Type.Literal('insufficient_funds'),
      ]),
      /** What could have been spent, told with insufficient_funds only. */
      available: Type.Optional(money),
      /** The declined entry on the caller's own account, where there is one. */
      entry_id: Type.Optional(id),
      decided_at: time,
    }),
  },
  'account.opened.v1': {
    topic: 'account.events',
    key: 'the account',
    meaning: 'A customer has a new account.',
    data: Type.Object(accountFact),
  },
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
    meaning: 'The transfer was refused; nothing moved.',
    data: Type.Object({ ...transferFact, reason: Type.String(), requested_at: time }),
  },
  'user.registered.v1': {
    topic: 'auth.events',
    key: 'the user',
    meaning: 'A person has a login.',
    data: Type.Object({ ...userFact, customer_oid: id, roles: Type.Array(Type.String()) }),
  },
  'session.started.v1': {
    topic: 'auth.events',
    key: 'the user',
    meaning: 'Somebody logged in.',
    data: Type.Object({ ...sessionFact, ip: Type.Union([Type.String(), Type.Null()]) }),
  },
  'session.ended.v1': {
    topic: 'auth.events',
    key: 'the user',
    meaning: 'A session is over: its access and refresh tokens are dead.',
    data: Type.Object({ ...sessionFact, reason: Type.String() }),
  },
  'login.failed.v1': {
    topic: 'auth.events',
    key: 'the user',
    meaning: 'A login of a known user was refused.',
    data: Type.Object({ ...userFact, reason: Type.String(), ip: Type.Union([Type.String(), Type.Null()]) }),
  },
  'refresh.reused.v1': {
    topic: 'auth.events',
    key: 'the user',
    meaning: 'A refresh token came a second time: its whole family was revoked.',
    data: Type.Object(sessionFact),
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
