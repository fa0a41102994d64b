import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { assert } from '@florin/kernel';
import { Database } from '@florin/platform/database';
import { KeyService } from './key.service.js';
import { opened, sealed } from './seal.js';
import { VaultRepository } from './vault.repository.js';

/** The field that is sealed: it can be opened nowhere else. */
export interface Place {
  readonly tenantId: string;
  readonly table: string;
  readonly id: string;
  readonly column: string;
}

const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** Seals what must not be readable in the database, with a data key of its tenant. */
@Injectable()
export class VaultService {
  /** Tenant → version → data key. */
  private readonly known = new Map<string, ReadonlyMap<number, Buffer>>();

  constructor(
    private readonly database: Database,
    private readonly keys: KeyService,
    private readonly wrapped: VaultRepository,
  ) {}

  async seal(place: Place, text: string): Promise<{ sealed: Buffer; version: number }> {
    const [version, key] = [...(await this.dataKeysOf(place.tenantId))].at(-1)!;
    return { sealed: sealed(key, randomBytes(NONCE_BYTES), Buffer.from(text), aboutOf(place, version)), version };
  }

  async open(place: Place, box: Buffer, version: number): Promise<string> {
    const key = (await this.dataKeysOf(place.tenantId)).get(version);
    assert(key, 'the key that something was sealed with is never removed');
    return opened(key, box, aboutOf(place, version)).toString();
  }

  /** By which a text is found that is kept sealed alone. */
  indexOf({ tenantId, table, column }: Omit<Place, 'id'>, text: string): Buffer {
    return this.keys.mac([tenantId, table, column, text].join('|'));
  }

  private async dataKeysOf(tenantId: string): Promise<ReadonlyMap<number, Buffer>> {
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
    this.known.set(tenantId, keys);
    return keys;
  }
}

const keyOf = (tenantId: string, version: number): string => `${tenantId}|data_key|${version}`;

const aboutOf = ({ tenantId, table, id, column }: Place, version: number): string =>
  [tenantId, table, id, column, version].join('|');
