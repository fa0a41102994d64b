import type { Scope } from '@florin/contracts';
import { DomainError } from '@florin/kernel';
import { log } from '@florin/platform/telemetry';
import { LRUCache } from 'lru-cache';
import type { Brought, Delegation } from './delegation.js';

export interface ExchangeOptions {
  readonly authUrl: string;
  readonly publicUrl: string;
  readonly clientId: string;
  /** Not set where no tool asks another service. */
  readonly clientSecret: string | undefined;
}

const ANSWER_MS = 3_000;
/** An exchanged token must last for the calls that follow. */
const LEFT_LEAST_S = 15;
const REMEMBERED_MOST = 5_000;

/** Swaps the token that a caller has brought for a shorter and narrower one of the API (RFC 8693). */
export class ExchangeClient implements Delegation {
  private readonly known = new LRUCache<string, { token: string; untilMs: number }>({ max: REMEMBERED_MOST });

  constructor(private readonly options: ExchangeOptions) {}

  async tokenFor(caller: Brought, scopes: readonly Scope[]): Promise<string> {
    const wanted = scopes.toSorted().join(' ');
    const name = `${caller.tokenId} ${wanted}`;
    const before = this.known.get(name);
    if (before && before.untilMs > Date.now()) return before.token;
    const { token, lifeS } = await this.exchange(caller.token, wanted);
    const untilMs = Math.min(Date.now() + (lifeS - LEFT_LEAST_S) * 1000, caller.expiresAt * 1000);
    this.known.set(name, { token, untilMs });
    return token;
  }

  private async exchange(subject: string, scope: string): Promise<{ token: string; lifeS: number }> {
    const answer = await this.ask({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subject,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: `${this.options.publicUrl}/api`,
      scope,
    });
    const { access_token: token, expires_in: lifeS, error } = answer.body;
    if (answer.status === 200 && typeof token === 'string' && typeof lifeS === 'number') return { token, lifeS };
    log.warn({ status: answer.status, error }, 'a token was not exchanged');
    if (error === 'invalid_scope') throw new DomainError('insufficient_scope', undefined, { scope });
    if (error === 'invalid_grant' || error === 'invalid_token') throw new DomainError('unauthenticated');
    throw unavailable();
  }

  private async ask(fields: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> {
    const { authUrl, clientId, clientSecret } = this.options;
    if (clientSecret === undefined) throw unavailable();
    const credentials = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
    try {
      const answer = await fetch(`${authUrl}/oauth/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${credentials.toString('base64')}`, ...this.publicAddress() },
        body: new URLSearchParams(fields),
        signal: AbortSignal.timeout(ANSWER_MS),
        redirect: 'error',
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    } catch (error) {
      log.warn({ err: error }, 'the token endpoint could not be used');
      throw unavailable();
    }
  }

  /** The endpoint is asked inside, but it is known by its public address, which its issuer says. */
  private publicAddress(): Record<string, string> {
    const { host, protocol } = new URL(this.options.publicUrl);
    return { 'x-forwarded-host': host, 'x-forwarded-proto': protocol.replace(':', '') };
  }
}

const unavailable = (): DomainError => new DomainError('unavailable', 'Try again in a moment.', { retry_after: 2 });
