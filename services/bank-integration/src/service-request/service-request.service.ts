import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { auditOf, AuditTrail, type Deed, type Origin } from '@florin/platform/audit';
import type { Caller } from '@florin/platform/auth';
import { asTenant, Database, inTransaction, newId } from '@florin/platform/database';
import type { EntityManager } from 'typeorm';
import type { ErrorCode } from '../errors.js';
import { RequestKeyRepository } from './request-key.repository.js';
import { annotated, authorRole, closed, fingerprintOf, seesAll } from './service-request.js';
import type { RequestKind, RequestStatus, RequestWish, ServiceRequest } from './service-request.js';
import { ServiceRequestRepository, type RequestFilter } from './service-request.repository.js';

/** Who asks, as far as requests go. */
export type Asker = Pick<Caller, 'tenantId' | 'userId' | 'roles'>;

/** A request after a command, and whether an earlier command with the same key made it so. */
export interface Answered {
  readonly request: ServiceRequest;
  readonly replayed: boolean;
}

/** Takes customers' service requests, and lets customers and officers talk about them. */
@Injectable()
export class ServiceRequestService {
  constructor(
    private readonly database: Database,
    private readonly requests: ServiceRequestRepository,
    private readonly keys: RequestKeyRepository,
    private readonly trail: AuditTrail,
  ) {}

  /** Fails with: idempotency_key_reused. */
  open(asker: Asker, wish: RequestWish, key?: string): Promise<Answered> {
    const command = ['open', wish.kind, wish.subject, wish.description];
    return this.once(asker, key, command, async (tx, now) => {
      const request: ServiceRequest = {
        ...wish,
        id: newId(),
        tenantId: asker.tenantId,
        customerId: asker.userId,
        status: 'open',
        resolution: null,
        createdAt: now,
        updatedAt: now,
        closedAt: null,
        closedBy: null,
        annotations: [],
      };
      await this.requests.add(tx, request);
      return request;
    });
  }

  /**
   * Newest first: the customer's own, for officers all of the tenant. One more than `limit` when there are more. An
   * officer's look from an origin is audited; where there is none, the call of a tool is.
   */
  async list(
    asker: Asker,
    filter: { status?: RequestStatus; kind?: RequestKind; customerId?: string; before?: string },
    limit: number,
    origin?: Origin,
  ): Promise<ServiceRequest[]> {
    const scoped = seesAll(asker.roles) ? { ...filter, tenantId: asker.tenantId } : { ...filter, ...scopeOf(asker) };
    const page = await asTenant(this.database.reader, asker.tenantId, (tx) => this.requests.list(tx, scoped, limit));
    this.tellOf(asker, { action: 'service-request.list', details: { customer_id: filter.customerId ?? null } }, origin);
    return page;
  }

  /** Audited as {@link list}. Fails with: not_found. */
  async show(asker: Asker, id: string, origin?: Origin): Promise<ServiceRequest> {
    const found = await asTenant(this.database.reader, asker.tenantId, (tx) =>
      this.requests.find(tx, scopeOf(asker), id),
    );
    if (!found) throw notFound();
    this.tellOf(asker, { action: 'service-request.read', object: { kind: 'service-request', id } }, origin);
    return found;
  }

  /** Fails with: not_found, service_request_state, idempotency_key_reused. */
  annotate(asker: Asker, id: string, text: string, key?: string): Promise<Answered> {
    return this.once(asker, key, ['annotate', id, text], async (tx, now) => {
      const annotation = {
        id: newId(),
        authorId: asker.userId,
        authorRole: authorRole(asker.roles),
        text,
        createdAt: now,
      };
      const request = annotated(await this.locked(tx, asker, id), annotation);
      await this.requests.annotate(tx, request, annotation);
      return request;
    });
  }

  /** Fails with: not_found, service_request_state. */
  close(asker: Asker, id: string, resolution: string | null): Promise<ServiceRequest> {
    const now = new Date();
    return inTransaction(this.database.engine, async (tx) => {
      const request = closed(await this.locked(tx, asker, id), { userId: asker.userId, resolution, now });
      await this.requests.keepStatus(tx, request);
      return request;
    });
  }

  /** A customer's look at what is their own is no news. */
  private tellOf({ tenantId, roles }: Asker, look: Omit<Deed, 'tenant'>, origin?: Origin): void {
    if (origin && seesAll(roles)) this.trail.tell(auditOf(origin, { tenant: tenantId, ...look }));
  }

  private async locked(tx: EntityManager, asker: Asker, id: string): Promise<ServiceRequest> {
    const found = await this.requests.lock(tx, scopeOf(asker), id);
    if (!found) throw notFound();
    return found;
  }

  /** Does the work once for a key, in the transaction that keeps the key. */
  private once(
    asker: Asker,
    idempotencyKey: string | undefined,
    command: readonly (string | null)[],
    work: (tx: EntityManager, now: Date) => Promise<ServiceRequest>,
  ): Promise<Answered> {
    const now = new Date();
    return inTransaction(this.database.engine, async (tx) => {
      if (idempotencyKey === undefined) return { request: await work(tx, now), replayed: false };
      const key = { userId: asker.userId, idempotencyKey };
      const fingerprint = fingerprintOf(command);
      const before = await this.keys.claim(tx, key, fingerprint, now);
      if (before && !before.fingerprint.equals(fingerprint)) {
        throw new DomainError('idempotency_key_reused', 'Take a new key for a new request.');
      }
      if (before) return { request: before.answer, replayed: true };
      const request = await work(tx, now);
      await this.keys.keep(tx, key, request);
      return { request, replayed: false };
    });
  }
}

function scopeOf(asker: Asker): RequestFilter {
  const { tenantId, userId } = asker;
  return seesAll(asker.roles) ? { tenantId } : { tenantId, customerId: userId };
}

const notFound = (): DomainError => new DomainError<ErrorCode | 'not_found'>('not_found', 'There is no such request.');
