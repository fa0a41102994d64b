import * as oauth from 'oauth4webapi';
import { anAuthService, PASSWORD, type AuthService, type Body, type Json } from '../auth.builder.js';

export const CALLBACK = 'http://127.0.0.1:9999/callback';

type Fetch = (url: string, options?: RequestInit) => Promise<Response>;

/** The auth service listening, and clients of other people's making that take its address for the public one. */
export class OauthBank {
  as: oauth.AuthorizationServer;
  readonly issuer: string;

  constructor(
    readonly auth: AuthService,
    private readonly address: string,
  ) {
    this.issuer = auth.config.PUBLIC_URL;
  }

  /** What the gateway does: the public address leads to the service. */
  readonly fetch: Fetch = (url, options) =>
    fetch(url.replace(this.issuer, this.address), { redirect: 'manual', ...options });

  get options(): { [oauth.customFetch]: never; [oauth.allowInsecureRequests]: true } {
    return { [oauth.customFetch]: this.fetch as never, [oauth.allowInsecureRequests]: true };
  }

  resource(name: 'api' | 'mcp'): string {
    return `${this.issuer}/${name}`;
  }

  async discover(): Promise<void> {
    const issuer = new URL(this.issuer);
    const answer = await oauth.discoveryRequest(issuer, { ...this.options, algorithm: 'oauth2' });
    this.as = await oauth.processDiscoveryResponse(issuer, answer);
  }

  /** Somebody with these roles who is logged in by the bank's own door. */
  async person(roles?: readonly string[]): Promise<Body> {
    const login = await this.auth.registered();
    if (!roles) return login;
    await this.auth.database.query('update app_user set roles = $2 where id = $1', [login.user.id, roles]);
    return (await this.auth.post('/auth/login', { email: login.user.email, password: PASSWORD })).body;
  }

  /** A client that an admin has registered. */
  async client(said: Json = {}): Promise<oauth.Client & { client_secret?: string }> {
    const admin = await this.person(['admin']);
    const body = { client_name: 'Budget app', redirect_uris: [CALLBACK], ...said };
    const headers = { authorization: `Bearer ${admin.access_token}` };
    const answer = await this.auth.post('/admin/oauth/clients', body, headers);
    if (answer.status !== 201) throw new Error(`the client was not made: ${JSON.stringify(answer.body)}`);
    return answer.body as unknown as oauth.Client & { client_secret?: string };
  }

  async close(): Promise<void> {
    await this.auth.close();
  }
}

export async function anOauthBank(more: Parameters<typeof anAuthService>[0] = {}): Promise<OauthBank> {
  const auth = await anAuthService(more);
  await auth.app.listen(0, '127.0.0.1');
  const bank = new OauthBank(auth, await auth.app.getUrl());
  await bank.discover();
  return bank;
}

/** What a browser does: keeps cookies by their paths, sends forms, and follows redirects inside the bank. */
export class Browser {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  constructor(private readonly bank: OauthBank) {}

  async get(url: string): Promise<Shown> {
    return this.follow(await this.send(url, {}), url);
  }

  async submit(url: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Shown> {
    const origin = { 'sec-fetch-site': 'same-origin', origin: this.bank.issuer };
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(form).toString();
    const sent = await this.send(url, { method: 'POST', body, headers: { ...type, ...origin, ...headers } });
    return this.follow(sent, url);
  }

  /** Goes through login and consent; the address of the client that the browser is sent to in the end. */
  async allow(url: string, email: string, more: { decision?: string } = {}): Promise<URL> {
    let shown = await this.get(url);
    if (shown.html.includes('name="password"')) {
      shown = await this.submit(shown.url, { login: email, password: PASSWORD });
    }
    const { decision = 'allow' } = more;
    if (shown.html.includes('Allow access?')) shown = await this.submit(`${shown.url}/consent`, { decision });
    if (!shown.left) throw new Error(`the browser is stuck at ${shown.url} (${shown.status}): ${shown.html}`);
    return new URL(shown.left);
  }

  private async send(url: string, options: RequestInit): Promise<Response> {
    const { pathname } = new URL(url);
    const sent = [...this.cookies].filter(([, { path }]) => pathname.startsWith(path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const said = options.headers as Record<string, string>;
    const headers = { accept: 'text/html', ...said, ...(cookie ? { cookie } : {}) };
    const answer = await this.bank.fetch(url, { ...options, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /; path=([^;]+)/i.exec(line)?.[1] ?? '/';
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name!);
      else this.cookies.set(name!, { value: value!, path });
    }
    return answer;
  }

  private async follow(answer: Response, from: string): Promise<Shown> {
    const html = await answer.text();
    const location = answer.headers.get('location');
    if (location === null) return { url: from, status: answer.status, html, headers: answer.headers };
    const to = new URL(location, from);
    if (to.origin !== new URL(this.bank.issuer).origin) {
      return { url: from, left: to.href, status: answer.status, html, headers: answer.headers };
    }
    return this.get(to.href);
  }
}

export interface Shown {
  readonly url: string;
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  /** Where the browser was sent outside the bank. */
  readonly left?: string;
}

/** An authorization request of a client, with all that the client must remember of it. */
export async function aRequest(bank: OauthBank, client: oauth.Client, said: Record<string, string> = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const params = {
    client_id: client.client_id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    scope: 'accounts:read transfers:read',
    resource: bank.resource('api'),
    state,
    ...said,
  };
  const query = new URLSearchParams(params);
  return { verifier, state, params, url: `${bank.as.authorization_endpoint}?${query}` };
}
