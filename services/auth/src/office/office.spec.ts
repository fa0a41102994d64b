import type { User } from '../user/user.js';
import { administers, changed } from './office.js';

const someone = { roles: ['customer'], status: 'active' } as unknown as User;

it('changes what is said and keeps the rest', () => {
  expect(changed(someone, {})).toBeUndefined();
  expect(changed(someone, { roles: ['customer', 'customer'], status: 'active' })).toBeUndefined();
  expect(changed(someone, { status: 'disabled' })).toEqual({ roles: ['customer'], status: 'disabled' });
  expect(changed(someone, { roles: ['read_only', 'agent'] })).toEqual({
    roles: ['agent', 'read_only'],
    status: 'active',
  });
});

it('makes no customer of somebody who works here', () => {
  expect(() => changed(someone, { roles: ['customer', 'agent'] })).toThrow('roles');
});

it('counts only an active admin as one', () => {
  expect(administers({ roles: ['admin', 'agent'], status: 'active' })).toBe(true);
  expect(administers({ roles: ['admin'], status: 'disabled' })).toBe(false);
  expect(administers({ roles: ['agent'], status: 'active' })).toBe(false);
});
