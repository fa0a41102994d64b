import { Injectable } from '@nestjs/common';
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { DenyList } from '@florin/platform/auth';
import { ClientService } from '../client/client.service.js';
import { ConsentService } from '../consent/consent.service.js';
import { TicketRepository } from './ticket.repository.js';

type Json = Record<string, unknown>;

/** Where the OAuth server keeps its things: grants, refresh tokens and clients as rows, all else as tickets. */
@Injectable()
export class StorageService {
  constructor(
    private readonly tickets: TicketRepository,
    private readonly consents: ConsentService,
    private readonly clients: ClientService,
    private readonly denials: DenyList,
  ) {}

  adapterOf(kind: string): Adapter {
    const common = {
      findByUserCode: async () => undefined,
      findByUid: async () => undefined,
      revokeByGrantId: (grantId: string) => this.endGrant(grantId),
    };
    switch (kind) {
      case 'Client':
        return { ...common, ...this.clientShelf() };
      case 'Grant':
        return { ...common, ...this.grantShelf() };
      case 'RefreshToken':
        return { ...common, ...this.refreshTokenShelf() };
      default:
        return { ...common, ...this.ticketShelf(kind) };
    }
  }

  /** The one place where a grant dies, with all that hangs on it. */
  async endGrant(grantId: string): Promise<void> {
    await this.consents.end(grantId);
    await this.tickets.removeByGrant(grantId);
  }

  private clientShelf(): Shelf {
    return {
      find: async (id) => {
        const client = await this.clients.find(id);
        if (!client) return undefined;
        const secret = client.secretDigest === null ? {} : { client_secret: client.secretDigest };
        return { ...client.metadata, ...secret, client_id: client.id, client_name: client.name };
      },
      upsert: () => refuseToKeep('clients'),
      consume: () => refuseToKeep('clients'),
      destroy: () => refuseToKeep('clients'),
    };
  }

  private grantShelf(): Shelf {
    return {
      find: async (id) => {
        const consent = await this.consents.find(id);
        return consent && ({ ...consent.payload, jti: id } as AdapterPayload);
      },
      upsert: (id, payload) => this.consents.change(id, nameless(payload), instantOf(payload.exp)),
      consume: () => refuseToKeep('grants'),
      destroy: (id) => this.endGrant(id),
    };
  }

  private refreshTokenShelf(): Shelf {
    return {
      find: async (id) => {
        const payload = await this.consents.findRefreshToken(id);
        return payload && ({ ...payload, jti: id } as AdapterPayload);
      },
      upsert: (id, payload) =>
        this.consents.keepRefreshToken(id, String(payload.grantId), nameless(payload), instantOf(payload.exp)),
      consume: async (id) => {
        const payload = await this.consents.findRefreshToken(id);
        if (await this.consents.consumeRefreshToken(id)) return;
        await this.endGrant(String(payload?.['grantId']));
        throw new errors.InvalidGrant('refresh token already used');
      },
      destroy: (id) => this.consents.forgetRefreshToken(id),
    };
  }

  private ticketShelf(kind: string): Shelf & Pick<Adapter, 'findByUid'> {
    return {
      find: async (id) => {
        const payload = await this.tickets.find(kind, id);
        return payload && ({ ...payload, jti: id } as AdapterPayload);
      },
      findByUid: async (uid) => (await this.tickets.findByUid(uid)) as AdapterPayload | undefined,
      upsert: async (id, payload, ttlS = 60) => {
        if (kind !== 'ReplayDetection') return this.tickets.put(kind, id, nameless(payload), ttlS);
        const first = await this.tickets.putOnce(kind, id, nameless(payload), ttlS);
        if (!first) throw new errors.InvalidRequest('this was used before');
      },
      consume: async (id) => {
        const payload = await this.tickets.find(kind, id);
        if (await this.tickets.consume(kind, id, Math.floor(Date.now() / 1000))) return;
        if (typeof payload?.['grantId'] === 'string') await this.endGrant(payload['grantId']);
        throw new errors.InvalidGrant('this was used before');
      },
      destroy: async (id) => {
        // A token that explains itself is kept by nobody: it dies by its name on the deny list.
        const tokenId = (await this.tickets.find(kind, id))?.['token'];
        if (typeof tokenId === 'string') await this.denials.denyToken(tokenId);
        await this.tickets.remove(kind, id);
      },
    };
  }
}

type Shelf = Pick<Adapter, 'find' | 'upsert' | 'consume' | 'destroy'>;

/** A payload without the id, which is as good as the thing itself. */
function nameless(payload: AdapterPayload): Json {
  const { jti: _, ...rest } = payload;
  return rest as Json;
}

function instantOf(seconds: number | undefined): Date {
  return new Date((seconds ?? 0) * 1000);
}

async function refuseToKeep(what: string): Promise<never> {
  throw new Error(`the OAuth server does not keep ${what} by itself`);
}
