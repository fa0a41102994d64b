import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, jwtVerify } from 'jose';
import { seal, signed, thumbprint, unseal } from './key.js';

describe('a sealed key', () => {
  const master = randomBytes(32);
  const sealed = seal(Buffer.from('secret'), 'key one', master, randomBytes(12));

  it('opens with the same key and name', () => {
    expect(unseal(sealed, 'key one', master).toString()).toBe('secret');
  });

  it('stays shut for another key, another name, and after a flipped bit', () => {
    const flipped = Buffer.from(sealed);
    flipped[14]! ^= 1;
    expect(() => unseal(sealed, 'key one', randomBytes(32))).toThrow();
    expect(() => unseal(sealed, 'key two', master)).toThrow();
    expect(() => unseal(flipped, 'key one', master)).toThrow();
  });
});

describe('a signed token', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = pair.publicKey.export({ format: 'jwk' }) as { crv: string; kty: string; x: string; y: string };

  it('verifies with any JOSE library and says that it is an access token', async () => {
    const token = signed({ sub: 'ada', iss: 'florin', exp: 4_000_000_000 }, 'k1', pair.privateKey);
    const { payload, protectedHeader } = await jwtVerify(
      token,
      createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' })),
      {
        typ: 'at+jwt',
        algorithms: ['ES256'],
        issuer: 'florin',
      },
    );
    expect(payload.sub).toBe('ada');
    expect(protectedHeader.kid).toBe('k1');
  });

  it('is signed by a key whose name is its thumbprint', async () => {
    expect(thumbprint(jwk)).toBe(await calculateJwkThumbprint(jwk));
  });
});
