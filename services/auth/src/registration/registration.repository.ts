import type { EntityManager } from 'typeorm';
import { RegistrationEntity } from './registration.entity.js';

/** The idempotency keys of registrations: scope tenant and e-mail, which is kept in lower case. */
export class RegistrationRepository {
  async find(
    tx: EntityManager,
    key: { tenantId: string; email: string; idempotencyKey: string },
  ): Promise<{ userId: string; fingerprint: Buffer } | undefined> {
    return (await tx.findOneBy(RegistrationEntity, key)) ?? undefined;
  }

  async add(
    tx: EntityManager,
    row: {
      tenantId: string;
      email: string;
      idempotencyKey: string;
      fingerprint: Buffer;
      userId: string;
      createdAt: Date;
    },
  ): Promise<void> {
    await tx.insert(RegistrationEntity, row);
  }
}
