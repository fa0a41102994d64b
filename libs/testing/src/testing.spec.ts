import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { eventually } from './eventually.js';
import { freePorts } from './ports.js';
import { tokenMaker } from './tokens.js';

describe('eventually', () => {
  it('gives what the check gave once it passes', async () => {
    let looks = 0;
    const found = await eventually(
      () => {
        looks += 1;
        if (looks < 3) throw new Error('not yet');
        return looks;
      },
      { every: 1 },
    );
    expect(found).toBe(3);
  });

  it("fails with the check's own last error when time is up", async () => {
    let looks = 0;
    const never = eventually(() => Promise.reject(new Error(`look ${(looks += 1)}`)), { within: 100, every: 1 });
    await expect(never).rejects.toThrow(/^look [0-9]+$/);
    expect(looks).toBeGreaterThan(1);
  });
});

describe('free ports', () => {
  it('are all different', async () => {
    expect(new Set(await freePorts(20)).size).toBe(20);
  });
});

describe('the token maker', () => {
  it('signs what its JWKS verifies, for whom it was told', async () => {
    const maker = await tokenMaker('http://bank.test');
    try {
      const served = (await (await fetch(maker.jwksUrl)).json()) as JSONWebKeySet;
      const { payload, protectedHeader } = await jwtVerify(
        await maker.token({ roles: ['agent'], userId: 'u' }),
        createLocalJWKSet(served),
      );
      expect(protectedHeader.typ).toBe('at+jwt');
      expect(payload).toMatchObject({
        sub: 'u',
        iss: 'http://bank.test',
        aud: 'http://bank.test/api',
        roles: ['agent'],
      });
      expect(payload.scope).toContain('office:write');
    } finally {
      await maker.close();
    }
  });
});
