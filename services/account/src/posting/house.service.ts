import { Injectable } from '@nestjs/common';
import { Database, newId } from '@florin/platform/database';
import { HouseRepository, type House } from './house.repository.js';

/** Knows the bank's own accounts, made on demand and never removed, so their ids can be remembered. */
@Injectable()
export class HouseService {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly database: Database,
    private readonly houses: HouseRepository,
  ) {}

  async idOf(house: House): Promise<string> {
    const name = `${house.tenantId} ${house.house} ${house.currency}`;
    let id = this.known.get(name);
    if (id === undefined) {
      id = await this.houses.make(this.database.pool, house, newId(), new Date());
      this.known.set(name, id);
    }
    return id;
  }

  /** Somebody put the database back to an earlier state: ask it again. */
  forget(): void {
    this.known.clear();
  }
}
