import type { ErrorTable } from '@florin/kernel';

/** Every refusal of this service beside the common ones, in the order of the checks. */
export const errors = {
  unknown_tool: { status: 404, title: 'There is no such tool' },
  confirmation_mismatch: { status: 422, title: 'The confirmation is for something else' },
  confirmation_refused: { status: 409, title: 'The customer said no' },
  confirmation_expired: { status: 409, title: 'The customer was not asked in time' },
  confirmation_state: { status: 409, title: 'The confirmation is decided' },
  login_refused: { status: 403, title: 'The login was refused' },
  url_not_allowed: { status: 422, title: 'The address is not allowed' },
  fresh_login_required: { status: 403, title: 'Log in at the bank again for this' },
  not_linked: { status: 404, title: 'There is no portfolio at the other bank' },
  service_request_state: { status: 409, title: 'The request is not in a state for this' },
  signature_invalid: { status: 401, title: 'The callback is not signed by the other bank, or too old' },
  bank_unavailable: { status: 502, title: 'The other bank does not answer' },
} as const satisfies ErrorTable;

export type ErrorCode = keyof typeof errors;
