import { createHmac, randomBytes } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { assert } from '@florin/kernel';
import { auditOf, theOperator } from '@florin/platform/audit';
import { Database, inTransaction } from '@florin/platform/database';
import { addToOutbox } from '@florin/platform/messaging';
import type { EntityManager } from 'typeorm';
import { KeyService } from './key.service.js';
import { opened, sealed } from './seal.js';
import { VaultRepository, type WrappedKey } from './vault.repository.js';

/** The field that is sealed: it can be opened nowhere else. */
export interface Place {
  readonly table: string;
  readonly id: string;
  readonly column: string;
}

const NONCE_BYTES = 12;
const KEY_BYTES = 32;
const DIGEST_KEY = 'digest_key';

/** What one tenant seals, with its keys at hand: nothing is asked of anybody, so it serves inside a transaction. */
export class TenantVault {
  constructor(
    private readonly tenantId: string,
    /** Version → data key, the newest last. */
    private readonly dataKeys: ReadonlyMap<number, Buffer>,
    private readonly digestKey: Buffer,
  ) {}

  /** The newest one: what is sealed now is sealed with it. */
  get version(): number {
    return [...this.dataKeys.keys()].at(-1)!;
  }

  seal(place: Place, text: string): { sealed: Buffer; version: number } {
    const { version } = this;
    const about = this.aboutOf(place, version);
    return { sealed: sealed(this.keyOf(version), randomBytes(NONCE_BYTES), Buffer.from(text), about), version };
  }

  open(place: Place, box: Buffer, version: number): string {
    return opened(this.keyOf(version), box, this.aboutOf(place, version)).toString();
  }

  /** By which a text is found that is kept sealed alone: equal texts have equal digests, under every data key. */
  indexOf({ table, column }: Place, text: string): Buffer {
    return createHmac('sha256', this.digestKey).update([this.tenantId, table, column, text].join('|')).digest();
  }

  private keyOf(version: number): Buffer {
    const key = this.dataKeys.get(version);
    assert(key, 'the key that something was sealed with is never removed');
    return key;
  }

  private aboutOf({ table, id, column }: Place, version: number): string {
    return [this.tenantId, table, id, column, version].join('|');
  }
}

/** Keeps the data keys of the tenants, by which what must not be readable in the database is sealed. */
@Injectable()
export class VaultService implements OnApplicationBootstrap {
  /** What was unwrapped once: a key is never changed, only wrapped anew. */
  private readonly known = new Map<string, Buffer>();

  constructor(
    private readonly database: Database,
    private readonly keys: KeyService,
    private readonly wrapped: VaultRepository,
  ) {}

  /** Outside a module: for an operator's command. */
  static over(database: Database, keys: KeyService): VaultService {
    return new VaultService(database, keys, new VaultRepository());
  }

  /** A service with the wrong master key does not start, so that nobody seals what cannot be opened any more. */
  async onApplicationBootstrap(): Promise<void> {
    for (const one of await this.wrapped.list(this.manager)) this.plainOf(one);
    await this.digestKey();
  }

  /**
   * Asks the database by a connection of its own: never inside a transaction, which holds one already. It asks each
   * time, so that a key which an operator has made serves at once.
   */
  async of(tenantId: string): Promise<TenantVault> {
    let kept = await this.wrapped.list(this.manager, tenantId);
    if (kept.length === 0) {
      // In a transaction of its own, so that a key is there for good before anything is sealed with it.
      await this.wrapped.add(this.manager, this.made(tenantId, 1), new Date());
      // Another replica may have been faster: what is kept counts.
      kept = await this.wrapped.list(this.manager, tenantId);
    }
    const dataKeys = new Map(kept.map((one) => [one.version, this.plainOf(one)]));
    return new TenantVault(tenantId, dataKeys, await this.digestKey());
  }

  async tenants(): Promise<string[]> {
    return [...new Set((await this.wrapped.list(this.manager)).map(({ tenantId }) => tenantId))];
  }

  /** Makes the next data key of a tenant, which everybody seals with from now on. False when another run just did. */
  async rotate(tenantId: string, now: Date): Promise<boolean> {
    const next = this.made(tenantId, (await this.of(tenantId)).version + 1);
    return inTransaction(this.database.engine, async (tx) => {
      if (!(await this.wrapped.add(tx, next, now))) return false;
      const object = { kind: 'data-key', id: String(next.version) };
      await addToOutbox(tx, [auditOf(theOperator, { tenant: tenantId, action: 'data-key.create', object, at: now })]);
      return true;
    });
  }

  /** Wraps by the master key of today what the one of before wraps; how many it were. */
  async rewrap(): Promise<number> {
    await this.digestKey();
    return inTransaction(this.database.engine, async (tx) => {
      const digest = this.keys.unwrap((await this.wrapped.digestKey(tx))!, DIGEST_KEY);
      if (digest.by > 0) await this.wrapped.rewrapDigestKey(tx, this.keys.wrap(digest.key, DIGEST_KEY));
      let count = digest.by > 0 ? 1 : 0;
      for (const one of await this.wrapped.list(tx)) {
        const { key, by } = this.keys.unwrap(one.wrapped, aboutOf(one));
        if (by === 0) continue;
        await this.wrapped.rewrap(tx, one, this.keys.wrap(key, aboutOf(one)));
        count++;
      }
      return count;
    });
  }

  private get manager(): EntityManager {
    return this.database.engine.manager;
  }

  private made(tenantId: string, version: number): WrappedKey {
    const about = aboutOf({ tenantId, version });
    return { tenantId, version, wrapped: this.keys.wrap(randomBytes(KEY_BYTES), about) };
  }

  private plainOf(one: WrappedKey): Buffer {
    return this.remembered(aboutOf(one), one.wrapped);
  }

  private async digestKey(): Promise<Buffer> {
    const known = this.known.get(DIGEST_KEY);
    if (known) return known;
    const kept = (await this.wrapped.digestKey(this.manager)) ?? (await this.firstDigestKey());
    return this.remembered(DIGEST_KEY, kept);
  }

  /** Made of the master key under which the first cards were issued, when there were some before it was kept. */
  private async firstDigestKey(): Promise<Buffer> {
    const [oldest] = await this.wrapped.list(this.manager);
    const by = oldest ? this.keys.unwrap(oldest.wrapped, aboutOf(oldest)).by : 0;
    const first = this.keys.wrap(this.keys.firstDigestKey(by), DIGEST_KEY);
    await this.wrapped.addDigestKey(this.manager, first, new Date());
    return (await this.wrapped.digestKey(this.manager))!;
  }

  private remembered(about: string, wrapped: Buffer): Buffer {
    const key = this.known.get(about) ?? this.keys.unwrap(wrapped, about).key;
    this.known.set(about, key);
    return key;
  }
}

const aboutOf = ({ tenantId, version }: Pick<WrappedKey, 'tenantId' | 'version'>): string =>
  `${tenantId}|data_key|${version}`;
