import { NestFactory } from '@nestjs/core';
import { Database } from '@florin/platform/database';
import { NestLog, setUpLog } from '@florin/platform/telemetry';
import type { Config } from '../config.js';
import { ReconciliationService } from '../reconciliation/reconciliation.service.js';
import { besides } from '../reconciliation/reconciliation.js';
import { OperatorModule } from './operator.module.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const DAY = /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/;

/**
 * `main.js reconcile [day]`: compares one day, yesterday when none is said, with the statement of the other bank; names
 * every difference, and says whether there was none.
 */
export async function reconcile(config: Config, said: string | undefined, now: Date): Promise<boolean> {
  const day = said ?? besides(now.toISOString().slice(0, 10))[0];
  if (!DAY.test(day)) throw new Error('say which UTC day: reconcile 2026-01-31');
  setUpLog('bank-reconciliation', 'fatal');
  const quiet = { logger: new NestLog(), abortOnError: false };
  const app = await NestFactory.createApplicationContext(OperatorModule.with(config), quiet);
  try {
    const service = app.get(ReconciliationService);
    const { bank: name, lines, differences } = await service.compare(day, now);
    for (const { payment_id, what, difference, here, there } of differences)
      say(`${what} ${payment_id}: ${difference}; here ${here ?? 'nothing'}, there ${there ?? 'nothing'}`);
    const found = differences.length === 0 ? 'agree' : `DIFFER (${differences.length})`;
    say(`our books and the statement of ${name} ${found} on ${day}: ${lines} lines`);
    return differences.length === 0;
  } finally {
    await app.get(Database).close();
    await app.close();
  }
}
