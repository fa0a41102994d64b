import { Injectable } from '@nestjs/common';
import { isId } from '@florin/platform/http';
import { Database, inTransaction } from '@florin/platform/database';
import type { Client } from './client.js';
import { ClientRepository } from './client.repository.js';

/** Registered clients. */
@Injectable()
export class ClientService {
  constructor(
    private readonly database: Database,
    private readonly clients: ClientRepository,
  ) {}

  async find(id: string): Promise<Client | undefined> {
    return isId(id) ? inTransaction(this.database.engine, (tx) => this.clients.find(tx, id)) : undefined;
  }
}
