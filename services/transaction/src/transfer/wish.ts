import { DomainError, exponentOf, formatAmount, invalid, parseAmount } from '@florin/kernel';
import type { ErrorCode } from '../errors.js';
import type { Kind, Said } from './transfer.js';

/** What a request says, before the bank has looked up what it means. */
export interface Wish {
  readonly kind: Kind;
  readonly from: string | null;
  readonly to: Said['to'];
  /** In major units, as it was sent. */
  readonly amount: string | number;
  /** The source account's own when it was not said. */
  readonly currency: string | undefined;
  readonly description: string | null;
  /** The card that a purchase is paid with. */
  readonly cardId: string | null;
}

/** What customers may do by themselves, in major units. */
export interface Bounds {
  readonly amountMost: number;
  readonly selfDeposit: boolean;
  readonly selfDepositMost: number;
}

/** Whether other services must be asked what the wish means. */
export function isVague(wish: Wish): boolean {
  return wish.currency === undefined || (wish.to !== null && wish.to.by !== 'id');
}

/** The account that the currency is taken from: the source, or what a deposit goes to. */
export function sourceOf(wish: Wish): string {
  const id = wish.from ?? wish.to?.name;
  if (id === undefined) throw invalid('from_account_id', 'must be given');
  return id;
}

/** The amount in minor units. Fails with: validation_failed, amount_out_of_range. */
export function amountOf(wish: Wish, currency: string, bounds: Bounds): bigint {
  const amount = parseAmount(wish.amount, currency);
  if (amount > minor(bounds.amountMost, currency)) {
    throw refused(
      'amount_out_of_range',
      `At most ${formatAmount(minor(bounds.amountMost, currency), currency)} ${currency} at once.`,
    );
  }
  return amount;
}

/** Fails with: card_not_for_credit, self_deposit_off, self_deposit_limit, same_account. */
export function mayWish(wish: Wish, amount: bigint, currency: string, bounds: Bounds): void {
  if (wish.kind === 'deposit') {
    if (wish.cardId !== null) throw refused('card_not_for_credit', 'Leave the card out.');
    if (!bounds.selfDeposit) throw refused('self_deposit_off', 'Money is paid in at the counter.');
    const most = minor(bounds.selfDepositMost, currency);
    if (amount > most)
      throw refused('self_deposit_limit', `At most ${formatAmount(most, currency)} ${currency} at once.`);
  }
  if (wish.to?.by === 'id') differ(wish.from, wish.to.name);
}

/** Fails with: same_account. */
export function differ(from: string | null, to: string | null): void {
  if (from !== null && from === to) throw refused('same_account', 'Choose another destination.');
}

function minor(major: number, currency: string): bigint {
  return BigInt(major) * 10n ** BigInt(exponentOf(currency));
}

function refused(code: ErrorCode, detail: string): DomainError<ErrorCode> {
  return new DomainError(code, detail);
}
