import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError, invalid } from '@florin/kernel';
import { asTenant, Database, inTransaction, newId } from '@florin/platform/database';
import { Lane } from '@florin/platform/lane';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { EntityManager } from 'typeorm';
import { CardService } from '../card/card.service.js';
import type { ErrorCode } from '../errors.js';
import {
  closed,
  DRAWN_LEAST,
  DRAWN_MOST,
  fingerprintOf,
  hasTenDigits,
  isNumber,
  numberOf,
  Terms,
  type Account,
  type Customer,
  type Opening,
} from './account.js';
import { AccountRepository, type Asked, type Balance } from './account.repository.js';
import { OpeningRepository } from './opening.repository.js';

export interface Opened {
  readonly account: Account;
  /** The account was opened by an earlier request with the same key. */
  readonly replayed: boolean;
}

const DRAWS_MOST = 20;
const BALANCES_MOST = 256;
/** Questions about balances in flight at once. */
const BALANCE_SLOTS = 2;

const notFound = (): DomainError => new DomainError<ErrorCode>('account_not_found', 'You have no such account.');

/** Opens accounts and shows them to their owners. */
@Injectable()
export class AccountService {
  /** Balances that are asked for together are read together. */
  private readonly balances = new Lane<Asked, Balance | undefined>((asked) => this.balancesOf(asked), {
    most: BALANCES_MOST,
    slots: BALANCE_SLOTS,
  });

  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly openings: OpeningRepository,
    private readonly cards: CardService,
    private readonly relay: Relay,
    private readonly terms: Terms,
  ) {}

  /**
   * Opens an account for its owner, who asks himself or whom an officer asks for; what is `also` said of it goes with
   * it. Fails with: validation_failed, idempotency_key_reused.
   */
  async open(
    owner: Customer,
    opening: Opening,
    by: Customer,
    idempotencyKey?: string,
    also?: (account: Account) => OutboxRow,
  ): Promise<Opened> {
    if (!this.terms.currencies.includes(opening.currency)) {
      throw invalid('currency', `must be one of ${this.terms.currencies.join(', ')}`);
    }
    const now = new Date();
    const fingerprint = fingerprintOf('open', opening.type, opening.currency, opening.name, ...forWhom(owner, by));
    const rows: OutboxRow[] = [];
    const { made, replayed } = await inTransaction(this.database.engine, (tx) => {
      rows.length = 0;
      return this.openings.once(tx, { userId: by.userId, idempotencyKey, fingerprint, now }, async () => {
        const account = await this.addWithNumber(tx, owner, opening, now);
        rows.push(outgoing('account.opened.v1', factOf(account), aboutOf(account)));
        if (also) rows.push(also(account));
        await addToOutbox(tx, rows);
        return kept(account);
      });
    });
    this.relay.push(rows);
    return { account: restored(made), replayed };
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

  /** Fails with: account_not_found. */
  async rename({ tenantId, userId }: Customer, id: string, name: string): Promise<Account> {
    return inTransaction(this.database.engine, async (tx) => {
      const before = await this.lockOwn(tx, { tenantId, userId }, id);
      const account = { ...before, name, updatedAt: new Date() };
      await this.accounts.keepName(tx, account);
      return account;
    });
  }

  /**
   * Closes an own account for good, and its card with it. Under the row lock that every posting takes: what comes
   * after the answer finds it closed. Fails with: account_not_found, account_state, account_not_empty.
   */
  async close(customer: Customer, id: string): Promise<Account> {
    const { account, rows } = await inTransaction(this.database.engine, async (tx) => {
      const account = closed(await this.lockOwn(tx, customer, id), new Date());
      await this.accounts.keepStatus(tx, account);
      const rows = [
        ...(await this.cards.cancelOf(tx, account.id, account.updatedAt)),
        outgoing('account.closed.v1', { ...factOf(account), at: account.updatedAt.toISOString() }, aboutOf(account)),
      ];
      await addToOutbox(tx, rows);
      return { account, rows };
    });
    this.relay.push(rows);
    return account;
  }

  private async lockOwn(tx: EntityManager, { tenantId, userId }: Customer, id: string): Promise<Account> {
    const account = await this.accounts.lock(tx, tenantId, id);
    if (account?.ownerId !== userId) throw notFound();
    return account;
  }

  /** Anybody's account of the same bank, for a payer. Fails with: validation_failed, account_not_found. */
  async lookUp({ tenantId }: Customer, number: string): Promise<Account> {
    if (!hasTenDigits(number)) throw invalid('number', 'must be ten digits');
    const found = isNumber(number)
      ? await asTenant(this.database.reader, tenantId, (tx) => this.accounts.findByNumber(tx, number))
      : undefined;
    if (!found) throw new DomainError<ErrorCode>('account_not_found', 'No account has this number.');
    return found;
  }

  /** Anybody's account of the same bank, for a payer who has its IBAN. Fails with: account_not_found. */
  async lookUpIban(customer: Customer, iban: string): Promise<Account> {
    const number = this.terms.numberIn(plain(iban));
    if (number === undefined) throw new DomainError<ErrorCode>('account_not_found', 'No account has this IBAN.');
    return this.lookUp(customer, number);
  }

  /** The account of an IBAN at whichever bank it is kept. Fails with: account_not_found. */
  async ofIban(iban: string): Promise<Account> {
    const number = this.terms.numberIn(plain(iban));
    const found = number && (await this.accounts.findByNumber(this.database.engine.manager, number));
    if (!found) throw new DomainError<ErrorCode>('account_not_found', 'No account has this IBAN.');
    return found;
  }

  /**
   * The balance now, or as it was at an instant that has passed. Without an owner, of whoever's it is. Fails with:
   * account_not_found, validation_failed.
   */
  async balance(of: { tenantId: string; userId?: string }, id: string, asOf: Date, at?: Date): Promise<Balance> {
    if (at && at > asOf) throw invalid('at', 'must not be in the future');
    const asked = { ...of, id };
    const pool = this.database.readerPool;
    const balance = await (at ? this.accounts.balanceAt(pool, asked, at) : this.balances.add(asked));
    if (!balance) throw notFound();
    return balance;
  }

  /** One question to the database for each tenant. */
  private async balancesOf(asked: readonly Asked[]): Promise<(Balance | undefined)[]> {
    const found = new Map<Asked, Balance | undefined>();
    const ofTenants = [...Map.groupBy(asked, ({ tenantId }) => tenantId)].map(async ([tenantId, of]) => {
      const balances = await this.accounts.balancesOf(this.database.readerPool, tenantId, of);
      of.forEach((one, i) => found.set(one, balances[i]));
    });
    await Promise.all(ofTenants);
    return asked.map((one) => found.get(one));
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

/** An IBAN as it is compared: people write it in groups and in small letters too. */
const plain = (iban: string): string => iban.replace(/\s/g, '').toUpperCase();

/** Whom an officer opened an account for belongs to what the key stands for. */
const forWhom = (owner: Customer, by: Customer): string[] => (owner.userId === by.userId ? [] : [owner.userId]);

const aboutOf = (account: Account) => ({ key: account.id, tenant: account.tenantId });

const factOf = (account: Account) => ({
  account_id: account.id,
  owner_id: account.ownerId,
  number: account.number,
  type: account.type,
  currency: account.currency,
  at: account.createdAt.toISOString(),
});

/** A new account as its idempotency key keeps it: it holds nothing, so its amounts need not be kept. */
type Kept = Omit<Account, 'balance' | 'held' | 'createdAt' | 'updatedAt'> & { readonly createdAt: string };

function kept({ balance: _balance, held: _held, updatedAt: _updatedAt, ...account }: Account): Kept {
  return { ...account, createdAt: account.createdAt.toISOString() };
}

function restored(account: Kept): Account {
  const createdAt = new Date(account.createdAt);
  return { ...account, balance: 0n, held: 0n, createdAt, updatedAt: createdAt };
}
