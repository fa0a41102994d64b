import type { ErrorTable } from '@florin/kernel';

/** Every refusal of this service beside the common ones. */
export const errors = {
  email_taken: { status: 409, title: 'The e-mail address is taken' },
  username_taken: { status: 409, title: 'The username is taken' },
  password_too_weak: { status: 422, title: 'The password is too weak' },
  invalid_credentials: { status: 401, title: 'The login or the password is wrong' },
  refresh_token_invalid: { status: 401, title: 'The refresh token is not valid' },
  refresh_token_reused: { status: 401, title: 'The refresh token was used before' },
  reset_token_invalid: { status: 400, title: 'The token for a new password is not valid' },
  totp_required: { status: 403, title: 'The second factor is needed' },
  totp_invalid: { status: 401, title: 'The code is not valid' },
  totp_not_started: { status: 400, title: 'There is no second factor' },
  totp_already_enabled: { status: 409, title: 'The second factor is on already' },
  too_many_attempts: { status: 429, title: 'Too many attempts' },
  last_admin: { status: 409, title: 'A bank keeps one admin' },
  tenant_name_taken: { status: 409, title: 'The name of the bank is taken' },
} as const satisfies ErrorTable;

export type ErrorCode = keyof typeof errors;
