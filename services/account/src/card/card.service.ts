import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { asTenant, Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, outgoing, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { EntityManager } from 'typeorm';
import { fingerprintOf, Terms, wrongState, type Account, type Customer } from '../account/account.js';
import { AccountRepository } from '../account/account.repository.js';
import { OpeningRepository } from '../account/opening.repository.js';
import type { ErrorCode } from '../errors.js';
import { VaultService, type TenantVault } from '../vault/vault.service.js';
import {
  after,
  cardNumberOf,
  drawnDigits,
  expiryOf,
  lastMonthOf,
  placeOfNumber,
  statusAt,
  type Card,
  type Deed,
} from './card.js';
import { CardRepository } from './card.repository.js';

/** A card that was issued now, or by an earlier request with the same key. */
export interface Issued {
  readonly card: Card;
  readonly replayed: boolean;
}

const DRAWS_MOST = 20;
const told = {
  freeze: 'card.frozen.v1',
  unfreeze: 'card.unfrozen.v1',
  cancel: 'card.cancelled.v1',
} as const satisfies Record<Exclude<Deed, 'replace'>, string>;

/** Issues cards and changes their state: always under the row lock of their account, which every purchase takes too. */
@Injectable()
export class CardService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly cards: CardRepository,
    private readonly openings: OpeningRepository,
    private readonly vaults: VaultService,
    private readonly relay: Relay,
    private readonly terms: Terms,
  ) {}

  /** Fails with: account_not_found, account_state, card_exists, idempotency_key_reused. */
  async issue(customer: Customer, accountId: string, idempotencyKey?: string): Promise<Issued> {
    const fingerprint = fingerprintOf('card', accountId);
    return this.making(customer, idempotencyKey, fingerprint, async (tx, now, vault) => {
      const account = await this.lock(tx, customer, accountId);
      if (account.status === 'closed') throw wrongState(account);
      const before = await this.cards.findLive(tx, accountId);
      if (before && statusAt(before, now) !== 'expired') {
        throw new DomainError<ErrorCode>('card_exists', 'Replace the card that the account has, or cancel it first.');
      }
      if (before) await this.cards.keepStatus(tx, { ...before, status: 'expired', updatedAt: now });
      const card = await this.add(tx, account, now, vault);
      return { card, rows: [issuedFact(card)] };
    });
  }

  /** Another card takes its place, with another number. Fails with: card_not_found, card_state. */
  async replace(customer: Customer, id: string, idempotencyKey?: string): Promise<Issued> {
    const fingerprint = fingerprintOf('replace', id);
    return this.making(customer, idempotencyKey, fingerprint, async (tx, now, vault) => {
      const { card: before, account } = await this.lockCard(tx, customer, id);
      if (account.status === 'closed') throw wrongState(account);
      const next = newId();
      const replaced = after('replace', before, now, next);
      await this.cards.keepStatus(tx, replaced);
      const card = await this.add(tx, account, now, vault, next);
      const fact = outgoing('card.replaced.v1', { ...factOf(replaced), replaced_by: card.id }, aboutOf(card));
      return { card, rows: [fact, issuedFact(card)] };
    });
  }

  /** Fails with: card_not_found, card_state. */
  async change(customer: Customer, id: string, deed: Exclude<Deed, 'replace'>): Promise<Card> {
    const { card, row } = await inTransaction(this.database.engine, async (tx) => {
      const { card: before } = await this.lockCard(tx, customer, id);
      const card = after(deed, before, new Date());
      await this.cards.keepStatus(tx, card);
      const row = outgoing(told[deed], factOf(card), aboutOf(card));
      await addToOutbox(tx, [row]);
      return { card, row };
    });
    this.relay.push([row]);
    return card;
  }

  /** Ends the card of an account that is closed, in the transaction that closes it. */
  async cancelOf(tx: EntityManager, accountId: string, now: Date): Promise<OutboxRow[]> {
    const live = await this.cards.findLive(tx, accountId);
    if (!live) return [];
    const card = after('cancel', live, now);
    await this.cards.keepStatus(tx, card);
    return [outgoing('card.cancelled.v1', factOf(card), aboutOf(card))];
  }

  /** Fails with: card_not_found. */
  async show({ tenantId, userId }: Customer, id: string): Promise<Card> {
    const card = await asTenant(this.database.reader, tenantId, (tx) =>
      this.cards.findOwn(tx, { tenantId, userId }, id),
    );
    if (!card) throw notFound();
    return card;
  }

  /** The card of an own account that nobody has ended. Fails with: account_not_found, card_not_found. */
  async showOf({ tenantId, userId }: Customer, accountId: string): Promise<Card> {
    return asTenant(this.database.reader, tenantId, async (tx) => {
      if (!(await this.accounts.findOwn(tx, userId, accountId))) throw noAccount();
      const card = await this.cards.findLive(tx, accountId);
      if (!card) throw new DomainError<ErrorCode>('card_not_found', 'The account has no card.');
      return card;
    });
  }

  private async making(
    { tenantId, userId }: Customer,
    idempotencyKey: string | undefined,
    fingerprint: Buffer,
    work: (tx: EntityManager, now: Date, vault: TenantVault) => Promise<{ card: Card; rows: OutboxRow[] }>,
  ): Promise<Issued> {
    const vault = await this.vaults.of(tenantId);
    const now = new Date();
    const rows: OutboxRow[] = [];
    const { made, replayed } = await inTransaction(this.database.engine, (tx) => {
      rows.length = 0;
      return this.openings.once(tx, { userId, idempotencyKey, fingerprint, now }, async () => {
        const made = await work(tx, now, vault);
        rows.push(...made.rows);
        await addToOutbox(tx, rows);
        return kept(made.card);
      });
    });
    this.relay.push(rows);
    return { card: restored(made), replayed };
  }

  private async lock(tx: EntityManager, { tenantId, userId }: Customer, accountId: string): Promise<Account> {
    const account = await this.accounts.lock(tx, tenantId, accountId);
    if (account?.ownerId !== userId) throw noAccount();
    return account;
  }

  /** The account first, as every posting does it; then the card is read again, as it is now. */
  private async lockCard(tx: EntityManager, of: Customer, id: string): Promise<{ card: Card; account: Account }> {
    const seen = await this.cards.findOwn(tx, of, id);
    if (!seen) throw notFound();
    const account = await this.lock(tx, of, seen.accountId);
    return { card: (await this.cards.findOwn(tx, of, id)) as Card, account };
  }

  private async add(
    tx: EntityManager,
    account: Account,
    now: Date,
    vault: TenantVault,
    id = newId(),
  ): Promise<Card> {
    const { tenantId, ownerId } = account;
    const place = placeOfNumber(id);
    const prefix = this.terms.cardPrefix;
    for (let draw = 0; draw < DRAWS_MOST; draw++) {
      const number = cardNumberOf(prefix, randomInt(10 ** drawnDigits(prefix)));
      const { sealed, version } = vault.seal(place, number);
      const card: Card = {
        ...{ id, tenantId, accountId: account.id, ownerId, lastFour: number.slice(-4), expiresAt: expiryOf(now) },
        ...{ status: 'active', replacedBy: null, createdAt: now, updatedAt: now },
      };
      if (await this.cards.add(tx, card, { sealed, version, index: vault.indexOf(place, number) })) return card;
    }
    throw new Error('card numbers are running out');
  }
}

const notFound = (): DomainError => new DomainError<ErrorCode>('card_not_found', 'You have no such card.');
const noAccount = (): DomainError => new DomainError<ErrorCode>('account_not_found', 'You have no such account.');

const aboutOf = (card: Card) => ({ key: card.accountId, tenant: card.tenantId });

const factOf = (card: Card) => ({
  card_id: card.id,
  account_id: card.accountId,
  owner_id: card.ownerId,
  last_four: card.lastFour,
  at: card.updatedAt.toISOString(),
});

function issuedFact(card: Card): OutboxRow {
  const { year, month } = lastMonthOf(card);
  const expires = `${year}-${String(month).padStart(2, '0')}`;
  return outgoing('card.issued.v1', { ...factOf(card), expires }, aboutOf(card));
}

/** A new card as its idempotency key keeps it. */
type Kept = Omit<Card, 'expiresAt' | 'createdAt' | 'updatedAt'> & { expiresAt: string; createdAt: string };

function kept({ expiresAt, createdAt, updatedAt: _updatedAt, ...card }: Card): Kept {
  return { ...card, expiresAt: expiresAt.toISOString(), createdAt: createdAt.toISOString() };
}

function restored({ expiresAt, createdAt, ...card }: Kept): Card {
  const made = new Date(createdAt);
  return { ...card, expiresAt: new Date(expiresAt), createdAt: made, updatedAt: made };
}
