import type { ErrorTable } from '@florin/kernel';

/** Every refusal of this service beside the common ones, in the order of the checks. */
export const errors = {
  bank_unavailable: { status: 502, title: 'The other bank does not answer' },
} as const satisfies ErrorTable;

export type ErrorCode = keyof typeof errors;
