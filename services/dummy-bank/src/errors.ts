import type { ErrorTable } from '@florin/kernel';

/** Every refusal of this bank beside the common ones, in the order of the checks. */
export const errors = {
  ordered_fault: { status: 503, title: 'This fault was ordered' },
  customer_not_found: { status: 404, title: 'There is no such customer' },
  customer_exists: { status: 409, title: 'Somebody else is registered under this id' },
  payment_not_found: { status: 404, title: 'There is no such payment' },
  payment_conflict: { status: 409, title: 'Another payment has this id' },
  payment_refused: { status: 422, title: 'This bank does not take the payment' },
  payment_state: { status: 409, title: 'The payment has not settled, or is back already' },
} as const satisfies ErrorTable;

export type ErrorCode = keyof typeof errors;
