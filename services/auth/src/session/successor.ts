import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import type { Device } from './device.js';
import type { KeptToken } from './session.js';

/** How long the tabs of one browser may come too late with the token that another of them has just used. */
export const GRACE_MS = 10_000;

/** What tells one browser from another here. */
export function deviceDigestOf(device: Device): Buffer {
  return createHash('sha256').update(JSON.stringify([device.ip, device.userAgent])).digest();
}

/** Only who has the old token can open what is kept of its successor. */
function keyOf(oldToken: string): Buffer {
  return Buffer.from(hkdfSync('sha256', oldToken, '', 'florin successor', 32));
}

/** The key is used once, for this one successor, so the nonce may stand still. */
const NONCE = Buffer.alloc(12);

export function sealSuccessor(successor: string, oldToken: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', keyOf(oldToken), NONCE);
  return Buffer.concat([cipher.update(successor), cipher.final(), cipher.getAuthTag()]);
}

export function openSuccessor(sealed: Buffer, oldToken: string): string {
  const opener = createDecipheriv('aes-256-gcm', keyOf(oldToken), NONCE);
  opener.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()]).toString();
}

/** The successor of a used token, for the same browser and for a short while; undefined for everybody else. */
export function successorOf(used: KeptToken, token: string, device: Device, now: Date): string | undefined {
  if (!used.consumedAt || !used.successorSealed || !used.device) return undefined;
  if (now.getTime() - used.consumedAt.getTime() > GRACE_MS) return undefined;
  return used.device.equals(deviceDigestOf(device)) ? openSuccessor(used.successorSealed, token) : undefined;
}
