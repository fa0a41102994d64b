import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RequestKeyEntity } from './request-key.entity.js';
import type { ServiceRequest } from './service-request.js';

interface Key {
  readonly userId: string;
  readonly idempotencyKey: string;
}

/** The idempotency keys of service requests: scope user and key, each with the request as it was answered. */
@Injectable()
export class RequestKeyRepository {
  /** Takes the key, or gives what was done with it before. Waits for whoever is taking it right now. */
  async claim(
    tx: EntityManager,
    key: Key,
    fingerprint: Buffer,
    now: Date,
  ): Promise<{ fingerprint: Buffer; answer: ServiceRequest } | undefined> {
    const claimed = await tx.query<unknown[]>(
      `insert into request_key (user_id, idempotency_key, fingerprint, created_at) values ($1, $2, $3, $4)
        on conflict on constraint request_key_pkey do nothing returning user_id`,
      [key.userId, key.idempotencyKey, fingerprint, now],
    );
    if (claimed.length > 0) return undefined;
    const before = await tx.findOneByOrFail(RequestKeyEntity, key);
    return { fingerprint: before.fingerprint, answer: restored(before.answer) };
  }

  async keep(tx: EntityManager, key: Key, answer: ServiceRequest): Promise<void> {
    await tx.query('update request_key set answer = $3 where user_id = $1 and idempotency_key = $2', [
      key.userId,
      key.idempotencyKey,
      JSON.stringify(answer),
    ]);
  }
}

/** JSON keeps times as texts. */
function restored(kept: unknown): ServiceRequest {
  const request = kept as ServiceRequest;
  return {
    ...request,
    createdAt: new Date(request.createdAt),
    updatedAt: new Date(request.updatedAt),
    closedAt: request.closedAt && new Date(request.closedAt),
    annotations: request.annotations.map((one) => ({ ...one, createdAt: new Date(one.createdAt) })),
  };
}
