import type { ErrorTable } from '@florin/kernel';

/** Every refusal of this service beside the common ones. */
export const errors = {
  account_not_found: { status: 404, title: 'There is no such account' },
  account_not_empty: { status: 409, title: 'The account still holds money' },
  account_state: { status: 409, title: 'The account is not in the state for this' },
  customer_not_found: { status: 404, title: 'There is no such customer' },
  card_exists: { status: 409, title: 'The account has a card' },
  card_not_found: { status: 404, title: 'There is no such card' },
  card_state: { status: 409, title: 'The card is not in the state for this' },
  entry_not_found: { status: 404, title: 'There is no such entry on this account' },
} as const satisfies ErrorTable;

export type ErrorCode = keyof typeof errors;
