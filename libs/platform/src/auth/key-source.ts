import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { DomainError } from '@florin/kernel';
import { log } from '../telemetry/index.js';

/** Where the keys come from that access tokens are verified with. */
export interface KeySource {
  /** The public key of this id; undefined when there is none. */
  find(keyId: string): Promise<KeyObject | undefined>;
}

const FETCH_MS = 2000;
/** An unknown key id asks for the keys again, but not more often than this: anybody can invent key ids. */
const AGAIN_MS = 3000;
/** Keys that were taken out of the set must be forgotten some day. */
const STALE_MS = 300_000;

/** The keys that the auth service publishes, kept as KeyObjects: a PEM text would cost twice as much per token. */
export class PublishedKeys implements KeySource {
  private keys = new Map<string, KeyObject>();
  private fetchedAt = Number.NEGATIVE_INFINITY;
  private triedAt = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async find(keyId: string): Promise<KeyObject | undefined> {
    const known = this.keys.get(keyId);
    const age = this.now() - this.fetchedAt;
    if (known && age < STALE_MS) return known;
    if (this.fetching || this.now() - this.triedAt >= AGAIN_MS) await this.fetchOnce();
    const found = this.keys.get(keyId);
    if (!found && this.keys.size === 0) throw new DomainError('unavailable', 'the keys cannot be fetched');
    return found;
  }

  private fetchOnce(): Promise<void> {
    this.fetching ??= this.fetchKeys().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async fetchKeys(): Promise<void> {
    this.triedAt = this.now();
    try {
      const answer = await fetch(this.url, { signal: AbortSignal.timeout(FETCH_MS), redirect: 'error' });
      if (!answer.ok) throw new Error(`the key set was answered with ${answer.status}`);
      const { keys } = (await answer.json()) as { keys: (JsonWebKey & { kid?: string })[] };
      this.keys = new Map(keys.flatMap((key) => usable(key)));
      this.fetchedAt = this.now();
    } catch (error) {
      // Known keys go on being good: the auth service may be away for a while.
      log.warn({ err: error, url: this.url }, 'the keys could not be fetched');
    }
  }
}

/** A published key under its id, if it is one that can verify ES256. */
export function usable(key: JsonWebKey & { kid?: string }): [string, KeyObject][] {
  if (key.kty !== 'EC' || key.crv !== 'P-256' || typeof key.kid !== 'string') return [];
  const { kty, crv, x, y } = key;
  return [[key.kid, createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })]];
}
