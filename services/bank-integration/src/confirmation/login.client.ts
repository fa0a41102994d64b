import { DomainError } from '@florin/kernel';
import { log } from '@florin/platform/telemetry';

export interface Login {
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly totpCode?: string;
  readonly tenantId: string;
}

const ANSWER_MS = 5_000;

/** Logs a customer in at auth as the API does, for one decision, and out again. */
export class LoginClient {
  constructor(private readonly authUrl: string) {}

  /** Fails with: login_refused, unavailable. */
  async logIn({ email, password, totpCode, tenantId }: Credentials, address: string): Promise<Login> {
    const code = totpCode === undefined || totpCode === '' ? {} : { totp_code: totpCode };
    const { status, body } = await this.ask('/auth/login', { email, password, tenant_id: tenantId, ...code }, {
      'x-forwarded-for': address,
    });
    if (status >= 500) throw new DomainError('unavailable');
    if (status !== 200) throw new DomainError('login_refused', refusalFor(String(body['code'])));
    const token = String(body['access_token']);
    // It came from auth itself a moment ago, over the inner network.
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const { sub, sid } = claims as { sub: string; sid: string };
    return { userId: sub, sessionId: sid, token };
  }

  async logOut({ token }: Login): Promise<void> {
    await this.ask('/auth/logout', {}, { authorization: `Bearer ${token}` }).catch(() => undefined);
  }

  private async ask(
    path: string,
    body: object,
    headers: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    try {
      const answer = await fetch(this.authUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS),
        redirect: 'error',
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    } catch (error) {
      log.warn({ err: error }, 'a login could not be asked for');
      throw new DomainError('unavailable');
    }
  }
}

function refusalFor(code: string): string {
  if (code === 'totp_required') return 'The code of your authenticator is needed as well.';
  if (code === 'too_many_attempts' || code === 'rate_limited') return 'Too many tries. Wait a while.';
  return 'E-mail, password or code are not right.';
}
