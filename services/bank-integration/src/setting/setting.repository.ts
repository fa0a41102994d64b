import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Setting } from './setting.js';
import { SettingEntity } from './setting.entity.js';

/** What admins have changed, one row a tenant. */
@Injectable()
export class SettingRepository {
  async find(tx: EntityManager, tenantId: string): Promise<Setting | undefined> {
    const row = await tx.findOneBy(SettingEntity, { tenantId });
    return row ? { mcpServerUrl: row.mcpServerUrl } : undefined;
  }

  async keep(tx: EntityManager, row: SettingEntity): Promise<void> {
    await tx.upsert(SettingEntity, row, ['tenantId']);
  }
}
