import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from '@florin/kernel';

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** Seals bytes with AES-256-GCM: format, nonce, tag, then what is sealed. `about` must be said again to open it. */
export function sealed(key: Buffer, nonce: Buffer, plain: Buffer, about: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), body]);
}

/** Opens what was sealed, and throws when the key, a byte, or what it is about is another. */
export function opened(key: Buffer, box: Buffer, about: string): Buffer {
  assert(box[0] === FORMAT && box.length > HEAD_BYTES, 'what is opened was sealed in this format');
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(1, 1 + NONCE_BYTES));
  decipher.setAAD(Buffer.from(about)).setAuthTag(box.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  return Buffer.concat([decipher.update(box.subarray(HEAD_BYTES)), decipher.final()]);
}
