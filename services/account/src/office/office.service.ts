import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { auditOf, AuditTrail, type Origin } from '@florin/platform/audit';
import type { Caller } from '@florin/platform/auth';
import { asTenant, Database } from '@florin/platform/database';
import type { Opening } from '../account/account.js';
import type { Balance } from '../account/account.repository.js';
import { AccountService, type Opened } from '../account/account.service.js';
import { CustomerClient } from '../customer/customer.client.js';
import type { Entry, EntryFilter } from '../entry/entry.js';
import { EntryService } from '../entry/entry.service.js';
import type { ErrorCode } from '../errors.js';
import type { File, FileFilter, Summary } from './office.js';
import { OfficeRepository } from './office.repository.js';

/** Which officer asks, and from where: whoever looks at a customer's data is remembered. */
export interface Desk {
  readonly caller: Caller;
  readonly origin: Origin;
}

/** What officers see of their tenant, and open for its customers. Every look at a customer's data is audited. */
@Injectable()
export class OfficeService {
  constructor(
    private readonly database: Database,
    private readonly files: OfficeRepository,
    private readonly accounts: AccountService,
    private readonly entries: EntryService,
    private readonly customers: CustomerClient,
    private readonly trail: AuditTrail,
  ) {}

  /** Fails with: validation_failed, customer_not_found, unavailable, idempotency_key_reused. */
  async open({ caller, origin }: Desk, ownerId: string, opening: Opening, idempotencyKey?: string): Promise<Opened> {
    await this.customers.assertKnown(caller, ownerId);
    const owner = { tenantId: caller.tenantId, userId: ownerId };
    return this.accounts.open(owner, opening, caller, idempotencyKey, (account) =>
      auditOf(origin, {
        tenant: caller.tenantId,
        action: 'account.open',
        object: { kind: 'account', id: account.id },
        details: { owner_id: ownerId },
      }),
    );
  }

  async list(desk: Desk, filter: FileFilter, limit: number): Promise<File[]> {
    const files = await this.asTenant(desk, (tx) => this.files.list(tx, filter, limit));
    const { ownerId = null, number = null } = filter;
    this.tell(desk, 'account.list', null, { owner_id: ownerId, number });
    return files;
  }

  /** Fails with: account_not_found. */
  async show(desk: Desk, id: string): Promise<File> {
    const file = await this.asTenant(desk, (tx) => this.files.find(tx, id));
    if (!file) throw new DomainError<ErrorCode>('account_not_found', 'The bank has no such account.');
    this.tell(desk, 'account.read', { kind: 'account', id });
    return file;
  }

  /** Fails with: account_not_found, validation_failed. */
  async balance(desk: Desk, id: string, now: Date, at?: Date): Promise<Balance> {
    const { tenantId } = desk.caller;
    const balance = await this.accounts.balance({ tenantId }, id, now, at);
    this.tell(desk, 'balance.read', { kind: 'account', id });
    return balance;
  }

  /** Fails with: account_not_found. */
  async history(desk: Desk, accountId: string, filter: EntryFilter, limit: number): Promise<Entry[]> {
    const { tenantId } = desk.caller;
    const entries = await this.entries.list({ tenantId }, accountId, filter, limit);
    this.tell(desk, 'entry.list', { kind: 'account', id: accountId });
    return entries;
  }

  async histories(
    desk: Desk,
    filter: EntryFilter & { readonly beforeId?: string },
    limit: number,
  ): Promise<Entry[]> {
    const entries = await this.entries.listAll(desk.caller.tenantId, filter, limit);
    this.tell(desk, 'entry.list', null);
    return entries;
  }

  /** Fails with: entry_not_found. */
  async entry(desk: Desk, id: string): Promise<Entry> {
    const entry = await this.entries.showAny(desk.caller.tenantId, id);
    this.tell(desk, 'entry.read', { kind: 'entry', id }, { account_id: entry.accountId });
    return entry;
  }

  /** Figures of the bank, and of no customer. */
  summary({ tenantId }: Caller): Promise<Summary> {
    return asTenant(this.database.reader, tenantId, (tx) => this.files.summary(tx));
  }

  private asTenant<T>({ caller }: Desk, work: Parameters<typeof asTenant<T>>[2]): Promise<T> {
    return asTenant(this.database.reader, caller.tenantId, work);
  }

  private tell(
    { caller, origin }: Desk,
    action: string,
    object: { kind: string; id: string } | null,
    details: Record<string, string | null> = {},
  ): void {
    this.trail.tell(auditOf(origin, { tenant: caller.tenantId, action, object, details }));
  }
}
