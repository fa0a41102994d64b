import type { MessageData } from '@florin/contracts';
import { assert } from '@florin/kernel';
import {
  Overtaken,
  type Answer,
  type Command,
  type Counterparty,
  type Decision,
  type Entry,
  type Hold,
  type Leg,
  type LockedAccount,
  type LockedCard,
  type Posting,
  type Reason,
} from './command.js';

/** PostgreSQL's bigint: what does not fit is a fault of the command, not a refusal. */
const MOST = 2n ** 63n - 1n;

/** Who names what he does not have, or nothing at all, leaves no trace on any account. */
const UNKNOWN: readonly Reason[] = ['account_not_found', 'card_not_found', 'same_account'];

/** What was found locked: accounts and cards by their ids, holds by their transfers. */
export interface Found {
  readonly accounts: ReadonlyMap<string, LockedAccount>;
  readonly holds: ReadonlyMap<string, Hold>;
  readonly cards: ReadonlyMap<string, LockedCard>;
}

/**
 * Decides commands one after the other over accounts that are locked. A refusal of one leaves the others alone; a
 * command that cannot be right (no amount, a sum beyond any account) fails the batch, which is then tried in parts.
 */
export function decide(commands: readonly Command[], found: Found, now: Date, newId: () => string): Decision {
  const books = new Books(found, now, newId);
  const answers = new Array<Answer>(commands.length);
  for (const i of chronological(commands)) answers[i] = books.decideOne(commands[i] as Command);
  const { postings, entries } = books;
  return { changed: [...books.changed.values()], postings, entries, holds: books.heldSince(), answers };
}

/** The order of arrival, but history goes by when it happened: partitions arrive side by side. */
function chronological(commands: readonly Command[]): number[] {
  const order = commands.map((_, i) => i);
  if (!commands.some((command) => command.bookedAt)) return order;
  const time = (i: number): number => commands[i]?.bookedAt?.getTime() ?? Infinity;
  return order.sort((a, b) => (time(a) === time(b) ? a - b : time(a) - time(b)));
}

/** Why a posting or a hold is refused, in the order of the checks; nothing when it may be. */
export function refusalOf(
  command: Command,
  debit: LockedAccount | undefined,
  credit: LockedAccount | undefined,
  cardRefusal: Reason | undefined,
): Reason | undefined {
  const deposit = command.kind === 'deposit';
  const byCustomer = command.authority !== 'bank';
  if (!standsFor(command, command.debit, debit) || !standsFor(command, command.credit, credit))
    return 'account_not_found';
  const own = deposit ? credit : debit;
  if (byCustomer && own.ownerId !== command.userId) return 'account_not_found';
  // A deposit takes from the bank alone: else a caller could credit himself from a stranger's account.
  if (deposit && !command.debit.house) return 'account_not_found';
  if (byCustomer && cardRefusal === 'card_not_found') return cardRefusal;
  if (debit.id === credit.id) return 'same_account';
  if (debit.status === 'closed' || credit.status === 'closed') return 'account_closed';
  if (byCustomer && debit.status === 'frozen') return 'account_frozen';
  if (byCustomer && cardRefusal) return cardRefusal;
  const { amount, currency } = command.amount;
  if (debit.currency !== currency || credit.currency !== currency) return 'currency_mismatch';
  if (!command.debit.house && debit.balance - debit.held < amount) return 'insufficient_funds';
  return undefined;
}

/** What a card has against a purchase: it must be the payer's own, of the account that is debited, live and in time. */
export function cardRefusalOf(command: Command, card: LockedCard | undefined, now: Date): Reason | undefined {
  if (command.cardId === undefined) return undefined;
  if (card?.tenantId !== command.tenantId || card.ownerId !== command.userId) return 'card_not_found';
  const usable = card.accountId === command.debit.accountId && card.status === 'active' && now < card.expiresAt;
  return usable ? undefined : 'card_not_usable';
}

/** Whether the account is there, of the command's tenant, and the bank's own exactly if it was named by its purpose. */
function standsFor(command: Command, leg: Leg, account?: LockedAccount): account is LockedAccount {
  return account !== undefined && account.tenantId === command.tenantId && (account.ownerId === null) === leg.house;
}

/** The accounts and holds of a batch while it is decided, and what will be written. */
class Books {
  readonly changed = new Map<string, LockedAccount>();
  readonly postings: Posting[] = [];
  readonly entries: Entry[] = [];
  private readonly holds = new Map<string, Hold>();

  constructor(
    private readonly found: Found,
    private readonly now: Date,
    private readonly newId: () => string,
  ) {}

  decideOne(command: Command): Answer {
    assert(command.amount.amount > 0n && command.amount.amount <= MOST, 'an amount is above zero and fits an account');
    switch (command.verb) {
      case 'post':
        return this.post(command);
      case 'reserve':
        return this.reserve(command);
      case 'capture':
        return this.capture(command);
      case 'release':
        return this.release(command);
    }
  }

  /** What became of holds: those that are new, and those that have ended. */
  heldSince(): Decision['holds'] {
    const made: Hold[] = [];
    const ended: Hold[] = [];
    for (const hold of this.holds.values()) (this.found.holds.has(hold.transferId) ? ended : made).push(hold);
    return { made, ended };
  }

  private post(command: Command): Answer {
    const [debit, credit] = this.sides(command);
    const reason = this.refusal(command, debit, credit);
    const { creditElse, ...bare } = command;
    if (reason && creditElse) return this.post({ ...bare, credit: creditElse });
    if (reason) {
      const declined = this.decline(command, reason, debit, credit);
      return { type: 'account.transfer-declined.v1', data: { ...declined, verb: 'post', reason } };
    }
    assert(debit && credit, 'a command that passes the checks has both accounts');
    return { type: 'account.transfer-posted.v1', data: { ...this.book(command, debit, credit), verb: 'post' } };
  }

  private refusal(command: Command, debit?: LockedAccount, credit?: LockedAccount): Reason | undefined {
    const card = command.cardId === undefined ? undefined : this.found.cards.get(command.cardId);
    return refusalOf(command, debit, credit, cardRefusalOf(command, card, command.bookedAt ?? this.now));
  }

  /** Sets the amount aside. A release that came first has ended the hold before it began. */
  private reserve(command: Command): Answer {
    const type = 'account.funds-declined.v1';
    const { transferId: transfer_id, amount } = command;
    const before = this.holdOf(command);
    // Granted once, and answered from then: the answer is there, only not in what this batch has read.
    if (before && before.status !== 'released') throw new Overtaken();
    const decided_at = this.now.toISOString();
    if (before) return { type, data: { transfer_id, verb: 'reserve', reason: 'released', decided_at } };
    const [debit, credit] = this.sides(command);
    const reason = this.refusal(command, debit, credit);
    if (reason) {
      return { type, data: { ...this.decline(command, reason, debit, credit), verb: 'reserve', reason } };
    }
    assert(debit && credit, 'a command that passes the checks has both accounts');
    const held = debit.held + amount.amount;
    this.changed.set(debit.id, { ...debit, held });
    const hold = this.keep(this.holdFor(command, 'open'));
    const data = {
      transfer_id,
      verb: 'reserve' as const,
      hold_id: hold.id,
      account_id: debit.id,
      amount: { amount_minor: String(amount.amount), currency: amount.currency },
      available: { amount_minor: String(debit.balance - held), currency: amount.currency },
      decided_at,
    };
    return { type: 'account.funds-reserved.v1', data };
  }

  /** Books what is held. The money is promised, so neither a freeze nor the funds are asked again. */
  private capture(command: Command): Answer {
    const refuse = (reason: MessageData<'account.capture-refused.v1'>['reason']): Answer => ({
      type: 'account.capture-refused.v1',
      data: { transfer_id: command.transferId, verb: 'capture', reason, decided_at: this.now.toISOString() },
    });
    const hold = this.holdOf(command);
    if (!hold) {
      this.keep(this.holdFor(command, 'released'));
      return refuse('not_reserved');
    }
    if (hold.status === 'released') return refuse('released');
    if (hold.status === 'captured') throw new Overtaken();
    const [debit, credit] = this.sides(command);
    assert(debit && credit, 'accounts are never removed');
    if (!command.credit.house && credit.status === 'closed') return refuse('account_closed');
    this.end(hold, 'captured');
    const data = { ...this.book(command, this.giveBack(debit, hold), credit), verb: 'capture' as const };
    return { type: 'account.funds-captured.v1', data };
  }

  /** Gives back what is held. What comes too early leaves word for the reservation, what comes too late is told so. */
  private release(command: Command): Answer {
    const told = { transfer_id: command.transferId, verb: 'release' as const, decided_at: this.now.toISOString() };
    const hold = this.holdOf(command);
    if (hold?.status === 'captured') {
      return { type: 'account.release-refused.v1', data: { ...told, reason: 'captured' } };
    }
    if (!hold) this.keep(this.holdFor(command, 'released'));
    if (hold?.status === 'open') {
      const debit = this.current(hold.accountId);
      assert(debit, 'accounts are never removed');
      this.end(hold, 'released');
      this.giveBack(debit, hold);
    }
    return { type: 'account.funds-released.v1', data: told };
  }

  private holdFor(command: Command, status: 'open' | 'released'): Hold {
    const { transferId, tenantId, kind, description } = command;
    const { amount, currency } = command.amount;
    const other = command.credit.accountId;
    return {
      id: this.newId(),
      transferId,
      tenantId,
      accountId: command.debit.accountId,
      kind,
      amount,
      currency,
      description,
      counterparty: counterpartyOf(command, other, this.current(other)?.number ?? null),
      status,
      createdAt: this.now,
      closedAt: status === 'open' ? null : this.now,
    };
  }

  private holdOf(command: Command): Hold | undefined {
    const hold = this.holds.get(command.transferId) ?? this.found.holds.get(command.transferId);
    if (!hold) return undefined;
    const asSaid =
      hold.tenantId === command.tenantId &&
      hold.accountId === command.debit.accountId &&
      hold.counterparty.id === command.credit.accountId &&
      hold.amount === command.amount.amount &&
      hold.currency === command.amount.currency;
    assert(asSaid, 'all words about a hold name the same transfer');
    return hold;
  }

  private keep(hold: Hold): Hold {
    this.holds.set(hold.transferId, hold);
    return hold;
  }

  private end(hold: Hold, status: 'captured' | 'released'): void {
    this.keep({ ...hold, status, closedAt: this.now });
  }

  private giveBack(account: LockedAccount, { amount }: Hold): LockedAccount {
    const after = { ...account, held: account.held - amount };
    assert(after.held >= 0n, 'no more is given back than was held');
    this.changed.set(account.id, after);
    return after;
  }

  /** Books both legs. */
  private book(command: Command, debit: LockedAccount, credit: LockedAccount) {
    const { amount, currency } = command.amount;
    // Both customers see one time; the bank's own account, which all share, only never goes back.
    const bookedAt = this.after(
      command,
      [debit, credit].filter((account) => account.ownerId !== null),
    );
    const posting = { id: this.newId(), command, bookedAt };
    this.postings.push(posting);
    const legs = [
      this.enter(command, debit, -amount, { postingId: posting.id, reason: null, other: credit, bookedAt }),
      this.enter(command, credit, amount, { postingId: posting.id, reason: null, other: debit, bookedAt }),
    ].map((entry) => ({
      account_id: entry.accountId,
      entry_id: entry.id,
      seq: String(entry.seq),
      balance_after: { amount_minor: String(entry.balanceAfter), currency },
    }));
    const [debited, credited] = legs as [(typeof legs)[0], (typeof legs)[0]];
    return { transfer_id: command.transferId, debit: debited, credit: credited, booked_at: bookedAt.toISOString() };
  }

  /** Keeps a declined entry on the caller's own account, and never on anybody else's. */
  private decline(command: Command, reason: Reason, debit?: LockedAccount, credit?: LockedAccount) {
    const data: Omit<MessageData<'account.transfer-declined.v1'>, 'verb' | 'reason'> = {
      transfer_id: command.transferId,
      decided_at: this.now.toISOString(),
    };
    const [own, other] = command.kind === 'deposit' ? [credit, debit] : [debit, credit];
    if (reason === 'insufficient_funds' && own) {
      data.available = { amount_minor: String(own.balance - own.held), currency: own.currency };
    }
    const kept = command.authority !== 'bank' && !UNKNOWN.includes(reason);
    if (kept && own && other) {
      const amount = own === credit ? command.amount.amount : -command.amount.amount;
      const bookedAt = this.after(command, [own]);
      data.entry_id = this.enter(command, own, amount, { postingId: null, reason, other, bookedAt }).id;
    }
    return data;
  }

  private enter(
    command: Command,
    account: LockedAccount,
    amount: bigint,
    about: { postingId: string | null; reason: Reason | null; other: LockedAccount; bookedAt: Date },
  ): Entry {
    const balance = about.postingId === null ? account.balance : account.balance + amount;
    assert(balance <= MOST && balance >= -MOST, 'a balance fits an account');
    const bookedAt = account.bookedAt && account.bookedAt > about.bookedAt ? account.bookedAt : about.bookedAt;
    const seq = account.seq + 1n;
    this.changed.set(account.id, { ...account, balance, seq, bookedAt });
    const entry: Entry = {
      id: this.newId(),
      postingId: about.postingId,
      accountId: account.id,
      seq,
      amount,
      balanceAfter: balance,
      declineReason: about.reason,
      counterparty: counterpartyOf(command, about.other.id, about.other.number),
      command,
      bookedAt,
    };
    this.entries.push(entry);
    return entry;
  }

  private sides(command: Command): [LockedAccount | undefined, LockedAccount | undefined] {
    return [this.current(command.debit.accountId), this.current(command.credit.accountId)];
  }

  private current(id: string): LockedAccount | undefined {
    return this.changed.get(id) ?? this.found.accounts.get(id);
  }

  /** When it is booked: never before the last entry of these accounts, and never ahead of time. */
  private after(command: Command, accounts: readonly LockedAccount[]): Date {
    const at = command.bookedAt && command.bookedAt < this.now ? command.bookedAt : this.now;
    return accounts.reduce((latest, { bookedAt }) => (bookedAt && bookedAt > latest ? bookedAt : latest), at);
  }
}

/** Whoever is at another bank has a name and an IBAN; an account of this bank has a number. */
function counterpartyOf({ outside }: Command, id: string, number: string | null): Counterparty {
  const named = number === null ? outside : undefined;
  return { id, number, name: named?.name ?? null, iban: named?.iban ?? null };
}
