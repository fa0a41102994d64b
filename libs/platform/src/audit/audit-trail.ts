import { Injectable, type BeforeApplicationShutdown, type Provider } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { REFUSAL_WITNESS, type Caller, type RefusalWitness } from '../auth/index.js';
import { Database, inTransaction } from '../database/index.js';
import { addToOutbox, Relay, type OutboxRow } from '../messaging/index.js';
import { log } from '../telemetry/index.js';
import { auditOf, originOf } from './audit.js';

const BATCH_MOST = 500;
/** Whoever is refused in a loop must not fill the memory; what is left out is counted in the log. */
const WAITING_MOST = 5_000;

/**
 * Records what has no database transaction of its own: refusals, reads, limits that were hit. What changes something
 * writes its record in its own transaction instead, with `addToOutbox(tx, [auditOf(…)])`.
 */
@Injectable()
export class AuditTrail implements RefusalWitness, BeforeApplicationShutdown {
  private waiting: OutboxRow[] = [];
  private leftOut = 0;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly relay: Relay,
  ) {}

  /** Takes a record; it is written soon, together with others, and the caller does not wait for it. */
  tell(row: OutboxRow): void {
    if (this.waiting.length >= WAITING_MOST) {
      this.leftOut += 1;
      return;
    }
    this.waiting.push(row);
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** A route was refused to a caller for a role or a scope. */
  refused(request: FastifyRequest, caller: Caller, reason: string): void {
    const route = `${request.method} ${request.routeOptions.url ?? ''}`.slice(0, 255);
    const origin = originOf({ ip: request.ip, caller });
    const object = { kind: 'route', id: route };
    this.tell(auditOf(origin, { tenant: caller.tenantId, action: 'route.call', object, outcome: 'refused', reason }));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.writing;
  }

  private async write(): Promise<void> {
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const rows = this.waiting.splice(0, BATCH_MOST);
      try {
        await inTransaction(this.database.engine, (tx) => addToOutbox(tx, rows));
        this.relay.push(rows);
      } catch (error) {
        this.leftOut += rows.length;
        log.error({ err: error }, 'audit records could not be written');
      }
      if (this.leftOut > 0) log.error({ records: this.leftOut }, 'audit records were left out');
      this.leftOut = 0;
    }
  }
}

/** What a service with an outbox lists in its module: the trail, and the guard's refusals told to it. */
export const auditProviders: Provider[] = [AuditTrail, { provide: REFUSAL_WITNESS, useExisting: AuditTrail }];
