import { inTransaction } from '@florin/platform/database';
import type { KeyConfig } from '../config.js';
import { dataSource } from '../data-source.js';
import { KeyOffice } from './key-office.service.js';
import { MasterKeyService } from './master-key.service.js';
import { RewrapService } from './rewrap.service.js';

const usage = 'say: keys list, or: keys rotate, or: keys rewrap';

/**
 * `main.js keys …`: what is wrong with the order is told before the configuration is looked at. `rewrap` seals
 * everything by KEY_ENCRYPTION_KEY, after which the former master key may go.
 */
export async function keysCommand(configOf: () => KeyConfig, args: readonly string[]): Promise<void> {
  const [what, ...rest] = args;
  if ((what !== 'list' && what !== 'rotate' && what !== 'rewrap') || rest.length > 0) throw new Error(usage);
  const config = configOf();
  const engine = await dataSource(config.DATABASE_ENGINE_URL).initialize();
  try {
    const masters = new MasterKeyService(config);
    const office = new KeyOffice(masters, config.DEFAULT_TENANT_ID);
    const lines =
      what === 'rewrap'
        ? await new RewrapService(engine, masters, config.DEFAULT_TENANT_ID).rewrap(new Date())
        : await inTransaction(engine, (tx) => (what === 'rotate' ? office.rotate(tx, new Date()) : office.list(tx)));
    lines.forEach((line) => process.stdout.write(`${line}\n`));
  } finally {
    await engine.destroy();
  }
}
