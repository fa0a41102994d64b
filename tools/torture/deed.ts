import type { Chance } from './chance.ts';

/** Somebody who moves money in a round, with the accounts that are theirs. */
export interface Actor {
  readonly userId: string;
  readonly token: string;
  readonly accounts: readonly Account[];
}

export interface Account {
  readonly id: string;
  readonly number: string;
}

/** What was answered: an accepted transfer has its id, a refusal its code. */
export interface Word {
  readonly status: number;
  readonly id?: string;
  readonly code?: string;
}

/** One thing that is asked of the bank, under one key, until there is an answer; and all that was answered. */
export interface Deed {
  readonly actor: Actor;
  readonly key: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly waitS: number;
  /** The account that pays and the one that is paid; null is the bank's cash. */
  readonly from: string | null;
  readonly to: string | null;
  readonly cents: bigint;
  readonly said: Word[];
}

export const decimalOf = (cents: bigint): string => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;

/** A deposit to or a withdrawal from an account of the actor's own. */
export function counterDeed(actor: Actor, account: Account, cents: bigint, chance: Chance): Deed {
  const isDeposit = cents > 0n;
  const amount = isDeposit ? cents : -cents;
  return {
    actor,
    key: chance.id(),
    path: `/v1/accounts/${account.id}/transactions`,
    body: { type: isDeposit ? 'credit' : 'debit', amount: decimalOf(amount) },
    waitS: 5,
    from: isDeposit ? null : account.id,
    to: isDeposit ? account.id : null,
    cents: amount,
    said: [],
  };
}

/** Something that somebody might want: mostly a transfer, now and then one that must be refused. */
export function anyDeed(actors: readonly Actor[], chance: Chance): Deed {
  const actor = chance.pick(actors);
  const from = chance.pick(actor.accounts);
  const what = chance.below(100);
  if (what < 4) return counterDeed(actor, from, BigInt(1 + chance.below(5_000)), chance);
  if (what < 8) return counterDeed(actor, from, -BigInt(1 + chance.below(5_000)), chance);
  // More than anybody has: declined.
  if (what < 12) return transferDeed(actor, from, otherThan(from, actors, chance), 100_000_000n, chance);
  // Nobody's account: refused, with or without a transfer.
  if (what < 14) return transferDeed(actor, from, { id: chance.id(), number: '' }, 100n, chance);
  return transferDeed(actor, from, otherThan(from, actors, chance), BigInt(1 + chance.below(2_000)), chance);
}

function otherThan(from: Account, actors: readonly Actor[], chance: Chance): Account {
  return chance.pick(actors.flatMap((actor) => actor.accounts).filter(({ id }) => id !== from.id));
}

function transferDeed(actor: Actor, from: Account, to: Account, cents: bigint, chance: Chance): Deed {
  const isByNumber = to.number !== '' && chance.percent(20);
  const destination = isByNumber ? { to_account_number: to.number } : { to_account_id: to.id };
  return {
    actor,
    key: chance.id(),
    path: '/v1/transfers',
    body: { from_account_id: from.id, ...destination, amount: decimalOf(cents), currency: 'USD' },
    waitS: chance.pick([1, 2, 5]),
    from: from.id,
    to: to.id,
    cents,
    said: [],
  };
}
