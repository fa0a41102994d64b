import type { EntityManager } from 'typeorm';
import { auditOf, theOperator } from '@florin/platform/audit';
import { addToOutbox } from '@florin/platform/messaging';
import { KeyRepository } from './key.repository.js';
import { makeKey } from './key.service.js';
import type { MasterKeyService } from './master-key.service.js';
import { signsAt, waitingOf } from './rotation.js';

/** What an operator does about the signing keys. Says what was done, in lines. */
export class KeyOffice {
  private readonly keys = new KeyRepository();

  constructor(
    private readonly masters: MasterKeyService,
    private readonly defaultTenantId: string,
  ) {}

  /** Publishes a new key. It signs once everybody may know it, and the one of before leaves after the longest token. */
  async rotate(tx: EntityManager, now: Date): Promise<string[]> {
    await this.keys.lock(tx);
    const waiting = waitingOf(await this.keys.list(tx));
    if (waiting) {
      return [`${waiting.kid} waits already and signs from ${signsAt(waiting).toISOString()}; nothing was changed`];
    }
    const made = makeKey(this.masters, 'verifying', now);
    await this.keys.add(tx, made);
    const object = { kind: 'signing-key', id: made.kid };
    const deed = { tenant: this.defaultTenantId, action: 'signing-key.create', object, at: now };
    await addToOutbox(tx, [auditOf(theOperator, deed)]);
    return [`made the key ${made.kid}; it is published now and signs from ${signsAt(made).toISOString()}`];
  }

  async list(tx: EntityManager): Promise<string[]> {
    const found = await this.keys.list(tx);
    return found.map((key) => {
      const role = key.state === 'signing' ? 'signs' : key.stoppedAt ? 'verifies' : 'waits';
      return `${key.kid}  ${role}  made ${key.createdAt.toISOString()}`;
    });
  }
}
