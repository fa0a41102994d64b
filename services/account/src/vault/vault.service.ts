import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { assert } from '@florin/kernel';
import { Database } from '@florin/platform/database';
import { KeyService } from './key.service.js';
import { opened, sealed } from './seal.js';
import { VaultRepository } from './vault.repository.js';

/** The field that is sealed: it can be opened nowhere else. */
export interface Place {
  readonly table: string;
  readonly id: string;
  readonly column: string;
}

const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** What one tenant seals, with its keys at hand: nothing is asked of anybody, so it serves inside a transaction. */
export class TenantVault {
  constructor(
    private readonly tenantId: string,
    /** Version → data key, the newest last. */
    private readonly dataKeys: ReadonlyMap<number, Buffer>,
    private readonly keys: KeyService,
  ) {}

  seal(place: Place, text: string): { sealed: Buffer; version: number } {
    const [version, key] = [...this.dataKeys].at(-1)!;
    return { sealed: sealed(key, randomBytes(NONCE_BYTES), Buffer.from(text), this.aboutOf(place, version)), version };
  }

  open(place: Place, box: Buffer, version: number): string {
    const key = this.dataKeys.get(version);
    assert(key, 'the key that something was sealed with is never removed');
    return opened(key, box, this.aboutOf(place, version)).toString();
  }

  /** By which a text is found that is kept sealed alone. */
  indexOf({ table, column }: Place, text: string): Buffer {
    return this.keys.mac([this.tenantId, table, column, text].join('|'));
  }

  private aboutOf({ table, id, column }: Place, version: number): string {
    return [this.tenantId, table, id, column, version].join('|');
  }
}

/** Keeps the data keys of the tenants, by which what must not be readable in the database is sealed. */
@Injectable()
export class VaultService {
  private readonly known = new Map<string, TenantVault>();

  constructor(
    private readonly database: Database,
    private readonly keys: KeyService,
    private readonly wrapped: VaultRepository,
  ) {}

  /** Asks the database by a connection of its own: never inside a transaction, which holds one already. */
  async of(tenantId: string): Promise<TenantVault> {
    const known = this.known.get(tenantId);
    if (known) return known;
    let kept = await this.wrapped.list(this.database.pool, tenantId);
    if (kept.length === 0) {
      const first = this.keys.wrap(randomBytes(KEY_BYTES), keyOf(tenantId, 1));
      await this.wrapped.addFirst(this.database.pool, tenantId, first, new Date());
      // Another replica may have been faster: what is kept counts.
      kept = await this.wrapped.list(this.database.pool, tenantId);
    }
    const keys = new Map(kept.map((one) => [one.version, this.keys.unwrap(one.wrapped, keyOf(tenantId, one.version))]));
    const vault = new TenantVault(tenantId, keys, this.keys);
    this.known.set(tenantId, vault);
    return vault;
  }
}

const keyOf = (tenantId: string, version: number): string => `${tenantId}|data_key|${version}`;
