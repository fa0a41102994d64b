import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { Caller } from '@florin/platform/auth';
import { isId } from '@florin/platform/http';
import { log } from '@florin/platform/telemetry';
import type { BankNewcomer } from '../bank/bank.js';
import { CONFIG, type Config } from '../config.js';

const ASK_MS = 2_000;

/** Asks who somebody is: a caller in the caller's own name, a newcomer with the secret of this service. */
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
      return newcomerOf(answer.status, await answer.json());
    } catch (error) {
      log.warn({ err: error }, 'nobody says who the caller is');
      throw new DomainError('unavailable', 'Try again in a moment.', { retry_after: 2 });
    }
  }

  /** A customer who has just registered; rejects when nobody says who it is. */
  async introduced({ userId, tenantId }: { userId: string; tenantId: string }): Promise<BankNewcomer> {
    const { AUTH_URL: authUrl, EXCHANGE_CLIENT_SECRET: secret = '' } = this.config;
    const pair = Buffer.from(`bank-integration:${encodeURIComponent(secret)}`).toString('base64');
    const answer = await fetch(`${authUrl}/internal/introductions/${userId}?tenant_id=${tenantId}`, {
      headers: { authorization: `Basic ${pair}`, accept: 'application/json' },
      signal: AbortSignal.timeout(ASK_MS),
      redirect: 'error',
    });
    return newcomerOf(answer.status, await answer.json());
  }
}

function newcomerOf(status: number, told: unknown): BankNewcomer {
  const { customer_oid: id, first_name: firstName, last_name: lastName, email } = told as Record<string, unknown>;
  const isWhole = isId(id) && typeof firstName === 'string' && typeof lastName === 'string';
  if (!isWhole || typeof email !== 'string') throw new Error(`answered with ${status}`);
  return { id: id.toLowerCase(), firstName, lastName, email };
}
