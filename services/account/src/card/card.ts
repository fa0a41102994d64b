import { DomainError } from '@florin/kernel';
import { checkDigit } from '../account/account.js';
import type { ErrorCode } from '../errors.js';

export const cardStatuses = ['active', 'frozen', 'replaced', 'cancelled', 'expired'] as const;
export type CardStatus = (typeof cardStatuses)[number];

/** A card of an account. Its number is known to the vault alone. */
export interface Card {
  readonly id: string;
  readonly tenantId: string;
  readonly accountId: string;
  readonly ownerId: string;
  readonly lastFour: string;
  /** The first moment after its last month, in UTC. */
  readonly expiresAt: Date;
  readonly status: CardStatus;
  readonly replacedBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const DIGITS = 16;
const YEARS = 3;

/** How many digits of a number are drawn; the prefix is the bank's, the last digit checks. */
export const drawnDigits = (prefix: string): number => DIGITS - prefix.length - 1;

/** The card number that is made of the bank's prefix and a drawn number. */
export function cardNumberOf(prefix: string, drawn: number): string {
  const digits = prefix + String(drawn).padStart(drawnDigits(prefix), '0');
  return digits + checkDigit(digits);
}

/** A card issued now is good for three years, to the end of the month. */
export const expiryOf = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear() + YEARS, now.getUTCMonth() + 1));

/** The last month in which it pays. */
export function lastMonthOf({ expiresAt }: Pick<Card, 'expiresAt'>): { year: number; month: number } {
  const last = new Date(expiresAt.getTime() - 1);
  return { year: last.getUTCFullYear(), month: last.getUTCMonth() + 1 };
}

/** A card that nobody has ended ends by itself. */
export function statusAt({ status, expiresAt }: Card, now: Date): CardStatus {
  return (status === 'active' || status === 'frozen') && now >= expiresAt ? 'expired' : status;
}

/** What may be done to a card in which state, and what it becomes. */
const course = {
  freeze: { from: ['active'], to: 'frozen' },
  unfreeze: { from: ['frozen'], to: 'active' },
  cancel: { from: ['active', 'frozen', 'expired'], to: 'cancelled' },
  replace: { from: ['active', 'frozen', 'expired'], to: 'replaced' },
} as const satisfies Record<string, { from: readonly CardStatus[]; to: CardStatus }>;
export type Deed = keyof typeof course;

/** Fails with: card_state. */
export function after(deed: Deed, card: Card, now: Date, replacedBy: string | null = null): Card {
  const { from, to }: { from: readonly CardStatus[]; to: CardStatus } = course[deed];
  const status = statusAt(card, now);
  if (!from.includes(status)) throw new DomainError<ErrorCode>('card_state', `The card is ${status}.`);
  return { ...card, status: to, replacedBy, updatedAt: now };
}

/** Where the number of a card stands sealed. */
export const placeOfNumber = (id: string) => ({ table: 'card', id, column: 'number' });
