import { emptyPortfolio, type Portfolio } from '../portfolio/portfolio.js';

/** Somebody whom this bank knows. Whoever links a customer brings the id. */
export interface Customer {
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly registered_at: string;
  readonly portfolio: Portfolio;
}

export type Newcomer = Pick<Customer, 'id' | 'first_name' | 'last_name' | 'email'>;

/** What changes the list of customers; the journal keeps these facts, and reading them again gives the same list. */
export type CustomerFact =
  | { readonly kind: 'customer-registered'; readonly customer: Newcomer; readonly at: string }
  | { readonly kind: 'customer-deleted'; readonly id: string };

/** Whether a fact of the journal is one of these. */
export function isCustomerFact(fact: { readonly kind: string }): fact is CustomerFact {
  return fact.kind.startsWith('customer-');
}

/** Whether a registration says what is already known, so that a repeat is no conflict. */
export function isSamePerson(known: Customer, newcomer: Newcomer): boolean {
  return (
    known.first_name === newcomer.first_name &&
    known.last_name === newcomer.last_name &&
    known.email.toLowerCase() === newcomer.email.toLowerCase()
  );
}

/**
 * Takes one fact into the list of customers. The bank knows people by name and e-mail: whoever is of the data file and
 * comes again under an id of another bank finds there what they have.
 */
export function learn(customers: Map<string, Customer>, fact: CustomerFact, ofData: readonly Customer[] = []): void {
  if (fact.kind === 'customer-deleted') {
    customers.delete(fact.id);
    return;
  }
  const portfolio = ofData.find((known) => isSamePerson(known, fact.customer))?.portfolio ?? emptyPortfolio;
  customers.set(fact.customer.id, { ...fact.customer, registered_at: fact.at, portfolio });
}

/** One page of the customers in the order of their ids, and the id after which the next page begins. */
export function pageOf(
  customers: Iterable<Customer>,
  limit: number,
  after: string | undefined,
): { items: Customer[]; next: string | null } {
  const behind = [...customers]
    .filter((customer) => after === undefined || customer.id > after)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const items = behind.slice(0, limit);
  return { items, next: behind.length > limit ? (items.at(-1)?.id ?? null) : null };
}
