import type { MessageData } from '@florin/contracts';
import type { Money } from '@florin/kernel';

export const commandTypes = [
  'account.post-transfer.v1',
  'account.reserve-funds.v1',
  'account.capture-funds.v1',
  'account.release-funds.v1',
] as const;
export type CommandType = (typeof commandTypes)[number];
type Asked = MessageData<CommandType>;

/** Why a command is refused by the rules. */
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

/** A card as the posting found it under the row lock of its account. */
export interface LockedCard {
  readonly id: string;
  readonly tenantId: string;
  readonly accountId: string;
  readonly ownerId: string;
  readonly status: string;
  /** From then on it pays nothing. */
  readonly expiresAt: Date;
}

/** The other side of a line: an account of this bank, somebody at another one, or the bank itself. */
export interface Counterparty {
  readonly id: string;
  readonly number: string | null;
  readonly name: string | null;
  readonly iban: string | null;
}

export interface Command {
  readonly transferId: string;
  readonly verb: Asked['verb'];
  readonly kind: Asked['kind'];
  readonly tenantId: string;
  readonly userId: string;
  readonly debit: Leg;
  readonly credit: Leg;
  /** Where a posting goes when `credit` cannot take it. */
  readonly creditElse?: Leg;
  readonly amount: Money;
  readonly description: string | null;
  /** Who it is at another bank. */
  readonly outside?: { readonly name: string | null; readonly iban: string | null };
  /** The card that a purchase is paid with. */
  readonly cardId?: string;
  /** With the bank's, nobody's ownership is asked and no freeze refuses; the customer's when absent. */
  readonly authority?: 'customer' | 'bank';
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
  readonly counterparty: Counterparty;
  readonly command: Command;
  readonly bookedAt: Date;
}

/**
 * What is set aside on an account for a transfer that is not decided yet; one per transfer, open once. A release
 * that comes first leaves one that was never open, so that none will be.
 */
export interface Hold {
  readonly id: string;
  readonly transferId: string;
  readonly tenantId: string;
  readonly accountId: string;
  readonly kind: Asked['kind'];
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string | null;
  readonly counterparty: Counterparty;
  readonly status: 'open' | 'captured' | 'released';
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

type AnswerType =
  | 'account.transfer-posted.v1'
  | 'account.transfer-declined.v1'
  | 'account.funds-reserved.v1'
  | 'account.funds-declined.v1'
  | 'account.funds-captured.v1'
  | 'account.capture-refused.v1'
  | 'account.funds-released.v1'
  | 'account.release-refused.v1';

export type Answer = { [T in AnswerType]: { readonly type: T; readonly data: MessageData<T> } }[AnswerType];

/** Another replica has decided this since the batch was read: by now its answer can be read. */
export class Overtaken extends Error {}

/** What a batch comes to: the accounts as they are afterwards, what is written, and one answer per command. */
export interface Decision {
  readonly changed: LockedAccount[];
  readonly postings: Posting[];
  readonly entries: Entry[];
  readonly holds: { readonly made: Hold[]; readonly ended: Hold[] };
  readonly answers: Answer[];
}
