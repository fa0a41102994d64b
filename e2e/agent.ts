import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type ClientOptions,
  type OAuthClientProvider,
} from '@modelcontextprotocol/client';
import { gateway, must, type Person } from './bank.ts';
import { Browser } from './browser.ts';

// An agent's program as the official SDK makes it: it knows the address of the tools and nothing else of the bank.

const CALLBACK = 'http://127.0.0.1:9999/callback';
const mcp = new URL(`${gateway}/mcp`);

/** A tool's answer: whatever is asked of it, the expectation judges. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = Record<string, any>;

/** The program's side of OAuth; its customer's browser is at hand. */
class Wallet implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata = { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none' };
  readonly asked: string[] = [];
  answer = new URLSearchParams();
  private found: unknown;
  private kept: Json | undefined;
  private verifier = '';
  private readonly browser = new Browser();

  private readonly clientId: string;
  private readonly person: Person;

  constructor(clientId: string, person: Person) {
    this.clientId = clientId;
    this.person = person;
  }

  clientInformation(): { client_id: string } {
    return { client_id: this.clientId };
  }

  tokens(): never {
    return this.kept as never;
  }

  saveTokens(tokens: Json): void {
    this.kept = tokens;
  }

  get accessToken(): string {
    return this.kept?.['access_token'] as string;
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }

  codeVerifier(): string {
    return this.verifier;
  }

  /** Returns the whole answer, so that the SDK checks who gave the code. */
  async redirectToAuthorization(url: URL): Promise<void> {
    this.asked.push(url.searchParams.get('scope') ?? '');
    this.answer = (await this.browser.allow(url, this.person)).searchParams;
  }

  saveDiscoveryState(found: unknown): void {
    this.found = found;
  }

  discoveryState(): never {
    return this.found as never;
  }
}

export interface Agent {
  readonly wallet: Wallet;
  readonly call: (tool: string, given: Json) => Promise<Json>;
  readonly tools: () => Promise<string[]>;
}

/** The revisions of the protocol that a program may speak. */
export const revisions = ['2025-11-25', '2026-07-28'] as const;
export type Revision = (typeof revisions)[number];

/** A program that an admin has registered. */
export async function aProgram(admin: Person): Promise<string> {
  const body = { client_name: 'Budget agent', redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none' };
  return must(await admin.post<{ client_id: string }>('/v1/admin/oauth/clients', body), 201).client_id;
}

/** Connects for a person: the first request is refused, the browser logs in, the second one is let in. */
export async function anAgentOf(person: Person, clientId: string, revision?: Revision): Promise<Agent> {
  const wallet = new Wallet(clientId, person);
  const options = revision === '2026-07-28' ? { versionNegotiation: { mode: { pin: revision } } } : {};
  const transport = (): StreamableHTTPClientTransport =>
    new StreamableHTTPClientTransport(mcp, { authProvider: wallet });
  const connect = async (): Promise<Client> => {
    const client = new Client({ name: 'agent', version: '1.0.0' }, options as ClientOptions);
    await client.connect(transport());
    return client;
  };
  const grant = async (error: unknown): Promise<void> => {
    if (!(error instanceof UnauthorizedError)) throw error;
    await transport().finishAuth(wallet.answer);
  };
  await connect().catch(grant);
  const again = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const once = async (): Promise<T> => work(await connect());
    return once().catch(async (error: unknown) => {
      await grant(error);
      return once();
    });
  };
  return {
    wallet,
    tools: () => again(async (client) => (await client.listTools()).tools.map(({ name }) => name)),
    call: (name, given) =>
      again(async (client) => (await client.callTool({ name, arguments: given })).structuredContent as Json),
  };
}
