import { Database } from '@florin/platform/database';
import { ResealService } from '../card/reseal.service.js';
import type { KeysConfig } from '../config.js';
import { entities } from '../data-source.js';
import { KeyService } from './key.service.js';
import { VaultService } from './vault.service.js';

const usage = 'say: keys rotate, or: keys rewrap';

/**
 * `main.js keys …`, while the bank runs. `rotate` makes a data key for every tenant and seals all card numbers with
 * it; `rewrap` wraps all data keys by KEY_ENCRYPTION_KEY, after which the former master key may go.
 */
export async function keysCommand(configOf: () => KeysConfig, args: readonly string[]): Promise<void> {
  const [what, ...rest] = args;
  if ((what !== 'rotate' && what !== 'rewrap') || rest.length > 0) throw new Error(usage);
  const config = configOf();
  const database = new Database({
    readerUrl: config.DATABASE_READER_URL,
    engineUrl: config.DATABASE_ENGINE_URL,
    entities,
    max: 2,
  });
  await database.onModuleInit();
  try {
    const keys = new KeyService(config.KEY_ENCRYPTION_KEY, config.KEY_ENCRYPTION_KEY_FORMER);
    const vaults = VaultService.over(database, keys);
    await vaults.onApplicationBootstrap();
    if (what === 'rewrap') say(`wrapped ${await vaults.rewrap()} keys anew; the former master key opens nothing now`);
    else await rotate(vaults, ResealService.over(database, vaults));
  } finally {
    await database.close();
  }
}

async function rotate(vaults: VaultService, reseal: ResealService): Promise<void> {
  const tenants = await vaults.tenants();
  if (tenants.length === 0) say('there is no data key yet: the first card of a tenant makes one');
  for (const tenant of tenants) {
    await vaults.rotate(tenant, new Date());
    const { version } = await vaults.of(tenant);
    const cards = await reseal.reseal(tenant, (done) => say(`${tenant}: ${done} cards`));
    say(`${tenant}: data key ${version}, and ${cards} cards are sealed with it`);
  }
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
