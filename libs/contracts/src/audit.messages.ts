import { Type } from 'typebox';
import { text, time, type MessageRow } from './field.js';

const word = Type.String({ pattern: '^[a-z]+([.-][a-z]+)*$', maxLength: 64 });
const told = (most: number) => Type.Union([text(most), Type.Null()]);

/** What the bank remembers for ever: who did what to what, from where, and how it ended. */
export const auditMessages = {
  'audit.recorded.v1': {
    topic: 'audit.events',
    key: 'the tenant',
    meaning: 'Something happened that an auditor may ask about.',
    data: Type.Object(
      {
        /** A person by the user id; an operator at the command line, the bank itself, or a stranger without one. */
        actor: Type.Object(
          {
            kind: Type.Union([
              Type.Literal('user'),
              Type.Literal('operator'),
              Type.Literal('bank'),
              Type.Literal('stranger'),
            ]),
            id: told(64),
            roles: Type.Array(text(32)),
          },
          { additionalProperties: false },
        ),
        /** The program that acts for the actor, as its token names it. */
        client: told(255),
        session_id: told(64),
        /** What was done or tried, as `noun.verb`. */
        action: word,
        object: Type.Union([
          Type.Object({ kind: word, id: text(255) }, { additionalProperties: false }),
          Type.Null(),
        ]),
        outcome: Type.Union([Type.Literal('done'), Type.Literal('refused'), Type.Literal('failed')]),
        reason: told(255),
        address: told(64),
        request_id: told(128),
        /** A few facts more, for people; never a secret, a token, or a whole card number. */
        details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Boolean(), Type.Null()])),
        at: time,
      },
      { additionalProperties: false },
    ),
  },
} as const satisfies Record<string, MessageRow>;
