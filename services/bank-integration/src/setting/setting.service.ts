import { Injectable } from '@nestjs/common';
import { auditOf, type Origin } from '@florin/platform/audit';
import type { Caller } from '@florin/platform/auth';
import { asTenant, Database, inTransaction } from '@florin/platform/database';
import { addToOutbox, Relay } from '@florin/platform/messaging';
import { AddressClient } from './address.client.js';
import { readAddress, type AllowedHosts, type Setting } from './setting.js';
import { SettingRepository } from './setting.repository.js';

/** What holds until an admin has changed it, and where an admin may point to. */
export class SettingTerms {
  constructor(
    readonly standard: Setting,
    readonly allowed: AllowedHosts,
  ) {}
}

/** Shows and changes the settings of a tenant. */
@Injectable()
export class SettingService {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingRepository,
    private readonly relay: Relay,
    private readonly addresses: AddressClient,
    private readonly terms: SettingTerms,
  ) {}

  async show(tenantId: string): Promise<Setting> {
    const changed = await asTenant(this.database.reader, tenantId, (tx) => this.settings.find(tx, tenantId));
    return changed ?? this.terms.standard;
  }

  /** Fails with: url_not_allowed. */
  async change({ tenantId, userId }: Caller, written: string, origin: Origin): Promise<Setting> {
    const now = new Date();
    const url = readAddress(written, this.terms.allowed);
    await this.addresses.visit(url);
    const setting: Setting = { mcpServerUrl: url.href };
    const row = auditOf(origin, { tenant: tenantId, action: 'setting.change', details: { mcp_server_url: url.href } });
    await inTransaction(this.database.engine, async (tx) => {
      await this.settings.keep(tx, { tenantId, ...setting, changedBy: userId, changedAt: now });
      await addToOutbox(tx, [row]);
    });
    this.relay.push([row]);
    return setting;
  }
}
