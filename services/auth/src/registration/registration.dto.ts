import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, Matches } from 'class-validator';
import { Id, Opaque, Optional, Text, Trimmed, YesNo } from '@florin/platform/http';
import { tokensView, TokensView } from '../session/session.dto.js';
import type { Tokens } from '../session/session.js';
import { EMAIL, nameOf, PHONE, USERNAME, type User } from '../user/user.js';
import { userView, UserView } from '../user/user.dto.js';
import type { Registration } from './registration.js';

export class RegistrationBody {
  @ApiProperty({ type: String, format: 'email', maxLength: 254, example: 'ada@example.com' })
  @Trimmed()
  @Matches(EMAIL, { message: 'must be an e-mail address' })
  @IsEmail({}, { message: 'must be an e-mail address' })
  email: string;

  @Opaque(4096, {
    description: '8 to 128 characters, not a common one; no other rules.',
    example: 'correct horse battery',
  })
  password: string;

  @Optional()
  @Text(100, { description: 'Or first_name and last_name.', example: 'Ada Lovelace' })
  full_name?: string;

  @Optional()
  @Text(100, { example: 'Ada' })
  first_name?: string;

  @Optional()
  @Text(100, { example: 'Lovelace' })
  last_name?: string;

  @ApiProperty({ type: String, pattern: USERNAME.source, example: 'ada' })
  @Optional()
  @Trimmed()
  @Matches(USERNAME, {
    message: 'must be 2 to 50 letters, digits, dots, hyphens or underscores, the first a letter or digit',
  })
  username?: string;

  @ApiProperty({ type: String, pattern: PHONE.source, example: '+442071234567' })
  @Optional()
  @Trimmed()
  @Matches(PHONE, { message: 'must be a phone number such as +442071234567' })
  phone?: string;

  @Optional()
  @YesNo({ description: 'For browsers: the tokens come as cookies and not in the body.' })
  use_cookies?: boolean;

  @Optional()
  @Id({ description: 'The bank; the default one when left out.' })
  tenant_id?: string;
}

export class RegisteredView extends TokensView {
  @ApiProperty({ type: UserView })
  user: UserView;
}

/** Fails with: validation_failed. */
export function toRegistration(body: RegistrationBody, defaultTenantId: string): Registration {
  return {
    tenantId: body.tenant_id?.toLowerCase() ?? defaultTenantId,
    email: body.email,
    username: body.username ?? null,
    name: nameOf({ fullName: body.full_name, firstName: body.first_name, lastName: body.last_name }),
    phone: body.phone ?? null,
  };
}

export function registeredView(user: User, tokens: Tokens): RegisteredView {
  return { user: userView(user), ...tokensView(tokens) };
}
