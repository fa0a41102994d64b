import type { Scope } from '@florin/contracts';

/** The addresses and words of the MCP door, made of the one address that the world knows the bank by. */
export interface Resource {
  readonly url: string;
  readonly metadataUrl: string;
  readonly issuer: string;
}

/** Provider token of the resource. */
export const MCP_RESOURCE = Symbol('florin.mcp-resource');

/** What a client asks for when it knows nothing yet: every role has it, and most tools need more. */
export const FIRST_SCOPE: Scope = 'bank:read';

export function resourceOf(publicUrl: string): Resource {
  return {
    url: `${publicUrl}/mcp`,
    metadataUrl: `${publicUrl}/.well-known/oauth-protected-resource/mcp`,
    issuer: publicUrl,
  };
}

/** RFC 9728: where tokens for the tools come from, and what scopes there are. */
export function metadataOf({ url, issuer }: Resource, scopes: readonly Scope[]): Record<string, unknown> {
  return {
    resource: url,
    authorization_servers: [issuer],
    scopes_supported: [...scopes],
    bearer_methods_supported: ['header'],
    resource_name: 'Florin tools',
    resource_documentation: `${issuer}/docs`,
  };
}

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a request was sent to the bank by its own name; on a laptop all names of the laptop are one. */
export function isOwnHost(host: string | undefined, { issuer }: Resource): boolean {
  const named = URL.canParse(`http://${host ?? ''}`) ? new URL(`http://${host}`).hostname : '';
  const { hostname: own } = new URL(issuer);
  return named === own || (LOOPBACK.includes(own) && LOOPBACK.includes(named));
}

/** The WWW-Authenticate header of a refusal. */
export function challengeOf(
  { metadataUrl }: Resource,
  refusal: { readonly error?: 'invalid_token' | 'insufficient_scope'; readonly scopes: readonly Scope[] },
): string {
  const words = [
    ...(refusal.error === undefined ? [] : [`error="${refusal.error}"`]),
    `scope="${refusal.scopes.join(' ')}"`,
    `resource_metadata="${metadataUrl}"`,
  ];
  return `Bearer ${words.join(', ')}`;
}

/** The tools that a JSON-RPC body calls, whether it is one message or a batch. */
export function toolsCalledIn(body: unknown): string[] {
  const messages = Array.isArray(body) ? body : [body];
  return messages.flatMap((message: unknown) => {
    const { method, params } = (message ?? {}) as { method?: unknown; params?: unknown };
    const { name } = (params ?? {}) as { name?: unknown };
    return method === 'tools/call' && typeof name === 'string' ? [name] : [];
  });
}
