import { ApiProperty } from '@nestjs/swagger';
import { Opaque, Optional } from '@florin/platform/http';
import type { Tokens } from './session.js';

export class RefreshBody {
  @Opaque(512, { description: 'The newest one of the session; it dies with this request.' })
  refresh_token: string;
}

export class LogoutBody {
  @Optional()
  @Opaque(512)
  refresh_token?: string;
}

export class TokensView {
  @ApiProperty({ type: String, description: 'A JWT (RFC 9068) for the Authorization header.' })
  access_token: string;

  @ApiProperty({ type: String, description: 'Good for one POST /auth/refresh.' })
  refresh_token: string;

  @ApiProperty({ type: String, enum: ['Bearer'] })
  token_type: 'Bearer';

  @ApiProperty({ type: Number, description: 'Seconds until the access token expires.', example: 300 })
  expires_in: number;
}

export function tokensView(tokens: Tokens): TokensView {
  return {
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    token_type: 'Bearer',
    expires_in: tokens.expiresInS,
  };
}
