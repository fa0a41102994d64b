import { fullNameOf, isEmailLogin, nameOf } from './user.js';

const fieldOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { extra: { errors: { field: string }[] } }).extra.errors[0]?.field;
  }
  return undefined;
};

describe('the name of a person', () => {
  it('is taken in two parts, or whole and split before the last word', () => {
    expect(nameOf({ firstName: 'Ada', lastName: 'Lovelace' })).toEqual({ firstName: 'Ada', lastName: 'Lovelace' });
    expect(nameOf({ fullName: 'Ana Maria  de la Cruz' })).toEqual({ firstName: 'Ana Maria de la', lastName: 'Cruz' });
    expect(nameOf({ fullName: 'Plato' })).toEqual({ firstName: 'Plato', lastName: '' });
  });

  it('may be told twice when both say the same', () => {
    expect(nameOf({ fullName: 'Ada Lovelace', firstName: 'Ada', lastName: 'Lovelace' }).lastName).toBe('Lovelace');
    expect(fieldOf(() => nameOf({ fullName: 'Ada Byron', firstName: 'Ada', lastName: 'Lovelace' }))).toBe('full_name');
  });

  it('is refused when a part is missing, and the refusal names the part', () => {
    expect(fieldOf(() => nameOf({ firstName: 'Ada' }))).toBe('last_name');
    expect(fieldOf(() => nameOf({ lastName: 'Lovelace' }))).toBe('first_name');
    expect(fieldOf(() => nameOf({}))).toBe('full_name');
  });

  it('reads whole again', () => {
    expect(fullNameOf(nameOf({ fullName: 'Ada Lovelace' }))).toBe('Ada Lovelace');
    expect(fullNameOf(nameOf({ fullName: 'Plato' }))).toBe('Plato');
  });
});

it('takes a login with an @ for an e-mail address', () => {
  expect([isEmailLogin('ada@example.com'), isEmailLogin('ada')]).toEqual([true, false]);
});
