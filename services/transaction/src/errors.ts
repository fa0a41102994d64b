import type { ErrorTable } from '@florin/kernel';

/** Every refusal of this service beside the common ones, in the order of the checks. */
export const errors = {
  amount_out_of_range: { status: 422, title: 'The amount is above what the bank moves at once' },
  card_not_for_credit: { status: 422, title: 'Nothing is paid in with a card' },
  self_deposit_off: { status: 403, title: 'Customers of this bank cannot deposit by themselves' },
  self_deposit_limit: { status: 422, title: 'The deposit is above what customers may deposit by themselves' },
  same_account: { status: 422, title: 'Source and destination are the same account' },
  limit_exceeded: { status: 422, title: 'The transfer is above what the customer may move' },
  account_not_found: { status: 404, title: 'There is no such account' },
  account_closed: { status: 422, title: 'The account is closed' },
  account_frozen: { status: 422, title: 'The account is frozen' },
  card_not_found: { status: 404, title: 'There is no such card' },
  card_not_usable: { status: 422, title: 'The card cannot pay this' },
  currency_mismatch: { status: 422, title: 'The account is not kept in this currency' },
  insufficient_funds: { status: 422, title: 'The account does not hold enough' },
  hold_missing: { status: 422, title: 'Nothing was held for the transfer' },
  transfer_refused: { status: 422, title: 'The bank does not carry out the transfer' },
  payment_rejected: { status: 422, title: 'The other bank does not take the payment' },
  transfer_not_found: { status: 404, title: 'There is no such transfer' },
  not_reversible: { status: 422, title: 'The transfer cannot be given back' },
  already_reversed: { status: 409, title: 'All of the transfer was given back' },
  not_in_suspense: { status: 422, title: 'The money of the transfer is not in suspense' },
  already_assigned: { status: 409, title: 'The money of the transfer was passed on' },
  transfer_state: { status: 409, title: 'The transfer is too far on its way, or over' },
} as const satisfies ErrorTable;

export type ErrorCode = keyof typeof errors;
