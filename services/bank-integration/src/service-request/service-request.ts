import { createHash } from 'node:crypto';
import type { Role } from '@florin/contracts';
import { DomainError } from '@florin/kernel';

export const requestKinds = ['complaint', 'callback', 'fulfilment'] as const;
export type RequestKind = (typeof requestKinds)[number];
export const requestStatuses = ['open', 'closed'] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** One remark on a request, by the customer or an officer; never changed. */
export interface Annotation {
  readonly id: string;
  readonly authorId: string;
  readonly authorRole: Role;
  readonly text: string;
  readonly createdAt: Date;
}

/** Something that a customer wants done by people: a complaint, a call, a card or a form that is to be sent. */
export interface ServiceRequest {
  readonly id: string;
  readonly tenantId: string;
  readonly customerId: string;
  readonly kind: RequestKind;
  readonly subject: string;
  readonly description: string | null;
  readonly status: RequestStatus;
  readonly resolution: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly annotations: readonly Annotation[];
}

/** What a customer asks for. */
export type RequestWish = Pick<ServiceRequest, 'kind' | 'subject' | 'description'>;

/** More remarks than these are no conversation any more: a new request is better. */
export const ANNOTATIONS_MOST = 200;

const officers: readonly Role[] = ['agent', 'admin'];

/** Officers see the requests of all customers of their tenant, a customer the own ones. */
export function seesAll(held: readonly Role[]): boolean {
  return held.some((role) => officers.includes(role));
}

/** As whom somebody writes. */
export function authorRole(held: readonly Role[]): Role {
  return officers.find((role) => held.includes(role)) ?? 'customer';
}

/** Fails with: service_request_state. */
export function annotated(request: ServiceRequest, annotation: Annotation): ServiceRequest {
  mustBeOpen(request);
  if (request.annotations.length >= ANNOTATIONS_MOST) {
    throw new DomainError('service_request_state', 'The request has too many remarks. Open another one.');
  }
  return {
    ...request,
    annotations: [...request.annotations, annotation],
    updatedAt: annotation.createdAt,
  };
}

/** Fails with: service_request_state. */
export function closed(
  request: ServiceRequest,
  by: { userId: string; resolution: string | null; now: Date },
): ServiceRequest {
  mustBeOpen(request);
  return {
    ...request,
    status: 'closed',
    resolution: by.resolution,
    closedAt: by.now,
    closedBy: by.userId,
    updatedAt: by.now,
  };
}

function mustBeOpen({ status }: ServiceRequest): void {
  if (status === 'closed') throw new DomainError('service_request_state', 'The request is closed. Open another one.');
}

/** The same command has the same fingerprint, however its JSON was written. */
export function fingerprintOf(command: readonly (string | null)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(command)).digest();
}
