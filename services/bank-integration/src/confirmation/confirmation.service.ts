import { Injectable } from '@nestjs/common';
import { DomainError, parseAmount } from '@florin/kernel';
import { auditOf, type Origin } from '@florin/platform/audit';
import { asTenant, Database, inTransaction, newId } from '@florin/platform/database';
import { addToOutbox, Relay, type OutboxRow } from '@florin/platform/messaging';
import type { EntityManager } from 'typeorm';
import {
  COUNTED_MS, fingerprintOf, judge, levelOf, mustBeOpen, openSince,
  type AskedTransfer, type Confirmation, type Verdict,
} from './confirmation.js';
import { ConfirmationRepository } from './confirmation.repository.js';

/** For whom a program asks, and which program. */
export interface Asker {
  readonly tenantId: string;
  readonly userId: string;
  readonly clientId?: string;
}

/** What may be moved on a program's report alone, in major units of any currency, over a day. */
export class ConfirmationTerms {
  constructor(readonly above: string) {}
}

/** Keeps transfers until the customer has said yes, and lets each through once. */
@Injectable()
export class ConfirmationService {
  constructor(
    private readonly database: Database,
    private readonly confirmations: ConfirmationRepository,
    private readonly relay: Relay,
    private readonly terms: ConfirmationTerms,
  ) {}

  /**
   * The confirmation of a transfer, made at the first call with this key, and whether it may go now.
   * Fails with: validation_failed, idempotency_key_reused, confirmation_refused, confirmation_expired,
   * confirmation_mismatch.
   */
  ask(
    asker: Asker,
    asked: AskedTransfer,
    idempotencyKey: string,
    namedId: string | undefined,
  ): Promise<{ confirmation: Confirmation; verdict: Verdict }> {
    const now = new Date();
    const amountMinor = parseAmount(asked.amount, asked.currency);
    const fingerprint = fingerprintOf(asked, amountMinor);
    return inTransaction(this.database.engine, async (tx) => {
      await this.confirmations.queue(tx, asker.userId);
      const before = await this.confirmations.findByKey(tx, asker.userId, idempotencyKey);
      if (before && !before.fingerprint.equals(fingerprint)) {
        throw new DomainError('idempotency_key_reused', 'Take a new key for another transfer.');
      }
      const wish = { asked, amountMinor, fingerprint, idempotencyKey };
      const confirmation = before ?? (await this.add(tx, asker, wish, now));
      const verdict = judge(confirmation, namedId, now);
      if (verdict === 'go') await this.confirmations.keepStatus(tx, confirmation.id, 'used');
      return { confirmation, verdict };
    });
  }

  /** The customer's own that wait. */
  waiting({ tenantId, userId }: Asker): Promise<Confirmation[]> {
    const now = new Date();
    const since = openSince(now);
    return asTenant(this.database.reader, tenantId, (tx) => this.confirmations.waiting(tx, userId, since));
  }

  /** For the page, which knows nothing but the id. Fails with: not_found. */
  async show(id: string): Promise<Confirmation> {
    const found = await inTransaction(this.database.engine, (tx) => this.confirmations.find(tx, id));
    if (!found) throw new DomainError('not_found');
    return found;
  }

  /**
   * The customer says yes, with a login of this moment that confirms nothing else.
   * Fails with: not_found, confirmation_state, confirmation_expired, fresh_login_required.
   */
  confirm(asker: Asker, id: string, sessionId: string, origin: Origin): Promise<Confirmation> {
    return this.decide(asker, id, origin, 'confirmed', async (tx) => {
      if (await this.confirmations.isSpent(tx, sessionId)) {
        throw new DomainError('fresh_login_required', 'This login has confirmed another transfer. Log in again.');
      }
      await this.confirmations.keepStatus(tx, id, 'confirmed', sessionId);
    });
  }

  /** The customer says no. Fails with: not_found, confirmation_state, confirmation_expired. */
  refuse(asker: Asker, id: string, origin: Origin): Promise<Confirmation> {
    return this.decide(asker, id, origin, 'refused', (tx) => this.confirmations.keepStatus(tx, id, 'refused'));
  }

  private async decide(
    asker: Asker,
    id: string,
    origin: Origin,
    status: 'confirmed' | 'refused',
    write: (tx: EntityManager) => Promise<void>,
  ): Promise<Confirmation> {
    const now = new Date();
    const rows: OutboxRow[] = [];
    const decided = await inTransaction(this.database.engine, async (tx) => {
      rows.length = 0;
      await this.confirmations.queue(tx, asker.userId);
      const found = await this.confirmations.lock(tx, id);
      if (!found || found.userId !== asker.userId || found.tenantId !== asker.tenantId) {
        throw new DomainError('not_found', 'There is no such confirmation.');
      }
      mustBeOpen(found, now);
      await write(tx);
      const object = { kind: 'confirmation', id };
      rows.push(auditOf(origin, { tenant: asker.tenantId, action: `confirmation.${wordFor(status)}`, object }));
      await addToOutbox(tx, rows);
      return { ...found, status };
    });
    this.relay.push(rows);
    return decided;
  }

  private async add(
    tx: EntityManager,
    asker: Asker,
    wish: Pick<Confirmation, 'asked' | 'amountMinor' | 'fingerprint' | 'idempotencyKey'>,
    now: Date,
  ): Promise<Confirmation> {
    const { currency } = wish.asked;
    const since = new Date(now.getTime() - COUNTED_MS);
    const counted = await this.confirmations.counted(tx, asker.userId, currency, since, openSince(now));
    const confirmation: Confirmation = {
      ...wish,
      id: newId(),
      tenantId: asker.tenantId,
      userId: asker.userId,
      clientId: asker.clientId ?? null,
      level: levelOf(wish.amountMinor, counted, parseAmount(this.terms.above, currency)),
      status: 'pending',
      createdAt: now,
      sessionId: null,
    };
    await this.confirmations.add(tx, confirmation);
    return confirmation;
  }
}

const wordFor = (status: 'confirmed' | 'refused'): string => (status === 'confirmed' ? 'confirm' : 'refuse');
