import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Id, Opaque, Optional, Text, Trimmed, YesNo } from '@florin/platform/http';
import { PASSWORD_TOLD } from '../password/password.js';
import { tokensView, TokensView } from '../session/session.dto.js';
import type { Tokens } from '../session/session.js';
import { nameOf, USERNAME, type User } from '../user/user.js';
import { EmailAddress, PhoneNumber, userView, UserView } from '../user/user.dto.js';
import type { Registration } from './registration.js';

export class RegistrationBody {
  @EmailAddress()
  email: string;

  @Opaque(4096, {
    description: PASSWORD_TOLD,
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

  @PhoneNumber()
  @Optional()
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
