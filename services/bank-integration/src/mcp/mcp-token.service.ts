import { Inject, Injectable } from '@nestjs/common';
import { callerOf, DenyList, KEY_SOURCE, type Caller, type KeySource } from '@florin/platform/auth';
import { DomainError } from '@florin/kernel';
import { jwtVerify, type JWTVerifyGetKey } from 'jose';
import { MCP_RESOURCE, type Resource } from './mcp.js';

/** Verifies the tokens of the MCP door: the bank's own, for this audience alone. */
@Injectable()
export class McpTokenService {
  private readonly keyOf: JWTVerifyGetKey;

  constructor(
    @Inject(KEY_SOURCE) keys: KeySource,
    @Inject(MCP_RESOURCE) private readonly resource: Resource,
    private readonly denyList: DenyList,
  ) {
    this.keyOf = async ({ kid }) => {
      const key = kid === undefined ? undefined : await keys.find(kid);
      if (!key) throw new DomainError('unauthenticated', 'The access token is not valid or has expired.');
      return key;
    };
  }

  /** Fails with: unauthenticated, revocation_unavailable, unavailable. */
  async callerOf(token: string): Promise<Caller> {
    const caller = await this.verify(token);
    if (this.denyList.has(caller) || (await this.denyList.ask(caller))) {
      throw new DomainError('unauthenticated', 'The session has ended.');
    }
    return caller;
  }

  private async verify(token: string): Promise<Caller> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keyOf, {
        algorithms: ['ES256'],
        issuer: this.resource.issuer,
        audience: this.resource.url,
        requiredClaims: ['exp', 'sub'],
      });
      const isAccessToken = /^(application\/)?at\+jwt$/i.test(protectedHeader.typ ?? '');
      // A token that is bound to a key needs a proof, which this door does not take.
      const isBound = payload['cnf'] !== undefined;
      const isAlone = payload.aud === this.resource.url;
      const caller = isAccessToken && isAlone && !isBound ? callerOf(payload as never, token) : undefined;
      if (caller) return caller;
    } catch (error) {
      if (error instanceof DomainError) throw error;
    }
    throw new DomainError('unauthenticated', 'The access token is not valid or has expired.');
  }
}
