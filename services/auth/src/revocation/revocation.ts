/** Everything that a person's or a tenant's tokens up to now are worth, taken back. */
export interface Revocation {
  readonly id: string;
  readonly kind: 'user' | 'tenant';
  /** The person or the tenant. */
  readonly subject: string;
  /** user: the lowest generation still good; tenant: the last second of issue that is dead. */
  readonly value: number;
  readonly madeAt: Date;
}

/** A login that had looked at the tenant before may still get its token in the seconds after. */
const STILL_LOGGING_IN_S = 2;

/** The older generations of a person's tokens are dead. */
export function ofUser(id: string, userId: string, generation: number, madeAt: Date): Revocation {
  return { id, kind: 'user', subject: userId, value: generation, madeAt };
}

/** All tokens of a tenant are dead. */
export function ofTenant(id: string, tenantId: string, madeAt: Date): Revocation {
  const value = Math.floor(madeAt.getTime() / 1000) + STILL_LOGGING_IN_S;
  return { id, kind: 'tenant', subject: tenantId, value, madeAt };
}
