import type { Role } from '@florin/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { In, LessThan } from 'typeorm';
import { AnnotationEntity } from './annotation.entity.js';
import type { Annotation, RequestKind, RequestStatus, ServiceRequest } from './service-request.js';
import { ServiceRequestEntity } from './service-request.entity.js';

/** Which requests are asked for; without a customer all of the tenant. */
export interface RequestFilter {
  readonly tenantId: string;
  readonly customerId?: string;
  readonly status?: RequestStatus;
  readonly kind?: RequestKind;
  /** Only older ones than this id: ids grow with time. */
  readonly before?: string;
}

/** Service requests and the remarks on them. Whose they are stands in every question. */
@Injectable()
export class ServiceRequestRepository {
  async add(tx: EntityManager, { annotations: _none, ...row }: ServiceRequest): Promise<void> {
    await tx.insert(ServiceRequestEntity, row);
  }

  async annotate(tx: EntityManager, request: ServiceRequest, annotation: Annotation): Promise<void> {
    await tx.insert(AnnotationEntity, { ...annotation, tenantId: request.tenantId, requestId: request.id });
    await tx.update(ServiceRequestEntity, request.id, { updatedAt: request.updatedAt });
  }

  async keepStatus(tx: EntityManager, request: ServiceRequest): Promise<void> {
    const { status, resolution, closedAt, closedBy, updatedAt } = request;
    await tx.update(ServiceRequestEntity, request.id, { status, resolution, closedAt, closedBy, updatedAt });
  }

  /** Newest first, with `limit + 1` rows at most. */
  async list(tx: EntityManager, filter: RequestFilter, limit: number): Promise<ServiceRequest[]> {
    const { before, ...equal } = filter;
    const where: FindOptionsWhere<ServiceRequestEntity> = {};
    for (const [name, value] of Object.entries(equal)) if (value !== undefined) Object.assign(where, { [name]: value });
    if (before !== undefined) where.id = LessThan(before);
    const rows = await tx.find(ServiceRequestEntity, { where, order: { id: 'DESC' }, take: limit + 1 });
    return this.whole(tx, rows);
  }

  async find(tx: EntityManager, filter: RequestFilter, id: string): Promise<ServiceRequest | undefined> {
    const { tenantId, customerId } = filter;
    const where = customerId === undefined ? { id, tenantId } : { id, tenantId, customerId };
    const rows = await tx.findBy(ServiceRequestEntity, where);
    return (await this.whole(tx, rows))[0];
  }

  /** The same, locked until the transaction ends: a remark and a closing do not pass each other. */
  async lock(tx: EntityManager, filter: RequestFilter, id: string): Promise<ServiceRequest | undefined> {
    const { tenantId, customerId } = filter;
    const where = customerId === undefined ? { id, tenantId } : { id, tenantId, customerId };
    const rows = await tx.find(ServiceRequestEntity, { where, lock: { mode: 'pessimistic_write' } });
    return (await this.whole(tx, rows))[0];
  }

  private async whole(tx: EntityManager, rows: readonly ServiceRequestEntity[]): Promise<ServiceRequest[]> {
    if (rows.length === 0) return [];
    const remarks = await tx.find(AnnotationEntity, {
      where: { requestId: In(rows.map(({ id }) => id)) },
      order: { id: 'ASC' },
    });
    return rows.map((row) => ({
      ...row,
      kind: row.kind as RequestKind,
      status: row.status as RequestStatus,
      annotations: remarks.filter(({ requestId }) => requestId === row.id).map(annotationOf),
    }));
  }
}

function annotationOf({ id, authorId, authorRole, text, createdAt }: AnnotationEntity): Annotation {
  return { id, authorId, authorRole: authorRole as Role, text, createdAt };
}
