import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler, ProtocolError, ProtocolErrorCode, Server, type AuthInfo, type CallToolResult,
} from '@modelcontextprotocol/server';
import type { Origin } from '@florin/platform/audit';
import type { Caller } from '@florin/platform/auth';
import { DomainError } from '@florin/kernel';
import { log } from '@florin/platform/telemetry';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outcome } from '../tool/desk.js';
import type { Tool } from '../tool/tool.js';
import { ToolService } from '../tool/tool.service.js';
import { MCP_RESOURCE, type Resource } from './mcp.js';

/** Who speaks over MCP, carried through the SDK. */
export interface Speaker {
  readonly caller: Caller;
  readonly origin: Origin;
}

const VERSION = '0.1.0';
const BODY_BYTES_MOST = 256 * 1024;
const INSTRUCTIONS =
  'Tools of a bank, acting for the customer who logged in. Amounts are decimal strings. ' +
  'Money moves only after the customer agreed: bank_transfer says how.';

/** The tools of the bank over the Model Context Protocol, in its current revision and, statelessly, in that of 2025. */
@Injectable()
export class McpService implements OnApplicationShutdown {
  private readonly handler = createMcpHandler(({ authInfo }) => this.serverFor(speakerOf(authInfo)), {
    legacy: 'stateless',
    // There is nothing to listen for: no list of tools changes while a token lives.
    maxSubscriptions: 0,
    maxRequestBodySize: BODY_BYTES_MOST,
    onerror: (error) => log.debug({ err: error }, 'mcp'),
  });
  private readonly serveNode = toNodeHandler(
    { fetch: (request, options) => this.handler.fetch(request, options).then(kept) },
    { maxRequestBodySize: BODY_BYTES_MOST },
  );

  constructor(
    private readonly tools: ToolService,
    @Inject(MCP_RESOURCE) private readonly resource: Resource,
  ) {}

  /** Answers one HTTP request of somebody who was let in. */
  serve(speaker: Speaker, request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const { caller } = speaker;
    const auth: AuthInfo = {
      // The SDK hands this on to every handler; the token itself stays here.
      token: '',
      clientId: caller.clientId ?? '',
      scopes: [...caller.scopes],
      expiresAt: caller.expiresAt,
      resource: new URL(this.resource.url),
      resourceMetadataUrl: this.resource.metadataUrl,
      extra: { speaker },
    };
    return this.serveNode(Object.assign(request, { auth }), response as never, body);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.handler.close();
  }

  private serverFor({ caller, origin }: Speaker): Server {
    const server = new Server(
      { name: 'florin', title: 'Florin', version: VERSION },
      { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
    );
    server.setRequestHandler('tools/list', () => ({ tools: this.tools.list(caller).map(described) }));
    server.setRequestHandler('tools/call', async ({ params }) => {
      try {
        return told(await this.tools.call(caller, origin, params.name, params.arguments));
      } catch (error) {
        throw refusalOf(error);
      }
    });
    return server;
  }
}

/** What is told here is somebody's own: nobody on the way keeps it. */
function kept(answer: Response): Response {
  answer.headers.set('cache-control', 'no-store');
  return answer;
}

function speakerOf(auth: AuthInfo | undefined): Speaker {
  const speaker = auth?.extra?.['speaker'] as Speaker | undefined;
  if (!speaker) throw new Error('nobody was let in');
  return speaker;
}

function described({ name, tool }: { name: string; tool: Tool }) {
  const { title, description, input, readOnly } = tool;
  const annotations = { title, readOnlyHint: readOnly, destructiveHint: !readOnly, openWorldHint: false };
  // The schema library keeps notes on its objects; what travels is plain JSON.
  const inputSchema = JSON.parse(JSON.stringify(input)) as { type: 'object' };
  return { name, title, description, inputSchema, annotations };
}

function told(outcome: Outcome): CallToolResult {
  const said = outcome.success ? outcome.result : { error: outcome.error };
  const content: CallToolResult['content'] = [{ type: 'text', text: JSON.stringify(said) }];
  return { content, structuredContent: { ...said }, isError: !outcome.success };
}

/** What is refused before a tool is reached is an error of the protocol. The scope was judged at the door already. */
function refusalOf(error: unknown): Error {
  if (error instanceof DomainError) {
    const unknown = error.code === 'unknown_tool' || error.code === 'forbidden';
    return new ProtocolError(ProtocolErrorCode.InvalidParams, unknown ? 'There is no such tool for you.' : error.code);
  }
  log.error({ err: error }, 'mcp failed');
  return new ProtocolError(ProtocolErrorCode.InternalError, 'Something went wrong on our side.');
}
