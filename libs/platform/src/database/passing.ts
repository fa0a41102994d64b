/** The SQLSTATE behind an error of pg or TypeORM, if it has one. */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string') return code;
  return driverError === undefined ? undefined : sqlStateOf(driverError);
}

/**
 * Classes of SQLSTATE that pass by themselves: connection, rollback, resources, operator intervention, lock timeout.
 */
const PASSING_CLASSES = new Set(['08', '40', '53', '55', '57', '58']);
const PASSING_TEXT =
  /connect|terminat|timeout|ECONN|EPIPE|socket|recovery mode|shutting down|Driver not Connected|already released/i;

/** A SQLSTATE has a digit somewhere; the system's own EPIPE, five letters as well, has none. */
export const SQLSTATE = /^(?=.*[0-9])[0-9A-Z]{5}$/;

/** Whether the same work may succeed later without anybody changing anything. */
export function isPassing(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined && SQLSTATE.test(state)) return PASSING_CLASSES.has(state.slice(0, 2));
  return PASSING_TEXT.test(`${state ?? ''} ${(error as Error | undefined)?.message ?? ''}`);
}
