import { createCipheriv, createDecipheriv, createHash, sign, type KeyObject } from 'node:crypto';

/** The public half of a signing key, as the JWKS shows it. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** What the private half of a key is sealed for. */
export function keySealName(kid: string): string {
  return `signing_key|${kid}`;
}

/** Seals a secret under the master key; it opens only beside the name it was sealed for. */
export function seal(secret: Buffer, name: string, master: Buffer, iv: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', master, iv).setAAD(Buffer.from(name));
  return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what {@link seal} sealed; throws when the key, the name or a single bit is another. */
export function unseal(sealed: Buffer, name: string, master: Buffer): Buffer {
  const opener = createDecipheriv('aes-256-gcm', master, sealed.subarray(0, 12)).setAAD(Buffer.from(name));
  opener.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([opener.update(sealed.subarray(12, -16)), opener.final()]);
}

/** The name of a key: its thumbprint (RFC 7638), so that nobody has to hand out names. */
export function thumbprint(jwk: { crv: string; kty: string; x: string; y: string }): string {
  const canonical = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y });
  return createHash('sha256').update(canonical).digest('base64url');
}

/** A signed access token: JWS compact, ES256, `at+jwt` (RFC 9068). */
export function signed(claims: Record<string, unknown>, kid: string, key: KeyObject): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ typ: 'at+jwt', alg: 'ES256', kid })}.${part(claims)}`;
  const signature = rawSignature(Buffer.from(input), key);
  return `${input}.${signature.toString('base64url')}`;
}

/** The signature of ES256 as JOSE wants it: r and s side by side. */
export function rawSignature(data: Uint8Array, key: KeyObject): Buffer {
  return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
}
