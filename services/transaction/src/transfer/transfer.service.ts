import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { Caller } from '@florin/platform/auth';
import { asTenant, Database } from '@florin/platform/database';
import { CONFIG, type Config } from '../config.js';
import { Directory } from '../directory/directory.client.js';
import { Waiting } from '../waiting/waiting.service.js';
import { DoorService, replay, type Outcome } from './door.service.js';
import { TransferRepository } from './transfer.repository.js';
import { fingerprintOf, type Filter, type Order, type Transfer } from './transfer.js';
import { creditorOf, numberIn, type OwnBank } from './creditor.js';
import { amountOf, differ, isVague, mayWish, sourceOf, type Bounds, type Wish } from './wish.js';

/** Transfers: takes what customers ask for, and shows them. */
@Injectable()
export class TransferService {
  private readonly bounds: Bounds;
  private readonly bank: OwnBank;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly door: DoorService,
    private readonly transfers: TransferRepository,
    private readonly waiting: Waiting,
    private readonly directory: Directory,
  ) {
    this.bank = { country: config.IBAN_COUNTRY, code: config.BANK_CODE, partner: config.BANK_NAME };
    this.bounds = {
      amountMost: config.MAX_AMOUNT,
      selfDeposit: config.SELF_DEPOSIT,
      selfDepositMost: config.SELF_DEPOSIT_MAX,
    };
  }

  /**
   * Accepts a transfer and waits for its end, so many seconds at most. Fails with: validation_failed,
   * amount_out_of_range, card_not_for_credit, self_deposit_off, self_deposit_limit, same_account, account_not_found,
   * unavailable, overloaded, idempotency_key_reused. A declined transfer is given like any other.
   */
  async request(wish: Wish, caller: Caller, key: string | undefined, waitS: number): Promise<Outcome> {
    return this.take(await this.prepare(wish, caller, key), waitS);
  }

  /** Makes clear what a wish means, or finds the transfer of an earlier request with its key. */
  async prepare(wish: Wish, caller: Caller, key: string | undefined): Promise<Order | Outcome> {
    const earlier = key !== undefined && isVague(wish) ? await this.repeated(wish, caller, key) : undefined;
    return earlier ?? this.order(wish, caller, key);
  }

  /**
   * Accepts an order that is clear, and waits; the time that accepting took counts. Fails with: overloaded,
   * idempotency_key_reused.
   */
  async take(order: Order | Outcome, waitS: number): Promise<Outcome> {
    const begun = performance.now();
    const taken = 'transfer' in order ? order : await this.door.enter(order, new Date());
    const leftS = Math.max(0, waitS - (performance.now() - begun) / 1_000);
    const transfer = await this.waiting.outcome(taken.transfer, leftS);
    return { ...taken, transfer };
  }

  /** Fails with: transfer_not_found. The recipient is whoever owns the account that was credited. */
  async show(caller: Caller, id: string): Promise<{ transfer: Transfer; as: 'sender' | 'recipient' }> {
    const transfer = await asTenant(this.database.reader, caller.tenantId, (tx) =>
      this.transfers.find(tx, caller.tenantId, id),
    );
    if (transfer?.userId === caller.userId) return { transfer, as: 'sender' };
    const own = transfer?.status === 'completed' ? [transfer.toAccountId] : [];
    // Whom the bank takes a refund from sees it as well.
    if (transfer?.kind === 'reversal') own.push(transfer.fromAccountId, transfer.toAccountId);
    for (const id of new Set(own))
      if (transfer && id !== null && (await this.directory.isOwn(caller, id))) return { transfer, as: 'recipient' };
    throw new DomainError('transfer_not_found');
  }

  /** A page of the caller's transfers; of an own account also what came in, and refunds that the bank took. */
  async page(caller: Caller, filter: Filter): Promise<Transfer[]> {
    const { accountId } = filter;
    const incoming = accountId !== undefined && (await this.directory.isOwn(caller, accountId));
    const own = { ...filter, userId: caller.userId, incoming };
    return asTenant(this.database.reader, caller.tenantId, (tx) => this.transfers.page(tx, caller.tenantId, own));
  }

  /** The transfer of an earlier request with this key, found without asking anybody what the wish means. */
  private async repeated(wish: Wish, caller: Caller, key: string): Promise<Outcome | undefined> {
    const { tenantId, userId } = caller;
    const [first] = await this.transfers.byKeys(this.database.pool, [{ tenantId, userId, key }]);
    if (!first) return undefined;
    const currency = wish.currency ?? first.currency;
    return replay(first, fingerprintOf({ ...wish, currency, amount: amountOf(wish, currency, this.bounds) }));
  }

  private async order(wish: Wish, caller: Caller, key: string | undefined): Promise<Order> {
    const currency = wish.currency ?? (await this.directory.currencyOf(caller, sourceOf(wish)));
    const amount = amountOf(wish, currency, this.bounds);
    mayWish(wish, amount, currency, this.bounds);
    const creditor = creditorOf(wish, this.bank);
    const payee = creditor ? null : await this.payee(wish, caller, currency);
    differ(wish.from, payee?.accountId ?? null);
    return {
      tenantId: caller.tenantId,
      userId: caller.userId,
      kind: creditor ? 'external' : wish.kind,
      fromAccountId: wish.from,
      toAccountId: payee?.accountId ?? null,
      toUserId: payee?.userId ?? null,
      amount,
      currency,
      description: wish.description,
      cardId: wish.cardId,
      key: key ?? null,
      fingerprint: fingerprintOf({ ...wish, currency, amount }),
      creditor,
      bookedAt: null,
    };
  }

  private async payee(
    { to }: Wish,
    caller: Caller,
    currency: string,
  ): Promise<{ accountId: string; userId: string | null } | null> {
    if (to === null) return null;
    if (to.by === 'iban') return this.directory.byNumber(caller, numberIn(to.name));
    if (to.by === 'number') return this.directory.byNumber(caller, to.name);
    if (to.by === 'username') return this.directory.byUsername(caller, to.name, currency);
    return { accountId: to.name, userId: null };
  }
}
