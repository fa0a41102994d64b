import { hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { opened, sealed } from './seal.js';

const NONCE_BYTES = 12;

/** A key that was wrapped, and by which master key: 0 is the one of today. */
export interface Unwrapped {
  readonly key: Buffer;
  readonly by: number;
}

/**
 * Keeps the key over all keys, which never leaves it: here it is a secret of the environment, and beside it the one of
 * before while there is something wrapped by that. A key management service takes the place of this class.
 */
@Injectable()
export class KeyService {
  /** The one that wraps first. */
  private readonly masters: readonly Buffer[];

  /** A master key is 32 bytes in base64; what wraps and what digests are two keys made of it. */
  constructor(masterKey: string, formerKey?: string) {
    const known = formerKey === undefined ? [masterKey] : [masterKey, formerKey];
    this.masters = known.map((key) => Buffer.from(key, 'base64'));
  }

  wrap(key: Buffer, about: string): Buffer {
    return sealed(derived(this.masters[0]!, 'wrap'), randomBytes(NONCE_BYTES), key, about);
  }

  /** Throws when no master key of this service has wrapped it. */
  unwrap(wrapped: Buffer, about: string): Unwrapped {
    for (const [by, master] of this.masters.entries()) {
      try {
        return { key: opened(derived(master, 'wrap'), wrapped, about), by };
      } catch {
        // By another one, then.
      }
    }
    throw new Error(`KEY_ENCRYPTION_KEY is not the one that ${about} is wrapped with, and neither is the former one`);
  }

  /** The key of the digests before there was one that is kept: it was made of the master key itself. */
  firstDigestKey(by: number): Buffer {
    return derived(this.masters[by]!, 'mac');
  }
}

const derived = (master: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, '', `florin account ${purpose}`, 32));
