import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { proofName, type Proved } from './proof.js';

const NOW_MS = 1_800_000_000_000;
const TOKEN = 'the.access.token';
const ath = createHash('sha256').update(TOKEN).digest('base64url');

let jwk: JWK;
let asked: Proved;
let make: (said?: object, header?: object) => Promise<string>;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  jwk = await exportJWK(pair.publicKey);
  const boundTo = await calculateJwkThumbprint(jwk);
  const urls = ['https://bank.example/accounts', 'https://bank.example/v1/accounts'];
  asked = { method: 'GET', urls, token: TOKEN, boundTo, nowMs: NOW_MS };
  const good = { htm: 'GET', htu: 'https://bank.example/v1/accounts', ath, jti: 'j1', iat: NOW_MS / 1000 };
  make = (said = {}, header = {}) =>
    new SignJWT({ ...good, ...said })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
      .sign(pair.privateKey);
});

it('is good for its request, token and key, and has one name', async () => {
  const name = await proofName(await make(), asked);
  expect(name).toMatch(/^[\w-]{43}$/);
  expect(await proofName(await make({ htu: 'https://bank.example/accounts?limit=1#x' }), asked)).toBe(name);
  expect(await proofName(await make({ jti: 'j2' }), asked)).not.toBe(name);
});

it.each<[string, object, object?]>([
  ['another method', { htm: 'POST' }],
  ['another address', { htu: 'https://bank.example/cards' }],
  ['another host', { htu: 'https://evil.example/accounts' }],
  ['another token', { ath: createHash('sha256').update('another').digest('base64url') }],
  ['no token', { ath: undefined }],
  ['yesterday', { iat: NOW_MS / 1000 - 61 }],
  ['tomorrow', { iat: NOW_MS / 1000 + 61 }],
  ['no time', { iat: undefined }],
  ['no name', { jti: undefined }],
  ['another type', {}, { typ: 'JWT' }],
])('is no good for %s', async (...[, said, header]) => {
  expect(await proofName(await make(said, header), asked)).toBeUndefined();
});

it('is no good under another key, without one, or when it is none', async () => {
  const other = await generateKeyPair('ES256', { extractable: true });
  const boundTo = await calculateJwkThumbprint(await exportJWK(other.publicKey));
  expect(await proofName(await make(), { ...asked, boundTo })).toBeUndefined();
  expect(await proofName(await make({}, { jwk: await exportJWK(other.publicKey) }), asked)).toBeUndefined();
  const tries = [undefined, '', 'nonsense', ['a', 'b'], 'x'.repeat(5000)];
  for (const proof of tries) expect(await proofName(proof, asked)).toBeUndefined();
});
