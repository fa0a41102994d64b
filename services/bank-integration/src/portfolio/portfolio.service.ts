import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { Caller } from '@florin/platform/auth';
import { asTenant, Database, inTransaction } from '@florin/platform/database';
import { outgoing, Relay, type Heard } from '@florin/platform/messaging';
import { log } from '@florin/platform/telemetry';
import { BANK, type Bank } from '../bank/bank.js';
import type { ErrorCode } from '../errors.js';
import { PersonClient } from './person.client.js';
import { PortfolioRepository } from './portfolio.repository.js';
import type { Link, Portfolio, Shown } from './portfolio.js';

/** More newcomers do not wait: they are linked when they ask for it. */
const NEWCOMERS_MOST = 1_000;

/** Links our customers to the outside bank, and shows what they have there. */
@Injectable()
export class PortfolioService {
  private readonly newcomers: Link[] = [];
  private greeting = false;

  constructor(
    @Inject(BANK) private readonly bank: Bank,
    private readonly database: Database,
    private readonly people: PersonClient,
    private readonly portfolios: PortfolioRepository,
    private readonly relay: Relay,
  ) {}

  /**
   * Customers are linked at registration, one after the other and beside the messages: as far as the outside bank
   * answers. Whoever is left out is linked when they ask for it.
   */
  greet(messages: readonly Heard<'user.registered.v1'>[]): void {
    const customers = messages.filter(({ data }) => data.roles.includes('customer'));
    const room = NEWCOMERS_MOST - this.newcomers.length;
    if (customers.length > room) log.info({ left_out: customers.length - room }, 'too many registrations to link');
    for (const { data, tenant } of customers.slice(0, room))
      this.newcomers.push({ userId: data.user_id, tenantId: tenant, customerOid: data.customer_oid });
    if (!this.greeting) void this.greetAll();
  }

  private async greetAll(): Promise<void> {
    this.greeting = true;
    for (let link = this.newcomers.shift(); link; link = this.newcomers.shift()) {
      try {
        await this.bank.register(await this.people.introduced(link));
        await this.link(link);
      } catch (error) {
        log.info({ err: error, user_id: link.userId }, 'a customer was not linked at registration');
      }
    }
    this.greeting = false;
  }

  /**
   * Makes the customer known at the outside bank and links them; again is no different. Fails with: unavailable,
   * bank_unavailable.
   */
  async sync(caller: Caller): Promise<Shown> {
    const person = await this.people.whoIs(caller);
    await this.bank.register(person);
    const link = { userId: caller.userId, tenantId: caller.tenantId, customerOid: person.id };
    const content = await this.bank.portfolio(person.id);
    await this.link(link);
    return this.keep(link, content);
  }

  /** Fails with: not_linked, bank_unavailable. */
  async show(caller: Pick<Caller, 'tenantId' | 'userId'>): Promise<Shown> {
    const copy = await asTenant(this.database.reader, caller.tenantId, (tx) => this.portfolios.find(tx, caller.userId));
    if (!copy) throw new DomainError<ErrorCode>('not_linked', 'Link yourself with POST /bank/sync.');
    try {
      return await this.keep(copy, await this.bank.portfolio(copy.customerOid));
    } catch (error) {
      const { content, fetchedAt } = copy;
      if (!(error instanceof DomainError) || error.code !== 'bank_unavailable' || !content || !fetchedAt) throw error;
      return { content, fetchedAt, isStale: true };
    }
  }

  private async link(link: Link): Promise<void> {
    const now = new Date();
    const row = outgoing(
      'bank.portfolio-synced.v1',
      { user_id: link.userId, customer_oid: link.customerOid, at: now.toISOString() },
      { key: link.userId, tenant: link.tenantId },
    );
    const isNew = await inTransaction(this.database.pool, async (tx) => {
      const linked = await this.portfolios.link(tx, link, now);
      if (linked) await this.portfolios.speak(tx, [row]);
      return linked;
    });
    if (isNew) this.relay.push([row]);
  }

  private async keep({ userId }: Link, content: Portfolio): Promise<Shown> {
    const fetchedAt = new Date();
    await inTransaction(this.database.pool, (tx) => this.portfolios.keep(tx, userId, content, fetchedAt));
    return { content, fetchedAt, isStale: false };
  }
}
