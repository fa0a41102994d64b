import { SESSION_S } from '../session/session.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is expired is refused whether it is kept or not; a day is for clocks that differ. */
const EXPIRED_MS = DAY_MS;
/** A key of a registration is good for a day; the second one is for whoever asks at the last moment. */
const KEYS_MS = 2 * DAY_MS;
/** By then the last token of a session has been dead for three months. */
const SESSIONS_MS = SESSION_S * 1000 + 90 * DAY_MS;

/** What was over, or was begun, before these moments is forgotten. */
export interface ForgottenBefore {
  /** Of refresh tokens and of logins that wait for a second factor: when they expired. */
  readonly expired: Date;
  /** Of keys of registrations: when they were used. */
  readonly keys: Date;
  /** Of sessions, with what was allowed in them: when they began. */
  readonly sessions: Date;
}

export function forgottenBefore(now: Date): ForgottenBefore {
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  return { expired: before(EXPIRED_MS), keys: before(KEYS_MS), sessions: before(SESSIONS_MS) };
}
