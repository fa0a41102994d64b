import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn } from 'class-validator';
import { roles, type Role } from '@florin/contracts';
import { isId, OneOf, Optional, PageQuery, readCursor, Text } from '@florin/platform/http';
import { invalid } from '@florin/kernel';
import { userStatuses, type UserStatus } from '../user/user.js';
import type { Filter } from './office.js';

export class UserQuery extends PageQuery {
  @Optional()
  @Text(100, { description: 'Part of an e-mail address, username, name or phone number.', example: 'ada' })
  q?: string;

  @Optional()
  @OneOf(userStatuses)
  status?: UserStatus;

  @Optional()
  @OneOf(roles)
  role?: Role;
}

export class RightsBody {
  @ApiProperty({ type: [String], enum: [...roles], example: ['agent'], required: false })
  @Optional()
  @IsArray({ message: 'must be a list of roles' })
  @ArrayNotEmpty({ message: 'must name a role' })
  @ArrayMaxSize(roles.length, { message: 'must name each role once' })
  @IsIn(roles, { each: true, message: `must be of ${roles.join(', ')}` })
  roles?: Role[];

  @Optional()
  @OneOf(userStatuses)
  status?: UserStatus;
}

export function toFilter(query: UserQuery): Filter {
  return { text: query.q, status: query.status, role: query.role };
}

/** The id that a page begins after. Fails with: validation_failed (on cursor). */
export function toPlace(query: UserQuery): string | undefined {
  const id = readCursor(query.cursor, 1)?.[0];
  if (id !== undefined && !isId(id)) throw invalid('cursor', 'is not a cursor of this list');
  return id;
}
