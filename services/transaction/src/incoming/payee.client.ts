import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { isCurrency } from '@florin/kernel';
import { isId } from '@florin/platform/http';
import { log } from '@florin/platform/telemetry';
import { CONFIG, type Config } from '../config.js';
import type { Payee } from './incoming.js';

const ASK_MS = 2_000;
/** How long an account service that does not answer is asked again; after that the money waits in suspense. */
const PATIENCE_MS = 10_000;
const AGAIN_MS = 500;

/** Asks the account service whose account an IBAN of ours is: nobody's token stands behind money from outside. */
@Injectable()
export class PayeeClient {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The account of a number; undefined when there is none, or when nobody could say for long. */
  async find(number: string, iban: string): Promise<Payee | undefined> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return payeeOf(number, await this.ask(iban));
      } catch (error) {
        log.warn({ err: error }, 'the account of an incoming payment could not be asked for');
        if (performance.now() >= end) return undefined;
        await pause(AGAIN_MS);
      }
    }
  }

  /** The body of the answer; undefined for what does not exist. */
  private async ask(iban: string): Promise<unknown> {
    const answer = await fetch(`${this.config.ACCOUNT_URL}/internal/incoming?iban=${encodeURIComponent(iban)}`, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(ASK_MS),
      redirect: 'error',
    });
    if (answer.status === 200) return (await answer.json()) as unknown;
    await answer.body?.cancel();
    if (answer.status === 404 || answer.status === 422) return undefined;
    throw new Error(`answered with ${answer.status}`);
  }
}

function payeeOf(number: string, told: unknown): Payee | undefined {
  if (told === undefined) return undefined;
  const { id, owner_id: ownerId, tenant_id: tenantId, currency } = told as Record<string, unknown>;
  const isWhole = isId(id) && isId(ownerId) && isId(tenantId) && typeof currency === 'string' && isCurrency(currency);
  if (!isWhole) throw new Error('answered with something else than an account');
  return { number, accountId: id, ownerId, tenantId, currency };
}
