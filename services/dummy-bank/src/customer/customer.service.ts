import { DomainError } from '@florin/kernel';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '../errors.js';
import { CustomerRepository } from './customer.repository.js';
import { isSamePerson, pageOf, type Customer, type Newcomer } from './customer.js';

/** Who is a customer of this bank. */
@Injectable()
export class CustomerService {
  constructor(private readonly customers: CustomerRepository) {}

  list(limit: number, after: string | undefined): { items: Customer[]; next: string | null } {
    return pageOf(this.customers.all(), limit, after);
  }

  isKnown(id: string): boolean {
    return this.customers.find(id) !== undefined;
  }

  /** Fails with: customer_not_found. */
  get(id: string): Customer {
    const customer = this.customers.find(id);
    if (!customer) throw new DomainError<ErrorCode>('customer_not_found');
    return customer;
  }

  /** Idempotent by id; says whether the customer is new. Fails with: customer_exists. */
  register(newcomer: Newcomer, now: Date): Promise<{ customer: Customer; isNew: boolean }> {
    return this.customers.alone(async () => {
      const known = this.customers.find(newcomer.id);
      if (known && !isSamePerson(known, newcomer)) {
        throw new DomainError<ErrorCode>('customer_exists', 'Somebody else is registered under this id.');
      }
      if (!known) {
        await this.customers.write({ kind: 'customer-registered', customer: newcomer, at: now.toISOString() });
      }
      return { customer: this.get(newcomer.id), isNew: !known };
    });
  }

  /** Fails with: customer_not_found. */
  delete(id: string): Promise<void> {
    return this.customers.alone(async () => {
      this.get(id);
      await this.customers.write({ kind: 'customer-deleted', id });
    });
  }
}
