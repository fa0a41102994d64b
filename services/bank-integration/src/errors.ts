import type { ErrorTable } from '@florin/kernel';

/** Every refusal of this service beside the common ones, in the order of the checks. */
export const errors = {
  service_request_state: { status: 409, title: 'The request is not in a state for this' },
  signature_invalid: { status: 401, title: 'The callback is not signed by the other bank, or too old' },
  bank_unavailable: { status: 502, title: 'The other bank does not answer' },
} as const satisfies ErrorTable;

export type ErrorCode = keyof typeof errors;
