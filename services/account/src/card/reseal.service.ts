import { Injectable } from '@nestjs/common';
import { Database, inTransaction } from '@florin/platform/database';
import { VaultService } from '../vault/vault.service.js';
import { CardRepository } from './card.repository.js';
import { placeOfNumber } from './card.js';

const BATCH = 500;

/** Seals the numbers of cards anew, with the newest data key of their tenant, while cards are issued and used. */
@Injectable()
export class ResealService {
  constructor(
    private readonly database: Database,
    private readonly cards: CardRepository,
    private readonly vaults: VaultService,
  ) {}

  /** Outside a module: for an operator's command. */
  static over(database: Database, vaults: VaultService): ResealService {
    return new ResealService(database, new CardRepository(), vaults);
  }

  /** How many it were; `tell` hears it after each batch. The digests of the numbers stay as they are. */
  async reseal(tenantId: string, tell: (done: number) => void = () => undefined): Promise<number> {
    const vault = await this.vaults.of(tenantId);
    for (let done = 0; ; tell(done)) {
      const moved = await inTransaction(this.database.engine, async (tx) => {
        const behind = await this.cards.lockSealedBefore(tx, tenantId, vault.version, BATCH);
        const anew = behind.map(({ id, sealed, version }) => {
          const number = vault.open(placeOfNumber(id), sealed, version);
          return { id, ...vault.seal(placeOfNumber(id), number) };
        });
        await this.cards.keepSealed(tx, anew, vault.version);
        return behind.length;
      });
      if (moved === 0) return done;
      done += moved;
    }
  }
}
