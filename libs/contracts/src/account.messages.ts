import { Type } from 'typebox';
import { currency, description, id, kind, money, text, time, type MessageRow } from './field.js';

/** One side of a posting: a customer's account, or one of the bank's own by its purpose. */
const customerLeg = Type.Object({ account_id: id }, { additionalProperties: false });
const houseLeg = Type.Object(
  { house: Type.String({ pattern: '^(cash|fees|suspense|settlement:[a-z0-9-]{1,40})$' }) },
  { additionalProperties: false },
);
const leg = Type.Union([customerLeg, houseLeg]);

/** Where one side ended up: the entry, its place in the account's history, and the balance behind it. */
const posted = Type.Object({
  account_id: id,
  entry_id: id,
  seq: Type.String({ pattern: '^[0-9]+$' }),
  balance_after: money,
});

/** Who is on the other side at another bank, as the customer reads it in the history. */
const counterparty = Type.Optional(
  Type.Object(
    { name: Type.Union([text(140), Type.Null()]), iban: Type.Union([text(34), Type.Null()]) },
    { additionalProperties: false },
  ),
);

/** What reserving, capturing and releasing say alike: all three name the whole transfer. */
const hold = {
  transfer_id: id,
  kind,
  user_id: id,
  debit: customerLeg,
  /** Another customer, or for money that goes to another bank `settlement:<bank>`. */
  credit: leg,
  amount: money,
  description,
  counterparty,
};

const refusal = [
  Type.Literal('account_not_found'),
  Type.Literal('same_account'),
  Type.Literal('account_closed'),
  Type.Literal('account_frozen'),
  Type.Literal('card_not_found'),
  Type.Literal('card_not_usable'),
  Type.Literal('currency_mismatch'),
  Type.Literal('insufficient_funds'),
] as const;

const declined = {
  /** What could have been spent, told with insufficient_funds only. */
  available: Type.Optional(money),
  /** The declined entry on the caller's own account, where there is one. */
  entry_id: Type.Optional(id),
  decided_at: time,
};

const accountFact = { account_id: id, owner_id: id, number: Type.String(), type: Type.String(), currency, at: time };
/** What the office did to an account: `by` is the agent or admin. */
const officeFact = { account_id: id, owner_id: id, by: id, at: time };
/** What moves money and holds it, and what the account service answers. */
export const accountMessages = {
  'account.post-transfer.v1': {
    topic: 'account.commands',
    key: "the customer's account: debited, or credited for a deposit",
    meaning: 'Post both legs of a transfer at once, or decline it. Idempotent by (transfer_id, verb).',
    data: Type.Object({
      transfer_id: id,
      verb: Type.Union([Type.Literal('post')]),
      kind,
      /** Who asked: must own the account that is debited, or credited by a deposit. */
      user_id: id,
      debit: leg,
      credit: leg,
      amount: money,
      description,
      counterparty,
      /** The card that a purchase is paid with: a live one of the debited account. */
      card_id: Type.Optional(id),
      /** With the bank's authority nobody's ownership is asked and no freeze refuses; funds must still suffice. */
      authority: Type.Optional(Type.Union([Type.Literal('customer'), Type.Literal('bank')])),
      /** Where it goes when the account that is credited cannot take it: closed, unknown, another currency. */
      credit_else: Type.Optional(houseLeg),
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
      reason: Type.Union([...refusal]),
      ...declined,
    }),
  },
  'account.reserve-funds.v1': {
    topic: 'account.commands',
    key: "the customer's account that is debited",
    meaning: 'Hold the amount, or decline it, by the same rules as a posting. Idempotent by (transfer_id, verb).',
    data: Type.Object({ ...hold, verb: Type.Literal('reserve') }),
  },
  'account.capture-funds.v1': {
    topic: 'account.commands',
    key: "the customer's account that is debited",
    meaning: 'Post what is held. Ignores a freeze; a closed destination refuses it.',
    data: Type.Object({ ...hold, verb: Type.Literal('capture') }),
  },
  'account.release-funds.v1': {
    topic: 'account.commands',
    key: "the customer's account that is debited",
    meaning: 'Give back what is held. Before the reservation has come, it makes sure that none will be granted.',
    data: Type.Object({ ...hold, verb: Type.Literal('release') }),
  },
  'account.funds-reserved.v1': {
    topic: 'account.events',
    key: 'the transfer',
    meaning: 'The amount is held: it is no longer available, and still in the balance.',
    data: Type.Object({
      transfer_id: id,
      verb: Type.Literal('reserve'),
      hold_id: id,
      account_id: id,
      amount: money,
      /** What can be spent beside the hold. */
      available: money,
      decided_at: time,
    }),
  },
  'account.funds-declined.v1': {
    topic: 'account.events',
    key: 'the transfer',
    meaning: 'The rules refused to hold the amount; `released` when the release came before the reservation.',
    data: Type.Object({
      transfer_id: id,
      verb: Type.Literal('reserve'),
      reason: Type.Union([...refusal, Type.Literal('released')]),
      ...declined,
    }),
  },
  'account.funds-captured.v1': {
    topic: 'account.events',
    key: 'the transfer',
    meaning: 'What was held is booked on both sides.',
    data: Type.Object({
      transfer_id: id,
      verb: Type.Literal('capture'),
      debit: posted,
      credit: posted,
      booked_at: time,
    }),
  },
  'account.capture-refused.v1': {
    topic: 'account.events',
    key: 'the transfer',
    meaning: 'Nothing is booked: the destination closed meanwhile (the hold stays), or nothing is held.',
    data: Type.Object({
      transfer_id: id,
      verb: Type.Literal('capture'),
      reason: Type.Union([Type.Literal('account_closed'), Type.Literal('not_reserved'), Type.Literal('released')]),
      decided_at: time,
    }),
  },
  'account.funds-released.v1': {
    topic: 'account.events',
    key: 'the transfer',
    meaning: 'Nothing is held for the transfer, and nothing ever will be.',
    data: Type.Object({ transfer_id: id, verb: Type.Literal('release'), decided_at: time }),
  },
  'account.release-refused.v1': {
    topic: 'account.events',
    key: 'the transfer',
    meaning: 'The money was captured before: there is nothing to give back.',
    data: Type.Object({
      transfer_id: id,
      verb: Type.Literal('release'),
      reason: Type.Literal('captured'),
      decided_at: time,
    }),
  },
  'account.opened.v1': {
    topic: 'account.events',
    key: 'the account',
    meaning: 'A customer has a new account.',
    data: Type.Object(accountFact),
  },
  'account.frozen.v1': {
    topic: 'account.events',
    key: 'the account',
    meaning: "The office froze a customer's account: it pays nothing more, and still takes credits.",
    data: Type.Object({ ...officeFact, reason: text(255) }),
  },
  'account.unfrozen.v1': {
    topic: 'account.events',
    key: 'the account',
    meaning: 'The office lifted the freeze.',
    data: Type.Object(officeFact),
  },
  'account.closed.v1': {
    topic: 'account.events',
    key: 'the account',
    meaning: 'The customer closed the account: it was empty, and takes no money any more.',
    data: Type.Object(accountFact),
  },
} as const satisfies Record<string, MessageRow>;
