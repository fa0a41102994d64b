import { invalid } from '@florin/kernel';
import type { Role } from '@florin/contracts';
import type { User, UserStatus } from '../user/user.js';

/** What an admin may change about a person. */
export interface Rights {
  readonly roles?: readonly Role[] | undefined;
  readonly status?: UserStatus | undefined;
}

/** Which people a list shows. */
export interface Filter {
  readonly text?: string | undefined;
  readonly status?: UserStatus | undefined;
  readonly role?: Role | undefined;
}

/** The rights after a change; undefined when nothing changes. Fails with: validation_failed. */
export function changed(user: User, asked: Rights): Required<Rights> | undefined {
  const roles = asked.roles ? [...new Set(asked.roles)].sort() : [...user.roles];
  const status = asked.status ?? user.status;
  if (roles.length > 1 && roles.includes('customer')) {
    throw invalid('roles', 'a customer has no other role: who works here holds no account');
  }
  const same = status === user.status && roles.join() === [...user.roles].sort().join();
  return same ? undefined : { roles, status };
}

/** Whether somebody could administer with these rights. */
export function administers(rights: Rights): boolean {
  return rights.status === 'active' && rights.roles?.includes('admin') === true;
}
