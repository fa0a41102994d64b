import type { ErrorTable } from '@florin/kernel';

/** The refusals that any route of any service can answer. A service's own table is laid over this one. */
export const commonErrors = {
  bad_request: { status: 400, title: 'The request cannot be understood' },
  malformed_body: { status: 400, title: 'The body is not well-formed' },
  unauthenticated: { status: 401, title: 'A valid access token is required' },
  forbidden: { status: 403, title: 'This is not for your role' },
  insufficient_scope: { status: 403, title: 'The token lacks the scope for this' },
  csrf_token_invalid: { status: 403, title: 'The X-CSRF-Token does not belong to the session' },
  foreign_origin: { status: 403, title: 'A cookie cannot be used from another site' },
  not_found: { status: 404, title: 'There is no such thing here' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'This media type is not understood here' },
  validation_failed: { status: 422, title: 'Some fields are not valid' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  overloaded: { status: 503, title: 'The bank is busy; nothing was accepted' },
  revocation_unavailable: { status: 503, title: 'It cannot be checked now whether the token was revoked' },
  unavailable: { status: 503, title: 'A part that this needs is not reachable' },
} as const satisfies ErrorTable;

export type CommonErrorCode = keyof typeof commonErrors;
