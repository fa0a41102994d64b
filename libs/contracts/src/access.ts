/** What a person can be in a tenant. Only customers hold accounts. */
export const roles = ['customer', 'agent', 'admin', 'read_only'] as const;
export type Role = (typeof roles)[number];

/**
 * Scope → the roles whose login carries it. A route names one scope; the caller needs the scope in the token and
 * one of these roles, so a token with fewer scopes can do less, and none can do more than its roles.
 */
export const scopes = {
  'profile:read': ['customer', 'agent', 'admin', 'read_only'],
  'profile:write': ['customer', 'agent', 'admin', 'read_only'],
  'accounts:read': ['customer'],
  'accounts:write': ['customer'],
  'transfers:read': ['customer'],
  'transfers:write': ['customer'],
  'bank:read': ['customer', 'agent', 'admin', 'read_only'],
  'bank:write': ['customer'],
  'requests:read': ['customer', 'agent', 'admin'],
  'requests:write': ['customer', 'agent', 'admin'],
  'office:read': ['agent', 'admin', 'read_only'],
  'office:write': ['agent', 'admin'],
  'audit:read': ['admin', 'read_only'],
  'admin:write': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Scope = keyof typeof scopes;

/** Every scope that a login of these roles carries, in the table's order. */
export function scopesOf(held: readonly Role[]): Scope[] {
  return (Object.keys(scopes) as Scope[]).filter((scope) => scopes[scope].some((role: Role) => held.includes(role)));
}
