import { ApiProperty } from '@nestjs/swagger';
import { roles } from '@florin/contracts';
import { Id, OneOf, Optional, PageQuery, Text } from '@florin/platform/http';
import { requestKinds, requestStatuses } from './service-request.js';
import type { Annotation, RequestKind, RequestStatus, RequestWish, ServiceRequest } from './service-request.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';
const time = '2026-01-31T12:00:00.000Z';

export class OpenRequestBody {
  @OneOf(requestKinds, { example: 'callback' })
  kind: RequestKind;

  @Text(100, { example: 'Call me about a loan' })
  subject: string;

  @Optional()
  @Text(255, { example: 'In the afternoon, please.' })
  description?: string;
}

export function toWish(body: OpenRequestBody): RequestWish {
  return { kind: body.kind, subject: body.subject, description: body.description ?? null };
}

export class AnnotateBody {
  @Text(255, { example: 'We will call at three.' })
  text: string;
}

export class CloseRequestBody {
  @Optional()
  @Text(255, { description: 'How it ended.', example: 'Called back.' })
  resolution?: string;
}

export class RequestQuery extends PageQuery {
  @Optional()
  @OneOf(requestStatuses)
  status?: RequestStatus;

  @Optional()
  @OneOf(requestKinds)
  kind?: RequestKind;

  @Optional()
  @Id({ description: 'One customer, for officers.' })
  customer_id?: string;
}

export class AnnotationView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, format: 'uuid', example: id })
  author_id: string;

  @ApiProperty({ type: String, enum: [...roles], example: 'agent' })
  author_role: string;

  @ApiProperty({ type: String, example: 'We will call at three.' })
  text: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  created_at: string;
}

export class ServiceRequestView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, format: 'uuid', example: id })
  customer_id: string;

  @ApiProperty({ type: String, enum: [...requestKinds], example: 'callback' })
  kind: RequestKind;

  @ApiProperty({ type: String, example: 'Call me about a loan' })
  subject: string;

  @ApiProperty({ type: String, nullable: true, example: 'In the afternoon, please.' })
  description: string | null;

  @ApiProperty({ type: String, enum: [...requestStatuses], example: 'open' })
  status: RequestStatus;

  @ApiProperty({ type: String, nullable: true, example: null })
  resolution: string | null;

  @ApiProperty({ type: [AnnotationView], description: 'Oldest first.' })
  annotations: AnnotationView[];

  @ApiProperty({ type: String, format: 'date-time', example: time })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  updated_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  closed_at: string | null;
}

function annotationView(annotation: Annotation): AnnotationView {
  return {
    id: annotation.id,
    author_id: annotation.authorId,
    author_role: annotation.authorRole,
    text: annotation.text,
    created_at: annotation.createdAt.toISOString(),
  };
}

export function serviceRequestView(request: ServiceRequest): ServiceRequestView {
  return {
    id: request.id,
    customer_id: request.customerId,
    kind: request.kind,
    subject: request.subject,
    description: request.description,
    status: request.status,
    resolution: request.resolution,
    annotations: request.annotations.map(annotationView),
    created_at: request.createdAt.toISOString(),
    updated_at: request.updatedAt.toISOString(),
    closed_at: request.closedAt?.toISOString() ?? null,
  };
}
