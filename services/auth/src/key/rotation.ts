/** How long others may keep the published keys: `max-age` of the route, and the services' own patience. */
export const CACHE_AGE_S = 300;
/** How often a replica looks at the keys. */
export const LOOK_EVERY_S = 30;
/**
 * When a new key signs: every replica has published it after one look, and a copy of the set that was fetched just
 * before that is old after another cache age. One look more, because a look may come late.
 */
export const SIGNS_AFTER_S = 2 * LOOK_EVERY_S + CACHE_AGE_S;
/** The longest token, and the time in which a replica may still sign with the key of before. */
export const OUTLIVE_S = 300 + 60;

/** What decides about a key: its state, and since when. */
export interface Phase {
  readonly kid: string;
  readonly state: string;
  readonly createdAt: Date;
  readonly stoppedAt: Date | null;
}

/** What is due. */
export interface Due {
  /** The new key that everybody knows by now: it signs from now on, and the one of before stops. */
  readonly signs?: string;
  /** Keys that no token needs any more. */
  readonly retired: readonly string[];
}

/** A new key waits until everybody knows it; an old one stays until no token needs it. */
export function due(keys: readonly Phase[], now: Date): Due {
  const ageS = (since: Date): number => (now.getTime() - since.getTime()) / 1000;
  const waiting = waitingOf(keys);
  const signs = waiting && ageS(waiting.createdAt) >= SIGNS_AFTER_S ? waiting.kid : undefined;
  const retired = keys
    .filter((key) => key.state === 'verifying' && key.stoppedAt && ageS(key.stoppedAt) >= OUTLIVE_S)
    .map((key) => key.kid);
  return signs === undefined ? { retired } : { signs, retired };
}

/** The key that is published and does not sign yet. */
export function waitingOf<T extends Phase>(keys: readonly T[]): T | undefined {
  return keys.find((key) => key.state === 'verifying' && key.stoppedAt === null);
}

/** When a waiting key begins to sign. */
export function signsAt(key: Phase): Date {
  return new Date(key.createdAt.getTime() + SIGNS_AFTER_S * 1000);
}
