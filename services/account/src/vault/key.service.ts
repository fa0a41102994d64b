import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { opened, sealed } from './seal.js';

const NONCE_BYTES = 12;

/**
 * Keeps the key over all keys, which never leaves it: here it is a secret of the environment. A key management service
 * takes the place of this class with the same three words.
 */
@Injectable()
export class KeyService {
  private readonly wrapping: Buffer;
  private readonly digesting: Buffer;

  /** The master key is 32 bytes in base64; what wraps and what digests are two keys made of it. */
  constructor(masterKey: string) {
    const derived = (purpose: string): Buffer =>
      Buffer.from(hkdfSync('sha256', Buffer.from(masterKey, 'base64'), '', `florin account ${purpose}`, 32));
    this.wrapping = derived('wrap');
    this.digesting = derived('mac');
  }

  wrap(dataKey: Buffer, about: string): Buffer {
    return sealed(this.wrapping, randomBytes(NONCE_BYTES), dataKey, about);
  }

  unwrap(wrapped: Buffer, about: string): Buffer {
    return opened(this.wrapping, wrapped, about);
  }

  /** A keyed digest: equal texts have equal digests, and without the key nobody can try texts out. */
  mac(text: string): Buffer {
    return createHmac('sha256', this.digesting).update(text).digest();
  }
}
