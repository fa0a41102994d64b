import type { MessageData } from '@florin/contracts';

export type Asked = MessageData<'account.post-transfer.v1'>;
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
  | { reason: string; available?: string };

/** The ledger as a customer would explain it: one command after the other; no batch, no lock, no SQL. */
export class Model {
  readonly accounts = new Map<string, ModelAccount>();
  readonly outcomes = new Map<string, Told>();

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
    const debit = this.legOf(asked.debit, tenant, asked.amount.currency);
    const credit = this.legOf(asked.credit, tenant, asked.amount.currency);
    const amount = BigInt(asked.amount.amount_minor);
    const deposit = asked.kind === 'deposit';
    const own = deposit ? credit : debit;
    if (!debit || !credit || own?.owner !== asked.user_id) return { reason: 'account_not_found' };
    if (deposit && debit.owner !== null) return { reason: 'account_not_found' };
    if (debit === credit) return { reason: 'same_account' };
    const refuse = (reason: string): Told => {
      own.add(asked.transfer_id, deposit ? amount : -amount, reason);
      return { reason };
    };
    if ([debit, credit].some(({ status }) => status === 'closed')) return refuse('account_closed');
    if (debit.status === 'frozen') return refuse('account_frozen');
    if ([debit, credit].some(({ currency }) => currency !== asked.amount.currency)) return refuse('currency_mismatch');
    if (debit.owner !== null && debit.balance < amount) {
      return { ...refuse('insufficient_funds'), available: String(own.balance) };
    }
    debit.add(asked.transfer_id, -amount, null);
    credit.add(asked.transfer_id, amount, null);
    return { debit: debit.told(), credit: credit.told() };
  }

  /** Who names the bank's own account by its id, or one of another bank, names nothing. */
  private legOf(leg: Asked['debit'], tenant: string, currency: string): ModelAccount | undefined {
    if ('house' in leg) return this.accounts.get(this.cash(tenant, currency));
    const account = this.accounts.get(leg.account_id);
    return account?.tenant === tenant && account.owner !== null ? account : undefined;
  }
}
