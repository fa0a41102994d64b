import type { MessageData } from '@florin/contracts';
import type { CommandType } from './command.js';

export type Asked = MessageData<CommandType>;
type Status = 'active' | 'frozen' | 'closed';

/** One line of an account's history, as it must stand in the database. */
export interface Line {
  readonly transfer: string;
  readonly amount: bigint;
  readonly after: bigint;
  readonly declined: string | null;
}

/** An account is its history: the balance is where it ended, the seq how long it is. */
export class ModelAccount {
  readonly lines: Line[] = [];
  held = 0n;
  status: Status = 'active';

  constructor(
    readonly id: string,
    readonly tenant: string,
    /** Null for the bank's own. */
    readonly owner: string | null,
    readonly currency: string,
  ) {}

  get balance(): bigint {
    return this.lines.at(-1)?.after ?? 0n;
  }

  add(transfer: string, amount: bigint, declined: string | null): void {
    this.lines.push({ transfer, amount, after: declined === null ? this.balance + amount : this.balance, declined });
  }

  /** Where a posting left it, as the answer tells it. */
  told(): { account_id: string; seq: string; balance: string } {
    return { account_id: this.id, seq: String(this.lines.length), balance: String(this.balance) };
  }
}

/** What must be answered to a command: everything but the ids and the times, which nobody can foretell. */
export type Told =
  | { debit: ReturnType<ModelAccount['told']>; credit: ReturnType<ModelAccount['told']> }
  | { reason: string; available?: string }
  /** What was set aside, and what is left beside it. */
  | { account_id: string; available: string }
  /** What was given back, or will never be set aside. */
  | Record<string, never>;

/** Money that is set aside for a transfer, or never will be: a release came first. */
interface ModelHold {
  status: 'open' | 'captured' | 'released';
}

interface Sides {
  readonly debit: ModelAccount;
  readonly credit: ModelAccount;
}

/** The ledger as a customer would explain it: one command after the other; no batch, no lock, no SQL. */
export class Model {
  readonly accounts = new Map<string, ModelAccount>();
  readonly outcomes = new Map<string, Told>();
  /** By their transfers. */
  readonly holds = new Map<string, ModelHold>();

  /** The bank's own cash, by tenant and currency. */
  constructor(private readonly cash: (tenant: string, currency: string) => string) {}

  open(account: ModelAccount): void {
    this.accounts.set(account.id, account);
  }

  say(asked: Asked, tenant: string): Told {
    const key = `${asked.transfer_id} ${asked.verb}`;
    const told = this.outcomes.get(key) ?? this.judge(asked, tenant);
    this.outcomes.set(key, told);
    return told;
  }

  private judge(asked: Asked, tenant: string): Told {
    switch (asked.verb) {
      case 'post':
        return this.post(asked, tenant);
      case 'reserve':
        return this.reserve(asked, tenant);
      case 'capture':
        return this.capture(asked, tenant);
      case 'release':
        return this.release(asked);
    }
  }

  private post(asked: Asked, tenant: string): Told {
    const sides = this.allowed(asked, tenant);
    return 'reason' in sides ? sides : this.book(asked, sides);
  }

  private reserve(asked: Asked, tenant: string): Told {
    if (this.holds.has(asked.transfer_id)) return { reason: 'released' };
    const sides = this.allowed(asked, tenant);
    if ('reason' in sides) return sides;
    const { debit } = sides;
    debit.held += BigInt(asked.amount.amount_minor);
    this.holds.set(asked.transfer_id, { status: 'open' });
    return { account_id: debit.id, available: String(debit.balance - debit.held) };
  }

  private capture(asked: Asked, tenant: string): Told {
    const hold = this.holds.get(asked.transfer_id);
    if (!hold) {
      this.holds.set(asked.transfer_id, { status: 'released' });
      return { reason: 'not_reserved' };
    }
    if (hold.status === 'released') return { reason: 'released' };
    const { debit, credit } = this.sides(asked, tenant) as Sides;
    if (credit.status === 'closed') return { reason: 'account_closed' };
    hold.status = 'captured';
    debit.held -= BigInt(asked.amount.amount_minor);
    return this.book(asked, { debit, credit });
  }

  private release(asked: Asked): Told {
    const hold = this.holds.get(asked.transfer_id);
    if (hold?.status === 'captured') return { reason: 'captured' };
    if (hold?.status === 'open' && 'account_id' in asked.debit)
      this.accounts.get(asked.debit.account_id)!.held -= BigInt(asked.amount.amount_minor);
    this.holds.set(asked.transfer_id, { status: 'released' });
    return {};
  }

  private sides(asked: Asked, tenant: string): Partial<Sides> {
    const { currency } = asked.amount;
    return { debit: this.legOf(asked.debit, tenant, currency), credit: this.legOf(asked.credit, tenant, currency) };
  }

  private book(asked: Asked, { debit, credit }: Sides): Told {
    const amount = BigInt(asked.amount.amount_minor);
    debit.add(asked.transfer_id, -amount, null);
    credit.add(asked.transfer_id, amount, null);
    return { debit: debit.told(), credit: credit.told() };
  }

  /** Both accounts when the money may go; else why not, which stands on the account of the customer who asked. */
  private allowed(asked: Asked, tenant: string): Sides | { reason: string; available?: string } {
    const { debit, credit } = this.sides(asked, tenant);
    const amount = BigInt(asked.amount.amount_minor);
    const isDeposit = asked.kind === 'deposit';
    const byBank = 'authority' in asked && asked.authority === 'bank';
    const own = isDeposit ? credit : debit;
    if (!debit || !credit || !own || (!byBank && own.owner !== asked.user_id)) return { reason: 'account_not_found' };
    if (isDeposit && debit.owner !== null) return { reason: 'account_not_found' };
    if (debit === credit) return { reason: 'same_account' };
    const refuse = (reason: string): { reason: string } => {
      if (!byBank) own.add(asked.transfer_id, isDeposit ? amount : -amount, reason);
      return { reason };
    };
    if ([debit, credit].some(({ status }) => status === 'closed')) return refuse('account_closed');
    if (!byBank && debit.status === 'frozen') return refuse('account_frozen');
    if ([debit, credit].some(({ currency }) => currency !== asked.amount.currency)) return refuse('currency_mismatch');
    if (debit.owner !== null && debit.balance - debit.held < amount) {
      return { ...refuse('insufficient_funds'), available: String(own.balance - own.held) };
    }
    return { debit, credit };
  }

  /** Who names the bank's own account by its id, or one of another bank, names nothing. */
  private legOf(leg: Asked['debit'], tenant: string, currency: string): ModelAccount | undefined {
    if ('house' in leg) return this.accounts.get(this.cash(tenant, currency));
    const account = this.accounts.get(leg.account_id);
    return account?.tenant === tenant && account.owner !== null ? account : undefined;
  }
}
