import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError, invalid } from '@florin/kernel';
import { asTenant, Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { EntityManager } from 'typeorm';
import type { ErrorCode } from '../errors.js';
import {
  DRAWN_LEAST,
  DRAWN_MOST,
  fingerprintOf,
  isNumber,
  numberOf,
  Terms,
  type Account,
  type Opening,
} from './account.js';
import { AccountRepository, type Balance } from './account.repository.js';
import { OpeningRepository } from './opening.repository.js';

/** Who asks: a customer of a tenant. */
export interface Customer {
  readonly tenantId: string;
  readonly userId: string;
}

export interface Opened {
  readonly account: Account;
  /** The account was opened by an earlier request with the same key. */
  readonly replayed: boolean;
}

const DRAWS_MOST = 20;

const notFound = (): DomainError => new DomainError<ErrorCode>('account_not_found', 'You have no such account.');

/** Opens accounts and shows them to their owners. */
@Injectable()
export class AccountService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly openings: OpeningRepository,
    private readonly relay: Relay,
    private readonly terms: Terms,
  ) {}

  /** Fails with: validation_failed, idempotency_key_reused. */
  async open(customer: Customer, opening: Opening, idempotencyKey?: string): Promise<Opened> {
    if (!this.terms.currencies.includes(opening.currency)) {
      throw invalid('currency', `must be one of ${this.terms.currencies.join(', ')}`);
    }
    const { rows, ...opened } = await inTransaction(this.database.engine, (tx) =>
      this.openIn(tx, customer, opening, idempotencyKey),
    );
    this.relay.push(rows);
    return opened;
  }

  private async openIn(
    tx: EntityManager,
    customer: Customer,
    opening: Opening,
    idempotencyKey: string | undefined,
  ): Promise<Opened & { rows: OutboxRow[] }> {
    const now = new Date();
    const key = idempotencyKey === undefined ? undefined : { userId: customer.userId, idempotencyKey };
    if (key) {
      const fingerprint = fingerprintOf(opening);
      const before = await this.openings.claim(tx, key, fingerprint, now);
      if (before && !before.fingerprint.equals(fingerprint)) {
        throw new DomainError(
          'idempotency_key_reused',
          'This key opened another account. Take a new key for a new request.',
        );
      }
      if (before) return { account: before.account, replayed: true, rows: [] };
    }
    const account = await this.addWithNumber(tx, customer, opening, now);
    if (key) await this.openings.keep(tx, key, account);
    const row = outgoing(
      'account.opened.v1',
      {
        account_id: account.id,
        owner_id: account.ownerId,
        number: account.number,
        type: account.type,
        currency: account.currency,
        at: now.toISOString(),
      },
      { key: account.id, tenant: account.tenantId },
    );
    await addToOutbox(tx, [row]);
    return { account, replayed: false, rows: [row] };
  }

  private async addWithNumber(tx: EntityManager, customer: Customer, opening: Opening, now: Date): Promise<Account> {
    for (let draw = 0; draw < DRAWS_MOST; draw++) {
      const number = numberOf(randomInt(DRAWN_LEAST, DRAWN_MOST + 1));
      const account = await this.accounts.add(tx, customer, opening, { id: newId(), number, now });
      if (account) return account;
    }
    throw new Error('account numbers are running out');
  }

  /** The customer's own, oldest first. */
  list({ tenantId, userId }: Customer): Promise<Account[]> {
    return asTenant(this.database.reader, tenantId, (tx) => this.accounts.listOwn(tx, userId));
  }

  /** Fails with: account_not_found. */
  async show({ tenantId, userId }: Customer, id: string): Promise<Account> {
    const account = await asTenant(this.database.reader, tenantId, (tx) => this.accounts.findOwn(tx, userId, id));
    if (!account) throw notFound();
    return account;
  }

  /** Anybody's account of the same bank, for a payer. Fails with: validation_failed, account_not_found. */
  async lookUp({ tenantId }: Customer, number: string): Promise<Account> {
    if (!/^[0-9]{10}$/.test(number)) throw invalid('number', 'must be ten digits');
    const found = isNumber(number)
      ? await asTenant(this.database.reader, tenantId, (tx) => this.accounts.findByNumber(tx, number))
      : undefined;
    if (!found) throw new DomainError<ErrorCode>('account_not_found', 'No account has this number.');
    return found;
  }

  /** Fails with: account_not_found. */
  async balance({ tenantId, userId }: Customer, id: string): Promise<Balance> {
    const balance = await asTenant(this.database.reader, tenantId, (tx) => this.accounts.balanceOf(tx, userId, id));
    if (!balance) throw notFound();
    return balance;
  }

  /** Where a customer's money goes: the oldest open checking account in the currency. Fails with: account_not_found. */
  async mainAccountOf(tenantId: string, ownerId: string, currency: string): Promise<Account> {
    const account = await asTenant(this.database.reader, tenantId, (tx) =>
      this.accounts.findMain(tx, ownerId, currency),
    );
    if (!account)
      throw new DomainError<ErrorCode>('account_not_found', 'This customer has no open account in the currency.');
    return account;
  }

  ibanOf(account: Account): string {
    return this.terms.ibanOf(account);
  }
}
