import { inTransaction } from '@florin/platform/database';
import type { KeyConfig } from '../config.js';
import { dataSource } from '../data-source.js';
import { KeyOffice } from './key-office.service.js';

const usage = 'say: keys list, or: keys rotate';

/** `main.js keys …`: what is wrong with the order is told before the configuration is looked at. */
export async function keysCommand(configOf: () => KeyConfig, args: readonly string[]): Promise<void> {
  const [what, ...rest] = args;
  if ((what !== 'list' && what !== 'rotate') || rest.length > 0) throw new Error(usage);
  const config = configOf();
  const engine = await dataSource(config.DATABASE_ENGINE_URL).initialize();
  try {
    const office = new KeyOffice(Buffer.from(config.KEY_ENCRYPTION_KEY, 'base64'), config.DEFAULT_TENANT_ID);
    const lines = await inTransaction(engine, (tx) =>
      what === 'rotate' ? office.rotate(tx, new Date()) : office.list(tx),
    );
    lines.forEach((line) => process.stdout.write(`${line}\n`));
  } finally {
    await engine.destroy();
  }
}
