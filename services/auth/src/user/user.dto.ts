import { ApiProperty } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { roles } from '@florin/contracts';
import { Text, Trimmed } from '@florin/platform/http';
import { IsEmail, Matches } from 'class-validator';
import { EMAIL, fullNameOf, PHONE, userStatuses, type User } from './user.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';
const time = '2026-01-31T12:00:00.000Z';

/** The address of a person. */
export function EmailAddress(): PropertyDecorator {
  const message = 'must be an e-mail address';
  return applyDecorators(
    ApiProperty({ type: String, format: 'email', maxLength: 254, example: 'ada@example.com' }),
    Trimmed(),
    Matches(EMAIL, { message }),
    IsEmail({}, { message }),
  );
}

/** The number of a person's telephone. */
export function PhoneNumber(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, pattern: PHONE.source, example: '+442071234567' }),
    Trimmed(),
    Matches(PHONE, { message: 'must be a phone number such as +442071234567' }),
  );
}

export class UserView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, format: 'email', example: 'ada@example.com' })
  email: string;

  @ApiProperty({ type: String, nullable: true, example: 'ada' })
  username: string | null;

  @ApiProperty({ type: String, example: 'Ada' })
  first_name: string;

  @ApiProperty({ type: String, description: 'Empty for a person of one name.', example: 'Lovelace' })
  last_name: string;

  @ApiProperty({ type: String, example: 'Ada Lovelace' })
  full_name: string;

  @ApiProperty({ type: String, nullable: true, example: '+442071234567' })
  phone: string | null;

  @ApiProperty({ type: [String], enum: [...roles], example: ['customer'] })
  roles: string[];

  @ApiProperty({ type: String, format: 'uuid', example: '01900000-0000-7000-8000-000000000001' })
  tenant_id: string;

  @ApiProperty({ type: Boolean, example: false })
  totp_enabled: boolean;

  @ApiProperty({ type: String, enum: [...userStatuses], example: 'active' })
  status: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'What other banks may know the person by.', example: id })
  customer_oid: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', example: time })
  updated_at: string;
}

export function userView(user: User): UserView {
  return {
    id: user.id,
    email: user.email,
    username: user.username,
    first_name: user.firstName,
    last_name: user.lastName,
    full_name: fullNameOf(user),
    phone: user.phone,
    roles: [...user.roles],
    tenant_id: user.tenantId,
    totp_enabled: user.totpEnabled,
    status: user.status,
    customer_oid: user.customerOid,
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
  };
}

/** The question of another service: who has this username? */
export class UsernameQuery {
  @Text(100)
  username: string;
}
