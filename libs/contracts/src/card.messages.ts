import { Type } from 'typebox';
import { id, time, type MessageRow } from './field.js';

/** A card as the world may know it: never its number. */
const cardFact = {
  card_id: id,
  account_id: id,
  owner_id: id,
  last_four: Type.String({ pattern: '^[0-9]{4}$' }),
  at: time,
};

const fact = (meaning: string) =>
  ({ topic: 'account.events', key: 'the account', meaning, data: Type.Object(cardFact) }) as const;

/** What happens to cards. */
export const cardMessages = {
  'card.issued.v1': {
    topic: 'account.events',
    key: 'the account',
    meaning: 'An account has a card.',
    data: Type.Object({ ...cardFact, expires: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' }) }),
  },
  'card.frozen.v1': fact('The customer froze the card: it pays nothing more.'),
  'card.unfrozen.v1': fact('The customer lifted the freeze of the card.'),
  'card.replaced.v1': {
    topic: 'account.events',
    key: 'the account',
    meaning: 'Another card has taken its place; it pays nothing any more.',
    data: Type.Object({ ...cardFact, replaced_by: id }),
  },
  'card.cancelled.v1': fact('The card is over: by the wish of the customer, or with its account.'),
} as const satisfies Record<string, MessageRow>;
