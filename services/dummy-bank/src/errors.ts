import type { ErrorTable } from '@florin/kernel';

/** Every refusal of this bank beside the common ones, in the order of the checks. */
export const errors = {
  ordered_fault: { status: 503, title: 'This fault was ordered' },
  customer_not_found: { status: 404, title: 'There is no such customer' },
  customer_exists: { status: 409, title: 'Somebody else is registered under this id' },
} as const satisfies ErrorTable;

export type ErrorCode = keyof typeof errors;
