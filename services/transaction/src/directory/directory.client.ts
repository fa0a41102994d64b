import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError, isCurrency } from '@florin/kernel';
import type { Caller } from '@florin/platform/auth';
import { isId } from '@florin/platform/http';
import { log } from '@florin/platform/telemetry';
import { CONFIG, type Config } from '../config.js';
import type { ErrorCode } from '../errors.js';

const ASK_MS = 2_000;
const REMEMBERED = 20_000;

/** The one who is paid, when a number or a name was given instead of an account. */
export interface Payee {
  readonly accountId: string;
  readonly userId: string | null;
}

/**
 * Asks the other services whom and what a request means, in the caller's own name, before anything is accepted.
 * Every question fails with: unavailable, when there is no answer in time.
 */
@Injectable()
export class Directory {
  /** Owner and account → currency. Neither ever changes. */
  private readonly own = new LRUCache<string, string>({ max: REMEMBERED });

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The currency of the caller's own account. Fails with: account_not_found. */
  async currencyOf(caller: Caller, accountId: string): Promise<string> {
    const currency = await this.ownCurrency(caller, accountId);
    if (currency === undefined) throw notFound('This is not an account of yours.');
    return currency;
  }

  /** Whether the account is the caller's own. */
  async isOwn(caller: Caller, accountId: string): Promise<boolean> {
    return (await this.ownCurrency(caller, accountId)) !== undefined;
  }

  /** Any customer's account of the bank, for its staff. Fails with: account_not_found. */
  async customerAccount(officer: Caller, accountId: string): Promise<{ ownerId: string; currency: string }> {
    const found = await this.ask(officer, `${this.config.ACCOUNT_URL}/admin/accounts/${accountId}`);
    if (found === undefined) throw notFound('The bank has no such account.');
    const { owner_id: ownerId, currency } = found as { owner_id?: unknown; currency?: unknown };
    if (!isId(ownerId) || typeof currency !== 'string' || !isCurrency(currency)) throw unavailable();
    return { ownerId, currency };
  }

  /** The account of this number. Fails with: account_not_found. */
  async byNumber(caller: Caller, number: string): Promise<Payee> {
    const found = await this.ask(
      caller,
      `${this.config.ACCOUNT_URL}/internal/accounts?number=${encodeURIComponent(number)}`,
    );
    const accountId = idOf(found);
    if (accountId === undefined) throw notFound('There is no account of this number.');
    return { accountId, userId: null };
  }

  /** The account that a person of the same bank is paid on in this currency. Fails with: account_not_found. */
  async byUsername(caller: Caller, username: string, currency: string): Promise<Payee> {
    const user = await this.ask(
      caller,
      `${this.config.AUTH_URL}/internal/users?username=${encodeURIComponent(username)}`,
    );
    const userId = idOf(user);
    if (userId === undefined) throw notFound('Nobody here has this username.');
    const found = await this.ask(
      caller,
      `${this.config.ACCOUNT_URL}/internal/accounts?owner_id=${userId}&currency=${currency}`,
    );
    const accountId = idOf(found);
    if (accountId === undefined) throw notFound(`This person has no open checking account in ${currency}.`);
    return { accountId, userId };
  }

  /** Fails with: not_found, when the caller's bank has nobody of this id. */
  async assertPerson(caller: Caller, userId: string): Promise<void> {
    const found = await this.ask(caller, `${this.config.AUTH_URL}/internal/people/${userId}`);
    if (found === undefined) throw new DomainError('not_found');
  }

  private async ownCurrency(caller: Caller, accountId: string): Promise<string | undefined> {
    const name = `${caller.userId} ${accountId}`;
    const known = this.own.get(name);
    if (known !== undefined) return known;
    const found = await this.ask(caller, `${this.config.ACCOUNT_URL}/accounts/${accountId}`);
    if (found === undefined) return undefined;
    const { currency } = found as { currency?: unknown };
    if (typeof currency !== 'string' || !isCurrency(currency)) throw unavailable();
    this.own.set(name, currency);
    return currency;
  }

  /** The body of the answer; undefined for what does not exist. */
  private async ask(caller: Caller, url: string): Promise<unknown> {
    try {
      const answer = await fetch(url, {
        headers: { authorization: `Bearer ${caller.token}`, accept: 'application/json' },
        signal: AbortSignal.timeout(ASK_MS),
        redirect: 'error',
      });
      if (answer.status === 200) return (await answer.json()) as unknown;
      await answer.body?.cancel();
      if (answer.status === 403)
        throw new DomainError('insufficient_scope', 'Name the currency and the account itself, or get a wider token.');
      if (answer.status === 404 || answer.status === 422) return undefined;
      throw new Error(`answered with ${answer.status}`);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      log.warn({ err: error, host: new URL(url).host }, 'a question to another service was not answered');
      throw unavailable();
    }
  }
}

function idOf(found: unknown): string | undefined {
  const first: unknown = Array.isArray((found as { items?: unknown } | undefined)?.items)
    ? (found as { items: unknown[] }).items[0]
    : found;
  const id = (first as { id?: unknown } | undefined)?.id;
  return isId(id) ? id.toLowerCase() : undefined;
}

function notFound(detail: string): DomainError<ErrorCode> {
  return new DomainError('account_not_found', detail);
}

/** Nothing was accepted yet, so the caller may simply come again. */
function unavailable(): DomainError {
  return new DomainError('unavailable', 'Nothing was accepted. Try again in a moment.', { retry_after: 2 });
}
