import type { MessageData } from '@florin/contracts';
import { assert, type Money } from '@florin/kernel';

type Asked = MessageData<'account.post-transfer.v1'>;
export type Reason = MessageData<'account.transfer-declined.v1'>['reason'];

/** An account as the posting found it under its row lock. */
export interface LockedAccount {
  readonly id: string;
  readonly tenantId: string;
  /** Null for the bank's own accounts, which may go below zero. */
  readonly ownerId: string | null;
  readonly number: string | null;
  readonly currency: string;
  readonly status: 'active' | 'frozen' | 'closed';
  readonly balance: bigint;
  readonly held: bigint;
  readonly seq: bigint;
  readonly bookedAt: Date | null;
}

/** One side of a command: an account that somebody named, or one of the bank's own that was found by its purpose. */
export interface Leg {
  readonly accountId: string;
  readonly house: boolean;
}

export interface Command {
  readonly transferId: string;
  readonly verb: Asked['verb'];
  readonly kind: Asked['kind'];
  readonly tenantId: string;
  readonly userId: string;
  readonly debit: Leg;
  readonly credit: Leg;
  readonly amount: Money;
  readonly description: string | null;
  /** When it happened, for history that an operator loads; now when absent. */
  readonly bookedAt?: Date;
}

export interface Posting {
  readonly id: string;
  readonly command: Command;
  readonly bookedAt: Date;
}

/** One line on an account; a declined one belongs to no posting and leaves the balance as it was. */
export interface Entry {
  readonly id: string;
  readonly postingId: string | null;
  readonly accountId: string;
  readonly seq: bigint;
  /** Negative for a debit. */
  readonly amount: bigint;
  readonly balanceAfter: bigint;
  readonly declineReason: Reason | null;
  readonly counterparty: { readonly id: string; readonly number: string | null } | null;
  readonly command: Command;
  readonly bookedAt: Date;
}

export type Answer =
  | { readonly type: 'account.transfer-posted.v1'; readonly data: MessageData<'account.transfer-posted.v1'> }
  | { readonly type: 'account.transfer-declined.v1'; readonly data: MessageData<'account.transfer-declined.v1'> };

/** What a batch comes to: the accounts as they are afterwards, what is written, and one answer per command. */
export interface Decision {
  readonly changed: LockedAccount[];
  readonly postings: Posting[];
  readonly entries: Entry[];
  readonly answers: Answer[];
}

/** PostgreSQL's bigint: what does not fit is a fault of the command, not a refusal. */
const MOST = 2n ** 63n - 1n;

/**
 * Decides commands one after the other over accounts that are locked. A refusal of one leaves the others alone; a
 * command that cannot be right (no amount, a sum beyond any account) fails the batch, which is then tried in parts.
 */
export function decide(
  commands: readonly Command[],
  locked: ReadonlyMap<string, LockedAccount>,
  now: Date,
  newId: () => string,
): Decision {
  const books = new Books(locked, now, newId);
  const answers = new Array<Answer>(commands.length);
  for (const i of chronological(commands)) answers[i] = books.decideOne(commands[i] as Command);
  return { changed: [...books.changed.values()], postings: books.postings, entries: books.entries, answers };
}

/** The order of arrival, but history goes by when it happened: partitions arrive side by side. */
function chronological(commands: readonly Command[]): number[] {
  const order = commands.map((_, i) => i);
  if (!commands.some((command) => command.bookedAt)) return order;
  const time = (i: number): number => commands[i]?.bookedAt?.getTime() ?? Infinity;
  return order.sort((a, b) => (time(a) === time(b) ? a - b : time(a) - time(b)));
}

/** Why a command is refused, in the order of the checks; nothing when it may be posted. */
export function refusalOf(command: Command, debit?: LockedAccount, credit?: LockedAccount): Reason | undefined {
  const deposit = command.kind === 'deposit';
  if (!standsFor(command, command.debit, debit) || !standsFor(command, command.credit, credit))
    return 'account_not_found';
  const own = deposit ? credit : debit;
  // A deposit takes from the bank alone: else a caller could credit himself from a stranger's account.
  if (own.ownerId !== command.userId || (deposit && !command.debit.house)) return 'account_not_found';
  if (debit.id === credit.id) return 'same_account';
  if (debit.status === 'closed' || credit.status === 'closed') return 'account_closed';
  if (debit.status === 'frozen') return 'account_frozen';
  const { amount, currency } = command.amount;
  if (debit.currency !== currency || credit.currency !== currency) return 'currency_mismatch';
  if (!command.debit.house && debit.balance - debit.held < amount) return 'insufficient_funds';
  return undefined;
}

/** Whether the account is there, of the command's tenant, and the bank's own exactly if it was named by its purpose. */
function standsFor(command: Command, leg: Leg, account?: LockedAccount): account is LockedAccount {
  return account !== undefined && account.tenantId === command.tenantId && (account.ownerId === null) === leg.house;
}

/** The accounts of a batch while it is decided, and what will be written. */
class Books {
  readonly changed = new Map<string, LockedAccount>();
  readonly postings: Posting[] = [];
  readonly entries: Entry[] = [];

  constructor(
    private readonly locked: ReadonlyMap<string, LockedAccount>,
    private readonly now: Date,
    private readonly newId: () => string,
  ) {}

  decideOne(command: Command): Answer {
    assert(command.amount.amount > 0n && command.amount.amount <= MOST, 'an amount is above zero and fits an account');
    const debit = this.current(command.debit.accountId);
    const credit = this.current(command.credit.accountId);
    const reason = refusalOf(command, debit, credit);
    if (reason) return this.decline(command, reason, debit, credit);
    assert(debit && credit, 'a command that passes the checks has both accounts');
    return this.post(command, debit, credit);
  }

  private post(command: Command, debit: LockedAccount, credit: LockedAccount): Answer {
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
    const { transferId: transfer_id, verb } = command;
    return {
      type: 'account.transfer-posted.v1',
      data: { transfer_id, verb, debit: debited, credit: credited, booked_at: bookedAt.toISOString() },
    };
  }

  /** Keeps a declined entry on the caller's own account, and never on anybody else's. */
  private decline(command: Command, reason: Reason, debit?: LockedAccount, credit?: LockedAccount): Answer {
    const data: MessageData<'account.transfer-declined.v1'> = {
      transfer_id: command.transferId,
      verb: command.verb,
      reason,
      decided_at: this.now.toISOString(),
    };
    const [own, other] = command.kind === 'deposit' ? [credit, debit] : [debit, credit];
    if (reason === 'insufficient_funds' && own) {
      data.available = { amount_minor: String(own.balance - own.held), currency: own.currency };
    }
    if (reason !== 'account_not_found' && reason !== 'same_account' && own && other) {
      const amount = own === credit ? command.amount.amount : -command.amount.amount;
      const bookedAt = this.after(command, [own]);
      data.entry_id = this.enter(command, own, amount, { postingId: null, reason, other, bookedAt }).id;
    }
    return { type: 'account.transfer-declined.v1', data };
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
      counterparty: { id: about.other.id, number: about.other.number },
      command,
      bookedAt,
    };
    this.entries.push(entry);
    return entry;
  }

  private current(id: string): LockedAccount | undefined {
    return this.changed.get(id) ?? this.locked.get(id);
  }

  /** When it is booked: never before the last entry of these accounts, and never ahead of time. */
  private after(command: Command, accounts: readonly LockedAccount[]): Date {
    const at = command.bookedAt && command.bookedAt < this.now ? command.bookedAt : this.now;
    return accounts.reduce((latest, { bookedAt }) => (bookedAt && bookedAt > latest ? bookedAt : latest), at);
  }
}
