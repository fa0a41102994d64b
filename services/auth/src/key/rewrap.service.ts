import type { DataSource, EntityManager } from 'typeorm';
import { auditOf, theOperator } from '@florin/platform/audit';
import { inTransaction } from '@florin/platform/database';
import { addToOutbox } from '@florin/platform/messaging';
import { sealName, type SealedSecret } from '../totp/totp.js';
import { TotpRepository } from '../totp/totp.repository.js';
import { keySealName } from './key.js';
import { KeyRepository } from './key.repository.js';
import type { MasterKeyService } from './master-key.service.js';

const PIECE = 500;

/** Seals anew, while the bank runs, whatever the master key of before has sealed. May be cut off and started again. */
export class RewrapService {
  private readonly keys = new KeyRepository();
  private readonly factors = new TotpRepository();

  constructor(
    private readonly engine: DataSource,
    private readonly masters: MasterKeyService,
    private readonly defaultTenantId: string,
  ) {}

  /** Says what was done, in lines. Changes nothing when something opens with neither key, and says what it is. */
  async rewrap(now: Date): Promise<string[]> {
    await this.openAll();
    let secrets = 0;
    for await (const piece of this.pieces()) secrets += await this.rewrapSecrets(piece, now);
    // They come last: the service that starts without the former key opens one of them, and so does not start too soon.
    const keys = await this.rewrapKeys(now);
    return [
      `sealed ${keys} signing keys anew`,
      `sealed ${secrets} secrets of second factors anew; the former master key opens nothing now`,
    ];
  }

  private async openAll(): Promise<void> {
    for (const key of await this.keys.listAll(this.engine.manager)) {
      this.masters.open(key.privateSealed, keySealName(key.kid));
    }
    for await (const piece of this.pieces()) {
      for (const one of piece) this.masters.open(one.secretSealed, sealName(one));
    }
  }

  /** All secrets of second factors, by the ids of their people. */
  private async *pieces(): AsyncGenerator<SealedSecret[]> {
    for (let after: string | undefined; ; ) {
      const piece = await this.factors.listSealed(this.engine.manager, after, PIECE);
      if (piece.length === 0) return;
      yield piece;
      after = piece.at(-1)!.userId;
    }
  }

  private async rewrapSecrets(piece: readonly SealedSecret[], now: Date): Promise<number> {
    const anew = piece.flatMap((one) => {
      const sealedAnew = this.masters.sealedAnew(one.secretSealed, sealName(one));
      return sealedAnew ? [{ ...one, sealedAnew }] : [];
    });
    if (anew.length === 0) return 0;
    return this.counted('totp_secrets', now, (tx) => this.factors.keepSealed(tx, anew));
  }

  private rewrapKeys(now: Date): Promise<number> {
    return this.counted('signing_keys', now, async (tx) => {
      let count = 0;
      for (const { kid, privateSealed } of await this.keys.listAll(tx)) {
        const sealedAnew = this.masters.sealedAnew(privateSealed, keySealName(kid));
        if (!sealedAnew) continue;
        await this.keys.keepSealed(tx, kid, sealedAnew);
        count++;
      }
      return count;
    });
  }

  /** Under the lock of the keys, so that of several runs at once each row is sealed and counted by one. */
  private counted(what: string, at: Date, work: (tx: EntityManager) => Promise<number>): Promise<number> {
    return inTransaction(this.engine, async (tx) => {
      await this.keys.lock(tx);
      const count = await work(tx);
      const object = { kind: 'master-key', id: 'auth' };
      const details = { [what]: String(count) };
      const deed = { tenant: this.defaultTenantId, action: 'master-key.rewrap', object, details, at };
      if (count > 0) await addToOutbox(tx, [auditOf(theOperator, deed)]);
      return count;
    });
  }
}
