import { emptyPortfolio } from '../portfolio/portfolio.js';
import { isSamePerson, learn, pageOf, type Customer } from './customer.js';

const newcomer = { id: 'c', first_name: 'Ada', last_name: 'King', email: 'ada@example.com' };
const at = '2026-01-01T00:00:00.000Z';

describe('the list of customers', () => {
  it('follows from its facts', () => {
    const customers = new Map<string, Customer>();
    learn(customers, { kind: 'customer-registered', customer: newcomer, at });
    expect(customers.get('c')).toMatchObject({ ...newcomer, registered_at: at, portfolio: { assets: [] } });
    learn(customers, { kind: 'customer-deleted', id: 'c' });
    expect(customers.size).toBe(0);
  });

  it('has whoever is of the data file under a new id too, with what they have', () => {
    const customers = new Map<string, Customer>();
    const portfolio = { ...emptyPortfolio, spending: [] };
    const known: Customer = { ...newcomer, registered_at: at, portfolio };
    const again = { ...newcomer, id: 'd', email: 'Ada@example.com' };
    learn(customers, { kind: 'customer-registered', customer: again, at }, [known]);
    learn(customers, { kind: 'customer-registered', customer: { ...again, id: 'e', last_name: 'Byron' }, at }, [known]);
    expect(customers.get('d')).toEqual({ ...known, ...again });
    expect(customers.get('d')?.portfolio).toBe(portfolio);
    expect(customers.get('e')?.portfolio).toBe(emptyPortfolio);
  });

  it('comes in pages by id', () => {
    const customers = new Map<string, Customer>();
    for (const id of ['b', 'c', 'a']) {
      learn(customers, { kind: 'customer-registered', customer: { ...newcomer, id }, at });
    }
    const first = pageOf(customers.values(), 2, undefined);
    const second = pageOf(customers.values(), 2, first.next ?? undefined);
    expect([first.items.map((row) => row.id), first.next]).toEqual([['a', 'b'], 'b']);
    expect([second.items.map((row) => row.id), second.next]).toEqual([['c'], null]);
  });

  it('tells a repeat from another person under the same id', () => {
    const customers = new Map<string, Customer>();
    learn(customers, { kind: 'customer-registered', customer: newcomer, at });
    const known = customers.get('c') as Customer;
    expect(isSamePerson(known, { ...newcomer, email: 'ADA@example.com' })).toBe(true);
    expect(isSamePerson(known, { ...newcomer, last_name: 'Byron' })).toBe(false);
  });
});
