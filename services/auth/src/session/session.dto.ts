import { ApiProperty } from '@nestjs/swagger';
import { Opaque, Optional } from '@florin/platform/http';
import { userView, UserView } from '../user/user.dto.js';
import type { User } from '../user/user.js';
import type { OwnSession, Tokens } from './session.js';

const time = '2026-01-31T12:00:00.000Z';

export class RefreshBody {
  @Optional()
  @Opaque(512, { description: 'The newest one of the session; it dies with this request.' })
  refresh_token?: string;
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

/** What a browser gets beside its cookies. */
export class BrowserView {
  @ApiProperty({ type: UserView })
  user: UserView;

  @ApiProperty({ type: String, description: 'To be sent as X-CSRF-Token with every request that changes something.' })
  csrf_token: string;
}

export function browserView(user: User, csrfToken: string): BrowserView {
  return { user: userView(user), csrf_token: csrfToken };
}

export class SessionView {
  @ApiProperty({ type: String, format: 'uuid' })
  id: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'The login or the last refresh.', example: time })
  last_used_at: string;

  @ApiProperty({ type: String, nullable: true, example: '203.0.113.7' })
  ip: string | null;

  @ApiProperty({ type: String, nullable: true })
  user_agent: string | null;

  @ApiProperty({ type: Boolean, description: 'Whether it is the session of this very request.' })
  current: boolean;
}

export function sessionView(session: OwnSession, currentId: string): SessionView {
  return {
    id: session.id,
    created_at: session.createdAt.toISOString(),
    last_used_at: session.lastUsedAt.toISOString(),
    ip: session.ip,
    user_agent: session.userAgent,
    current: session.id === currentId,
  };
}
