import { hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { seal, unseal } from './key.js';

export type MasterKeys = Pick<Config, 'KEY_ENCRYPTION_KEY' | 'KEY_ENCRYPTION_KEY_FORMER'>;

const IV_BYTES = 12;

/**
 * Keeps the key that seals signing keys and secrets of second factors, and beside it the one of before while there is
 * something that was made with that.
 */
@Injectable()
export class MasterKeyService {
  /** The one that seals first. */
  private readonly masters: readonly Buffer[];

  constructor(@Inject(CONFIG) { KEY_ENCRYPTION_KEY: today, KEY_ENCRYPTION_KEY_FORMER: former }: MasterKeys) {
    const known = former === undefined ? [today] : [today, former];
    this.masters = known.map((key) => Buffer.from(key, 'base64'));
  }

  seal(secret: Buffer, name: string): Buffer {
    return seal(secret, name, this.masters[0]!, randomBytes(IV_BYTES));
  }

  /** Throws when no master key of this service has sealed it. */
  open(sealed: Buffer, name: string): Buffer {
    return this.opened(sealed, name).secret;
  }

  /** The same secret sealed by the key of today; undefined when it is already. Throws as {@link open}. */
  sealedAnew(sealed: Buffer, name: string): Buffer | undefined {
    const { secret, by } = this.opened(sealed, name);
    return by === 0 ? undefined : this.seal(secret, name);
  }

  /**
   * Keys for one purpose, the same in every replica, and no other keys of the bank. The first is made of the master key
   * of today and is to be used; the other proves what was given out before.
   */
  derived(purpose: string): Buffer[] {
    return this.masters.map((master) => Buffer.from(hkdfSync('sha256', master, '', `florin ${purpose}`, 32)));
  }

  private opened(sealed: Buffer, name: string): { secret: Buffer; by: number } {
    for (const [by, master] of this.masters.entries()) {
      try {
        return { secret: unseal(sealed, name, master), by };
      } catch {
        // By another one, then.
      }
    }
    throw new Error(`KEY_ENCRYPTION_KEY is not the one that ${name} was sealed with, and neither is the former one`);
  }
}
