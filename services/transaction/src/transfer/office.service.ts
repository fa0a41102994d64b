import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { auditOf, AuditTrail, type Origin } from '@florin/platform/audit';
import { asTenant, Database } from '@florin/platform/database';
import type { ErrorCode } from '../errors.js';
import type { Filter, Transfer } from './transfer.js';
import { TransferRepository } from './transfer.repository.js';

/** What officers see of the transfers of their tenant. Every look is audited. */
@Injectable()
export class OfficeService {
  constructor(
    private readonly database: Database,
    private readonly transfers: TransferRepository,
    private readonly trail: AuditTrail,
  ) {}

  async page(tenantId: string, filter: Filter, origin: Origin): Promise<Transfer[]> {
    const page = await asTenant(this.database.reader, tenantId, (tx) => this.transfers.page(tx, tenantId, filter));
    const details = { account_id: filter.accountId ?? null };
    this.trail.tell(auditOf(origin, { tenant: tenantId, action: 'transfer.list', details }));
    return page;
  }

  /** Fails with: transfer_not_found. */
  async show(tenantId: string, id: string, origin: Origin): Promise<Transfer> {
    const transfer = await asTenant(this.database.reader, tenantId, (tx) => this.transfers.find(tx, tenantId, id));
    if (!transfer) throw new DomainError<ErrorCode>('transfer_not_found');
    const object = { kind: 'transfer', id };
    this.trail.tell(auditOf(origin, { tenant: tenantId, action: 'transfer.read', object }));
    return transfer;
  }
}
