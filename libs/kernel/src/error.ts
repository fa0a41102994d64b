/** One row per refusal: its HTTP status and its title. A service's table is `as const satisfies ErrorTable`. */
export type ErrorTable = Readonly<Record<string, { readonly status: number; readonly title: string }>>;

/** A refusal that the caller must hear. The code is stable and stands in docs/errors.md. */
export class DomainError<Code extends string = string> extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: Code,
    /** One sentence for a person; says what to do next where there is something to do. */
    readonly detail?: string,
    /** Further members of the problem document, in the wire's snake_case. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail ?? code);
  }
}

/** A refusal of one field of a request, in the form that every bad body is refused. */
export function invalid(field: string, message: string): DomainError<'validation_failed'> {
  return new DomainError('validation_failed', `${field}: ${message}`, { errors: [{ field, message }] });
}
