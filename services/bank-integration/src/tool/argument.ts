import { Type, type TObject, type TProperties } from 'typebox';

/** The shapes of what tools are given. Money is a decimal string, so that no program between rounds it. */
const strict = <P extends TProperties>(properties: P): TObject<P> =>
  Type.Object(properties, { additionalProperties: false });

const line = (most: number, description: string) =>
  Type.String({ minLength: 1, maxLength: most, pattern: '^[^\\u0000-\\u001f\\u007f]*$', description });

const id = (description: string) => Type.String({ format: 'uuid', description });

const amount = Type.String({
  pattern: '^[0-9]+(\\.[0-9]+)?$',
  maxLength: 40,
  description: 'A decimal string like "12.50".',
});
const currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217, like "USD".' });
const idempotencyKey = Type.String({
  pattern: '^[\\x21-\\x7e]{1,200}$',
  description: 'Made by you, one for each wish: the same call with the same key happens once.',
});
const words = (...values: string[]) => Type.Union(values.map((value) => Type.Literal(value)));
const instant = (description: string) => Type.String({ minLength: 10, maxLength: 40, description });

export const nothing = strict({});

export const oneAccount = strict({
  account_id: Type.Optional(id('All own accounts when it is left out.')),
});

export const namedAccount = strict({ account_id: id('The account.') });

export const history = strict({
  account_id: id('One of the own accounts.'),
  from: Type.Optional(instant('Booked then or later; a day or an RFC 3339 time.')),
  to: Type.Optional(instant('Booked then or earlier.')),
  status: Type.Optional(words('approved', 'declined', 'pending')),
  type: Type.Optional(words('credit', 'debit')),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(line(512, 'The next_cursor of the page before.')),
});

export const transfer = strict({
  from_account_id: id('An own account.'),
  to_account_id: Type.Optional(id('One way to name the payee; exactly one of the four is given.')),
  to_account_number: Type.Optional(Type.String({ pattern: '^[0-9]{10}$' })),
  to_username: Type.Optional(line(100, 'A person of the same bank.')),
  to_iban: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9 ]{5,50}$' })),
  creditor_name: Type.Optional(line(100, 'With to_iban: who is paid.')),
  amount,
  currency: Type.Optional(currency),
  description: Type.Optional(line(255, 'Shown to both sides.')),
  idempotency_key: idempotencyKey,
  confirmation_id: Type.Optional(id('From the answer confirmation_required, once the customer agreed.')),
});

export const opening = strict({
  type: Type.Optional(words('checking', 'savings')),
  currency: Type.Optional(currency),
  name: Type.Optional(line(100, "The customer's own name for it.")),
  owner_id: Type.Optional(id('For officers: whose account it is to be.')),
  idempotency_key: Type.Optional(idempotencyKey),
});

export const freezing = strict({
  account_id: id('A customer\'s account.'),
  reason: line(255, 'Why; kept with the account.'),
});

export const contact = strict({
  first_name: Type.Optional(line(100, 'As on the passport.')),
  last_name: Type.Optional(line(100, 'As on the passport.')),
  phone: Type.Optional(Type.Union([Type.String({ pattern: '^\\+?[0-9 ()-]{5,20}$' }), Type.Null()])),
});

export const loan = strict({
  amount,
  years: Type.Integer({ minimum: 1, maximum: 100 }),
  currency: Type.Optional(currency),
});

export const state = strict({ state: Type.Optional(line(50, 'Two letters or the whole name.')) });

export const offer = strict({
  q: Type.Optional(line(100, 'Words that the offer must have.')),
  account_type: Type.Optional(words('checking', 'savings')),
});

export const serviceRequest = strict({
  action: words('open', 'list', 'show', 'annotate', 'close'),
  request_id: Type.Optional(id('For show, annotate, close.')),
  kind: Type.Optional(words('complaint', 'callback', 'fulfilment')),
  subject: Type.Optional(line(100, 'For open.')),
  description: Type.Optional(line(255, 'For open.')),
  text: Type.Optional(line(255, 'For annotate; for close how it ended.')),
  status: Type.Optional(words('open', 'closed')),
  idempotency_key: Type.Optional(idempotencyKey),
});

export const analysis = strict({ analysis_type: words('portfolio', 'risk', 'spending') });
