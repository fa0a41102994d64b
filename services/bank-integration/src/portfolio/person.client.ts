import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { Caller } from '@florin/platform/auth';
import { isId } from '@florin/platform/http';
import { log } from '@florin/platform/telemetry';
import type { BankNewcomer } from '../bank/bank.js';
import { CONFIG, type Config } from '../config.js';

const ASK_MS = 2_000;

/** Asks who the caller is, in the caller's own name. */
@Injectable()
export class PersonClient {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Fails with: unavailable. */
  async whoIs(caller: Caller): Promise<BankNewcomer> {
    try {
      const answer = await fetch(`${this.config.AUTH_URL}/auth/me`, {
        headers: { authorization: `Bearer ${caller.token}`, accept: 'application/json' },
        signal: AbortSignal.timeout(ASK_MS),
        redirect: 'error',
      });
      const told = (await answer.json()) as Record<string, unknown>;
      const { customer_oid: id, first_name: firstName, last_name: lastName, email } = told;
      if (isId(id) && typeof firstName === 'string' && typeof lastName === 'string' && typeof email === 'string')
        return { id: id.toLowerCase(), firstName, lastName, email };
      throw new Error(`answered with ${answer.status}`);
    } catch (error) {
      log.warn({ err: error }, 'nobody says who the caller is');
      throw new DomainError('unavailable', 'Try again in a moment.', { retry_after: 2 });
    }
  }
}
