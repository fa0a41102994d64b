import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';
import { invalid } from '@florin/kernel';
import { Id, Opaque, Optional, Text, YesNo } from '@florin/platform/http';
import type { Credentials } from './login.js';

const PASSWORD_MOST = 4096;

export class LoginBody {
  @Optional()
  @Text(254, { description: 'Or username.', example: 'ada@example.com' })
  email?: string;

  @Optional()
  @Text(254, { description: 'A username, or an e-mail address.' })
  username?: string;

  @Opaque(PASSWORD_MOST, { example: 'correct horse battery' })
  password: string;

  @Optional()
  @Opaque(16, { description: 'The code of the moment, from a person with a second factor.', example: '123456' })
  totp_code?: string;

  @Optional()
  @Opaque(64, { description: 'Instead of totp_code; each works once.' })
  recovery_code?: string;

  @Optional()
  @YesNo({ description: 'For browsers: the tokens come as cookies and not in the body.' })
  use_cookies?: boolean;

  @Optional()
  @Id({ description: 'The bank; the default one when left out.' })
  tenant_id?: string;
}

/** The form of OAuth's old password grant, as many tools send it. */
export class TokenForm {
  @ApiProperty({ type: String, enum: ['password', ''], required: false })
  @Optional()
  @IsIn(['password', ''], { message: 'must be password' })
  grant_type?: string;

  @Text(254, { description: 'A username, or an e-mail address.', example: 'ada@example.com' })
  username: string;

  @Opaque(PASSWORD_MOST, { example: 'correct horse battery' })
  password: string;

  @ApiProperty({
    type: String,
    required: false,
    description: 'Not looked at: a login carries all scopes of its roles.',
  })
  @Optional()
  @IsString({ message: 'must be a string' })
  scope?: string;

  @ApiProperty({ type: String, required: false, description: 'Not looked at.' })
  @Optional()
  @IsString({ message: 'must be a string' })
  client_id?: string;

  @ApiProperty({ type: String, required: false, description: 'Not looked at.' })
  @Optional()
  @IsString({ message: 'must be a string' })
  client_secret?: string;
}

export class AccessTokenView {
  @ApiProperty({ type: String, description: 'A JWT (RFC 9068) for the Authorization header.' })
  access_token: string;

  @ApiProperty({ type: String, enum: ['Bearer'] })
  token_type: 'Bearer';
}

/** Fails with: validation_failed. */
export function toCredentials(
  body: Pick<LoginBody, 'email' | 'username' | 'password' | 'totp_code' | 'recovery_code' | 'tenant_id'>,
  defaultTenantId: string,
): Credentials {
  const login = body.email ?? body.username;
  if (login === undefined) throw invalid('email', 'is required, or username');
  if (body.email !== undefined && body.username !== undefined) throw invalid('username', 'cannot stand beside email');
  const tenantId = body.tenant_id?.toLowerCase() ?? defaultTenantId;
  return { login, password: body.password, tenantId, totpCode: body.totp_code, recoveryCode: body.recovery_code };
}
