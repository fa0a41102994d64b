/** The one password of everybody in the demo bank. It is in the README, so it protects nothing but toys. */
export const demoPassword = 'correct-horse-florin';

/** A customer of the demo bank, and what an ordinary month is like. Amounts are in cents. */
export interface Person {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly currency: string;
  readonly employer: string;
  readonly salary: bigint;
  readonly rent: bigint;
  /** Set aside after each salary. */
  readonly savings: bigint;
}

export const people: readonly Person[] = [
  person('alice', 'Alice', 'Moreau', 'USD', 'Northwind Labs', [512_400n, 165_000n, 60_000n]),
  person('ben', 'Ben', 'Okafor', 'USD', 'Halston Rail', [387_150n, 128_000n, 25_000n]),
  person('clara', 'Clara', 'Jensen', 'EUR', 'Nordic Wind', [421_000n, 119_500n, 45_000n]),
  person('daniel', 'Daniel', 'Rossi', 'USD', 'Rossi & Sons Bakery', [296_480n, 98_000n, 12_000n]),
  person('emiko', 'Emiko', 'Tanaka', 'USD', 'Harbour Hospital', [463_725n, 149_900n, 50_000n]),
];

/** Somebody who works for the bank, or looks after it. */
export interface Officer {
  readonly username: string;
  readonly email: string;
  readonly role: 'agent' | 'admin' | 'read_only';
  readonly firstName: string;
  readonly lastName: string;
}

export const officers: readonly Officer[] = [
  { username: 'agent', email: 'agent@example.com', role: 'agent', firstName: 'Gina', lastName: 'Adeyemi' },
  { username: 'admin', email: 'admin@example.com', role: 'admin', firstName: 'Ivo', lastName: 'Petrov' },
  { username: 'auditor', email: 'auditor@example.com', role: 'read_only', firstName: 'Rhea', lastName: 'Lindqvist' },
];

/** A line of the last page of a start. */
export interface DemoLogin {
  readonly username: string;
  readonly password: string;
  readonly who: string;
}

export const demoLogins: readonly DemoLogin[] = [
  ...people.map(({ username, firstName, lastName, currency }) => ({
    username,
    password: demoPassword,
    who: `${firstName} ${lastName}, customer, ${currency}`,
  })),
  ...officers.map(({ username, role }) => ({ username, password: demoPassword, who: role })),
];

function person(
  username: string,
  firstName: string,
  lastName: string,
  currency: string,
  employer: string,
  [salary, rent, savings]: readonly [bigint, bigint, bigint],
): Person {
  const email = `${firstName}.${lastName}@example.com`.toLowerCase();
  return { username, firstName, lastName, email, currency, employer, salary, rent, savings };
}
