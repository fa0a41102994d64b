import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { compactVerify } from 'jose';
import type { EntityManager } from 'typeorm';
import { assert } from '@florin/kernel';
import { auditOf, theBank } from '@florin/platform/audit';
import type { AccessClaims, KeySource } from '@florin/platform/auth';
import { Database, inTransaction } from '@florin/platform/database';
import { addToOutbox } from '@florin/platform/messaging';
import { CONFIG, type Config } from '../config.js';
import { keySealName, rawSignature, signed, thumbprint, type PublicJwk } from './key.js';
import { KeyRepository, type KeptKey } from './key.repository.js';
import { MasterKeyService } from './master-key.service.js';
import { due } from './rotation.js';

/** An unknown key id asks the database again, but not more often than this: anybody can invent key ids. */
const AGAIN_MS = 3_000;

/** Signs access tokens, and hands out the keys that verify them: over HTTP to others, to our own guard in process. */
@Injectable()
export class KeyService implements KeySource, OnApplicationBootstrap {
  readonly issuer: string;
  private readonly defaultTenantId: string;
  private jwks: PublicJwk[] = [];
  private verifiers = new Map<string, KeyObject>();
  private signer: { kid: string; key: KeyObject } | undefined;
  private loadedAt = 0;
  private loading: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly keys: KeyRepository,
    private readonly masters: MasterKeyService,
    @Inject(CONFIG) config: Config,
  ) {
    this.issuer = config.PUBLIC_URL;
    this.defaultTenantId = config.DEFAULT_TENANT_ID;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.ready();
  }

  /** Returns when there is a key to sign with; for whoever starts beside this service. */
  ready(): Promise<void> {
    return (this.loading ??= this.refresh(new Date()));
  }

  published(): PublicJwk[] {
    return this.jwks;
  }

  async find(keyId: string): Promise<KeyObject | undefined> {
    if (!this.verifiers.has(keyId) && Date.now() - this.loadedAt > AGAIN_MS) await this.refresh(new Date());
    return this.verifiers.get(keyId);
  }

  sign(claims: Record<string, unknown>): string {
    assert(this.signer, 'the keys are loaded before the first login');
    return signed(claims, this.signer.kid, this.signer.key);
  }

  /** The key that signs now, for whoever builds a token by itself. */
  signing(): { kid: string; publicKey: KeyObject; sign(data: Uint8Array): Buffer } {
    assert(this.signer, 'the keys are loaded before anything is signed');
    const { kid, key } = this.signer;
    return { kid, publicKey: createPublicKey(key), sign: (data) => rawSignature(data, key) };
  }

  /** The claims of a token that we signed, also when it has expired; undefined for anything else. */
  async read(token: string): Promise<Partial<AccessClaims> | undefined> {
    try {
      const { payload } = await compactVerify(
        token,
        async ({ kid }) =>
          (kid === undefined ? undefined : await this.find(kid)) ?? Promise.reject(new Error('unknown key')),
        { algorithms: ['ES256'] },
      );
      const claims = JSON.parse(Buffer.from(payload).toString()) as Partial<AccessClaims> & { iss?: string };
      return claims.iss === this.issuer ? claims : undefined;
    } catch {
      return undefined;
    }
  }

  /** Does what is due about the keys, and knows them as they are then. The lock lets one replica at a time do it. */
  async refresh(now: Date): Promise<void> {
    const kept = await inTransaction(this.database.engine, async (tx) => {
      await this.keys.lock(tx);
      const found = await this.keys.list(tx);
      if (!found.some((key) => key.state === 'signing')) {
        const made = makeKey(this.masters, 'signing', now);
        await this.keys.add(tx, made);
        await this.record(tx, 'create', [made.kid], now);
        return [made, ...found];
      }
      const { signs, retired } = due(found, now);
      if (signs !== undefined) {
        await this.keys.promote(tx, signs, now);
        await this.record(tx, 'promote', [signs], now);
      }
      await this.keys.retire(tx, retired);
      await this.record(tx, 'retire', retired, now);
      return signs !== undefined || retired.length > 0 ? this.keys.list(tx) : found;
    });
    const signing = kept.find((key) => key.state === 'signing');
    assert(signing, 'a key signs');
    if (this.signer?.kid !== signing.kid) this.signer = { kid: signing.kid, key: this.open(signing) };
    this.jwks = kept.map((key) => ordered(key.publicJwk));
    this.verifiers = new Map(this.jwks.map((jwk) => [jwk.kid, createPublicKey({ key: { ...jwk }, format: 'jwk' })]));
    this.loadedAt = Date.now();
  }

  /** The keys belong to all banks; what happens to them is on the record of the default one. */
  private record(tx: EntityManager, verb: string, kids: readonly string[], at: Date): Promise<void> {
    const tenant = this.defaultTenantId;
    const rows = kids.map((id) =>
      auditOf(theBank, { tenant, action: `signing-key.${verb}`, object: { kind: 'signing-key', id }, at }),
    );
    return addToOutbox(tx, rows);
  }

  private open(key: KeptKey): KeyObject {
    const secret = this.masters.open(key.privateSealed, keySealName(key.kid));
    return createPrivateKey({ key: secret, type: 'pkcs8', format: 'der' });
  }
}

/** A new key, its private half sealed. */
export function makeKey(masters: MasterKeyService, state: 'signing' | 'verifying', now: Date): KeptKey {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = pair.publicKey.export({ format: 'jwk' }) as {
    kty: string;
    crv: string;
    x: string;
    y: string;
  };
  const kid = thumbprint({ kty, crv, x, y });
  const secret = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
  return {
    kid,
    publicJwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' },
    privateSealed: masters.seal(secret, keySealName(kid)),
    state,
    createdAt: now,
    stoppedAt: null,
  };
}

/** PostgreSQL orders the members of a JSON object as it likes; every replica shows them alike. */
function ordered({ kty, crv, x, y, kid, alg, use }: PublicJwk): PublicJwk {
  return { kty, crv, x, y, kid, alg, use };
}
