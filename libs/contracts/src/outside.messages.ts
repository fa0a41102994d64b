import { Type } from 'typebox';
import { description, id, kind, money, text, time, type MessageRow } from './field.js';

const iban = Type.String({ pattern: '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$' });
/** Another bank, by the name of its settlement account. */
const bank = Type.String({ pattern: '^[a-z0-9-]{1,40}$' });
const party = Type.Object({ iban, name: text(140) });
/** How the other bank calls the payment. */
const reference = text(140);
const payment = { topic: 'bank.events', key: 'the transfer' } as const;
const question = { topic: 'bank.commands', key: 'the transfer' } as const;

/** What is asked of the world outside and of the fraud desk, and what they answer. */
export const outsideMessages = {
  'bank.submit-payment.v1': {
    ...question,
    meaning: 'Pay somebody at another bank, or tell how the payment stands. The other bank treats a repeat as one.',
    data: Type.Object({
      transfer_id: id,
      bank,
      from_account_id: id,
      creditor: party,
      amount: money,
      description,
    }),
  },
  'bank.withdraw-payment.v1': {
    ...question,
    meaning: 'Forget the payment, unless the other bank was asked for it already.',
    data: Type.Object({ transfer_id: id, bank }),
  },
  'bank.note-booking.v1': {
    ...question,
    meaning: 'Something was booked on our settlement account: it must stand in the statement of the other bank too.',
    data: Type.Object({
      transfer_id: id,
      bank,
      /** How the other bank calls it: the transfer, or for money that came its own payment. */
      payment_id: id,
      what: Type.Union([Type.Literal('payment'), Type.Literal('return'), Type.Literal('incoming')]),
      amount: money,
      at: time,
    }),
  },
  'bank.payment-accepted.v1': {
    ...payment,
    meaning: 'The other bank has taken the order, and will settle it or not.',
    data: Type.Object({ transfer_id: id, reference, at: time }),
  },
  'bank.payment-settled.v1': {
    ...payment,
    meaning: 'The other bank has the money.',
    data: Type.Object({ transfer_id: id, reference, at: time }),
  },
  'bank.payment-rejected.v1': {
    ...payment,
    meaning: 'The other bank does not take the payment.',
    data: Type.Object({ transfer_id: id, reason: text(255), at: time }),
  },
  'bank.payment-returned.v1': {
    ...payment,
    meaning: 'The other bank gives the money back, now or long after it took it.',
    data: Type.Object({ transfer_id: id, reference, reason: text(255), at: time }),
  },
  'bank.payment-withdrawn.v1': {
    ...payment,
    meaning: 'The answer to a withdrawal: nobody was asked and nobody will be, or the other bank knew already.',
    data: Type.Object({
      transfer_id: id,
      outcome: Type.Union([Type.Literal('withdrawn'), Type.Literal('already_asked')]),
      at: time,
    }),
  },
  'bank.payment-received.v1': {
    topic: 'bank.events',
    key: 'the payment',
    meaning: 'Somebody at another bank has paid one of our accounts.',
    data: Type.Object({ payment_id: id, bank, iban, debtor: party, amount: money, description, at: time }),
  },
  'bank.portfolio-synced.v1': {
    topic: 'bank.events',
    key: 'the user',
    meaning: 'A customer is linked at the outside bank.',
    data: Type.Object({ user_id: id, customer_oid: id, at: time }),
  },
  'fraud.screen-transfer.v1': {
    topic: 'fraud.commands',
    key: 'the transfer',
    meaning: 'Say whether the transfer may go on. Its amount is held.',
    data: Type.Object({
      transfer_id: id,
      kind,
      user_id: id,
      from_account_id: id,
      to_account_id: Type.Union([id, Type.Null()]),
      creditor: Type.Union([party, Type.Null()]),
      amount: money,
      description,
      requested_at: time,
    }),
  },
  'fraud.transfer-cleared.v1': {
    topic: 'fraud.events',
    key: 'the transfer',
    meaning: 'The transfer may go on.',
    data: Type.Object({ transfer_id: id, at: time }),
  },
  'fraud.transfer-refused.v1': {
    topic: 'fraud.events',
    key: 'the transfer',
    meaning: 'The transfer must not go on; what is held goes back.',
    data: Type.Object({ transfer_id: id, reason: text(255), at: time }),
  },
} as const satisfies Record<string, MessageRow>;
