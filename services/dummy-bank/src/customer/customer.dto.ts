import { ApiProperty } from '@nestjs/swagger';
import { IsEmail } from 'class-validator';
import { Id, Text, Trimmed } from '@florin/platform/http';
import type { Customer, Newcomer } from './customer.js';

const id = '01920000-0000-7000-8000-000100000001';

export class RegisterCustomerBody {
  @Id({ description: 'Under this id the customer is known from now on.', example: id })
  id: string;

  @Text(100, { example: 'Alice' })
  first_name: string;

  @Text(100, { example: 'Moreau' })
  last_name: string;

  @ApiProperty({ type: String, format: 'email', maxLength: 254, example: 'alice.moreau@example.com' })
  @Trimmed()
  @IsEmail({}, { message: 'must be an e-mail address' })
  email: string;
}

export function toNewcomer(body: RegisterCustomerBody): Newcomer {
  return { id: body.id.toLowerCase(), first_name: body.first_name, last_name: body.last_name, email: body.email };
}

export class CustomerView {
  @ApiProperty({ type: String, format: 'uuid', example: id })
  id: string;

  @ApiProperty({ type: String, example: 'Alice' })
  first_name: string;

  @ApiProperty({ type: String, example: 'Moreau' })
  last_name: string;

  @ApiProperty({ type: String, format: 'email', example: 'alice.moreau@example.com' })
  email: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2025-02-03T09:00:00.000Z' })
  registered_at: string;
}

export function customerView({ id: customerId, first_name, last_name, email, registered_at }: Customer): CustomerView {
  return { id: customerId, first_name, last_name, email, registered_at };
}
