import { readFile } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JournalRepository } from '../journal/journal.repository.js';
import { isCustomerFact, learn, type Customer, type CustomerFact } from './customer.js';

const DATA = new URL('../../data/customers.json', import.meta.url);

/** The customers: those of the data file, and what the journal says of later ones. */
@Injectable()
export class CustomerRepository implements OnModuleInit {
  private readonly customers = new Map<string, Customer>();
  private ofData: readonly Customer[] = [];
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly journal: JournalRepository) {}

  async onModuleInit(): Promise<void> {
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- a file of the source
    this.ofData = JSON.parse(await readFile(DATA, 'utf8')) as Customer[];
    for (const customer of this.ofData) this.customers.set(customer.id, customer);
    for (const fact of await this.journal.remembered()) if (isCustomerFact(fact)) this.learn(fact);
  }

  all(): Iterable<Customer> {
    return this.customers.values();
  }

  find(id: string): Customer | undefined {
    return this.customers.get(id);
  }

  /** Runs changes one after the other, so that a check and what follows from it belong together. */
  alone<T>(change: () => Promise<T>): Promise<T> {
    const done = this.last.then(change, change);
    this.last = done.catch(() => undefined);
    return done;
  }

  async write(fact: CustomerFact): Promise<void> {
    await this.journal.append(fact);
    this.learn(fact);
  }

  private learn(fact: CustomerFact): void {
    learn(this.customers, fact, this.ofData);
  }
}
