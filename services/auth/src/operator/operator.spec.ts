import { orderOf } from './operator.command.js';

const words = (line: string): string[] => line.split(' ');

it('reads what the operator asks for', () => {
  expect(orderOf(words('create --email Eve@example.com --role agent --username eve --first-name Eve'))).toEqual({
    what: 'create',
    email: 'Eve@example.com',
    role: 'agent',
    username: 'eve',
    name: { firstName: 'Eve', lastName: '' },
    tenant: undefined,
    password: undefined,
  });
  expect(orderOf(['tenant', '--name', 'Second Bank', '--open'])).toEqual({
    what: 'tenant',
    name: 'Second Bank',
    open: true,
  });
});

it('reads which bank is to be active again', () => {
  expect(orderOf(['reactivate', '--tenant', ' Second Bank '])).toEqual({ what: 'reactivate', tenant: 'Second Bank' });
});

it.each([
  ['', 'say: admin create'],
  ['delete --email a@b.c', 'say: admin create'],
  ['create --role admin', '--email must be'],
  ['create --email a@b.c --role king', '--role must be one of customer, agent, admin, read_only'],
  ['create --email a@b.c --role admin --username a', '--username must be'],
  ['create --email a@b.c --role admin --colour red', '--colour'],
  ['tenant --name ', '--name must be'],
  ['reactivate', '--tenant must be'],
  ['reactivate --tenant x --open', '--open'],
])('refuses "%s" in one line', (line, says) => {
  expect(() => orderOf(words(line))).toThrow(says);
});
