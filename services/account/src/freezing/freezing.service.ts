import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { Database, inTransaction } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { EntityManager } from 'typeorm';
import type { Account } from '../account/account.js';
import { AccountRepository } from '../account/account.repository.js';
import type { ErrorCode } from '../errors.js';
import { frozen, unfrozen } from './freezing.js';

/** Who asks: an agent or admin of a tenant. */
export interface Officer {
  readonly tenantId: string;
  readonly userId: string;
}

interface Changed {
  readonly account: Account;
  readonly row: OutboxRow;
}

/**
 * Freezes customers' accounts and lifts the freeze. Under the account's row lock, which every posting takes too: a
 * command that comes after the answer finds the account as the answer says.
 */
@Injectable()
export class FreezingService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly relay: Relay,
  ) {}

  /** Fails with: account_not_found, account_state. */
  freeze(officer: Officer, id: string, reason: string): Promise<Account> {
    return this.change(officer, id, async (tx, before) => {
      const freeze = { reason, by: officer.userId, at: new Date() };
      const account = frozen(before, freeze);
      await this.accounts.keepStatus(tx, account, freeze);
      return { account, row: outgoing('account.frozen.v1', { ...factOf(account, officer), reason }, about(account)) };
    });
  }

  /** Fails with: account_not_found, account_state. */
  unfreeze(officer: Officer, id: string): Promise<Account> {
    return this.change(officer, id, async (tx, before) => {
      const account = unfrozen(before, new Date());
      await this.accounts.keepStatus(tx, account);
      return { account, row: outgoing('account.unfrozen.v1', factOf(account, officer), about(account)) };
    });
  }

  private async change(
    { tenantId }: Officer,
    id: string,
    work: (tx: EntityManager, account: Account) => Promise<Changed>,
  ): Promise<Account> {
    const { account, row } = await inTransaction(this.database.engine, async (tx) => {
      const before = await this.accounts.lock(tx, tenantId, id);
      if (!before) throw new DomainError<ErrorCode>('account_not_found', 'The bank has no such account.');
      const changed = await work(tx, before);
      await addToOutbox(tx, [changed.row]);
      return changed;
    });
    this.relay.push([row]);
    return account;
  }
}

const about = (account: Account) => ({ key: account.id, tenant: account.tenantId });

const factOf = (account: Account, officer: Officer) => ({
  account_id: account.id,
  owner_id: account.ownerId,
  by: officer.userId,
  at: account.updatedAt.toISOString(),
});
