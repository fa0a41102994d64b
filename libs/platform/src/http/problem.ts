/** An RFC 9457 problem document as every service of the bank answers it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly code: string;
  readonly request_id?: string;
  readonly [member: string]: unknown;
}

export const problemMediaType = 'application/problem+json; charset=utf-8';

/** The page that explains a code. */
export function problemType(publicUrl: string, code: string): string {
  return `${publicUrl}/docs/errors.md#${code}`;
}

/**
 * Builds a problem document; for answers that are made outside the filter, such as one item of a bulk request.
 * From status 500 on neither detail nor further members leave the house, but for `retry_after`.
 */
export function problem(of: {
  publicUrl: string;
  code: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  requestId?: string;
  extra?: Readonly<Record<string, unknown>>;
}): Problem {
  const shown = of.status < 500;
  const retryAfter = of.extra?.['retry_after'];
  const extra = shown ? of.extra : retryAfter === undefined ? undefined : { retry_after: retryAfter };
  const document: Problem = {
    type: problemType(of.publicUrl, of.code),
    title: of.title,
    status: of.status,
    ...(shown && of.detail !== undefined ? { detail: of.detail } : {}),
    ...(of.instance === undefined ? {} : { instance: of.instance }),
    code: of.code,
    ...(of.requestId === undefined ? {} : { request_id: of.requestId }),
  };
  return { ...extra, ...document };
}
