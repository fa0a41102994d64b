import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { Caller } from '@florin/platform/auth';
import { log } from '@florin/platform/telemetry';
import { CONFIG, type Config } from '../config.js';
import type { ErrorCode } from '../errors.js';

const ASK_MS = 2_000;

/** Asks auth about customers, in the name of the officer who wants to know. */
@Injectable()
export class CustomerClient {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Fails with: customer_not_found; unavailable, when there is no answer in time. */
  async assertKnown({ token }: Caller, id: string): Promise<void> {
    const status = await this.ask(`${this.config.AUTH_URL}/internal/customers/${id}`, token);
    if (status === 404) throw new DomainError<ErrorCode>('customer_not_found', 'The bank has no such customer.');
    if (status === 200) return;
    log.warn({ status }, 'auth did not say whether a customer is known');
    throw unavailable();
  }

  private async ask(url: string, token: string): Promise<number> {
    try {
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(ASK_MS), redirect: 'error' });
      await answer.body?.cancel();
      return answer.status;
    } catch (error) {
      log.warn({ err: error, host: new URL(url).host }, 'a question to another service was not answered');
      throw unavailable();
    }
  }
}

/** Nothing was opened yet, so the officer may simply come again. */
function unavailable(): DomainError {
  return new DomainError('unavailable', 'Nothing was opened. Try again in a moment.', { retry_after: 2 });
}
