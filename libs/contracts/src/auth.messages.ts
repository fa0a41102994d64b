import { Type } from 'typebox';
import { id, text, time, type MessageRow } from './field.js';

const userFact = { user_id: id, at: time };
const sessionFact = { ...userFact, session_id: id };
const address = Type.Union([Type.String(), Type.Null()]);
const topic = 'auth.events';
const key = 'the user';

/** What happens to people and their logins. */
export const authMessages = {
  'user.registered.v1': {
    topic,
    key,
    meaning: 'A person has a login.',
    data: Type.Object({ ...userFact, customer_oid: id, roles: Type.Array(Type.String()) }),
  },
  'user.updated.v1': {
    topic,
    key,
    meaning: 'The profile, e-mail address, password, roles or status of a person changed; the values are not told.',
    data: Type.Object({ ...userFact, changed: Type.Array(text(64), { minItems: 1 }) }),
  },
  'user.disabled.v1': {
    topic,
    key,
    meaning: 'A person may not log in any more: every token is dead.',
    data: Type.Object({ ...userFact, reason: Type.String() }),
  },
  'user.enabled.v1': {
    topic,
    key,
    meaning: 'A person who was disabled may log in again.',
    data: Type.Object(userFact),
  },
  'session.started.v1': {
    topic,
    key,
    meaning: 'Somebody logged in.',
    data: Type.Object({ ...sessionFact, ip: address }),
  },
  'session.ended.v1': {
    topic,
    key,
    meaning: 'A session is over: its access and refresh tokens are dead.',
    data: Type.Object({ ...sessionFact, reason: Type.String() }),
  },
  'login.failed.v1': {
    topic,
    key,
    meaning: 'A login of a known user was refused.',
    data: Type.Object({ ...userFact, reason: Type.String(), ip: address }),
  },
  'refresh.reused.v1': {
    topic,
    key,
    meaning: 'A refresh token came a second time: its whole family was revoked.',
    data: Type.Object(sessionFact),
  },
  'totp.enabled.v1': {
    topic,
    key,
    meaning: 'A person needs a second factor to log in from now on.',
    data: Type.Object(userFact),
  },
  'totp.disabled.v1': {
    topic,
    key,
    meaning: 'A person has no second factor any more.',
    data: Type.Object(userFact),
  },
  'recovery-code.used.v1': {
    topic,
    key,
    meaning: 'A recovery code stood in for the second factor; it is used up.',
    data: Type.Object({ ...userFact, left: Type.Integer({ minimum: 0 }) }),
  },
  'recovery-codes.renewed.v1': {
    topic,
    key,
    meaning: 'A person has new recovery codes; the old ones are dead.',
    data: Type.Object(userFact),
  },
} as const satisfies Record<string, MessageRow>;
