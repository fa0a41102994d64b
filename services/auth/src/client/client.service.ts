import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { auditOf, type Origin } from '@florin/platform/audit';
import { DenyList, type Caller } from '@florin/platform/auth';
import { Database, inTransaction, newId } from '@florin/platform/database';
import { isId } from '@florin/platform/http';
import { addToOutbox, Relay, type OutboxRow } from '@florin/platform/messaging';
import { ConsentService } from '../consent/consent.service.js';
import { secretDigest } from '../oauth/oauth.js';
import { applicationOf, clientSession, faultsOf, metadataOf, type Application, type Client } from './client.js';
import { ClientRepository } from './client.repository.js';

/** Registered clients: an admin of a tenant makes, changes and removes them; nobody registers by himself. */
@Injectable()
export class ClientService {
  constructor(
    private readonly database: Database,
    private readonly clients: ClientRepository,
    private readonly consents: ConsentService,
    private readonly denials: DenyList,
    private readonly relay: Relay,
  ) {}

  async find(id: string): Promise<Client | undefined> {
    return isId(id) ? inTransaction(this.database.engine, (tx) => this.clients.find(tx, id)) : undefined;
  }

  list(tenantId: string): Promise<Client[]> {
    return inTransaction(this.database.engine, (tx) => this.clients.list(tx, tenantId));
  }

  /** The new client, and its secret, which is never shown again. Fails with: validation_failed. */
  async register(
    admin: Caller,
    application: Application,
    origin: Origin,
  ): Promise<{ client: Client; secret: string | undefined }> {
    assertSound(application);
    const secret = application.authMethod === 'client_secret_basic' ? aSecret() : undefined;
    const client: Client = {
      id: newId(),
      tenantId: admin.tenantId,
      name: application.name,
      metadata: metadataOf(application),
      secretDigest: secret === undefined ? null : secretDigest(secret),
      roles: application.roles,
      createdBy: admin.userId,
      createdAt: new Date(),
    };
    const record = recordOf(origin, client, 'oauth-client.register');
    await inTransaction(this.database.engine, async (tx) => {
      await this.clients.add(tx, client);
      await addToOutbox(tx, [record]);
    });
    this.relay.push([record]);
    return { client, secret };
  }

  /** Changes what may be changed of a client, for its next request. Fails with: not_found, validation_failed. */
  change(tenantId: string, id: string, change: Partial<Application>, origin: Origin): Promise<Client> {
    const changed = Object.keys(change).join(' ');
    return this.rewrite(tenantId, id, (held) => {
      const application = { ...applicationOf(held), ...change };
      assertSound(application);
      const client = { ...held, name: application.name, metadata: metadataOf(application) };
      return [client, recordOf(origin, client, 'oauth-client.change', { changed })];
    });
  }

  /** Another secret in place of the one it has. Fails with: not_found, also for a client without a secret. */
  async replaceSecret(tenantId: string, id: string, origin: Origin): Promise<{ client: Client; secret: string }> {
    const secret = aSecret();
    const client = await this.rewrite(tenantId, id, (held) => {
      if (held.secretDigest === null) throw new DomainError('not_found', 'This client has no secret.');
      const client = { ...held, secretDigest: secretDigest(secret) };
      return [client, recordOf(origin, client, 'oauth-client.replace-secret')];
    });
    return { client, secret };
  }

  /** Removes a client: its tokens are dead at once, and all that people allowed it. Fails with: not_found. */
  async remove(tenantId: string, id: string, origin: Origin): Promise<void> {
    const client = await this.find(id);
    if (client?.tenantId !== tenantId) throw new DomainError('not_found');
    const record = recordOf(origin, client, 'oauth-client.remove');
    await inTransaction(this.database.engine, async (tx) => {
      await this.clients.remove(tx, tenantId, id, new Date());
      await addToOutbox(tx, [record]);
    });
    this.relay.push([record]);
    await this.denials.denySession(clientSession(id));
    await this.consents.endOfClient(id);
  }

  /** Puts a client in the place of itself, with the record of it. Fails with: not_found. */
  private async rewrite(
    tenantId: string,
    id: string,
    rewritten: (held: Client) => readonly [Client, OutboxRow],
  ): Promise<Client> {
    const [client, record] = await inTransaction(this.database.engine, async (tx) => {
      const held = await this.clients.hold(tx, tenantId, id);
      if (!held) throw new DomainError('not_found');
      const [client, record] = rewritten(held);
      await this.clients.change(tx, client);
      await addToOutbox(tx, [record]);
      return [client, record] as const;
    });
    this.relay.push([record]);
    return client;
  }
}

const aSecret = (): string => randomBytes(32).toString('base64url');

/** Fails with: validation_failed. */
function assertSound(application: Application): void {
  const faults = faultsOf(application);
  if (faults.length > 0) throw new DomainError('validation_failed', undefined, { errors: faults });
}

function recordOf(origin: Origin, client: Client, action: string, more: Record<string, string> = {}) {
  return auditOf(origin, {
    tenant: client.tenantId,
    action,
    object: { kind: 'oauth-client', id: client.id },
    details: { name: client.name, ...more },
  });
}
