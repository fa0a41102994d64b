import { Nullable, Opaque, Optional, Text } from '@florin/platform/http';
import { PASSWORD_TOLD } from '../password/password.js';
import { EmailAddress, PhoneNumber } from '../user/user.dto.js';
import type { User } from '../user/user.js';

const PASSWORD_MOST = 4096;

export class ProfileBody {
  @Optional()
  @Text(100, { example: 'Ada' })
  first_name?: string;

  @Optional()
  @Text(100, { example: 'Lovelace' })
  last_name?: string;

  @Nullable()
  @Optional()
  @PhoneNumber()
  phone?: string | null;
}

export class EmailChangeBody {
  @EmailAddress()
  email: string;

  @Opaque(PASSWORD_MOST)
  current_password: string;
}

export class PasswordChangeBody {
  @Opaque(PASSWORD_MOST)
  current_password: string;

  @Opaque(PASSWORD_MOST, { description: PASSWORD_TOLD, example: 'staple orchard lantern' })
  new_password: string;
}

export type ProfileWish = Partial<Pick<User, 'firstName' | 'lastName' | 'phone'>>;

/** What is wished for; what was left out stays as it is. */
export function toProfileWish({ first_name, last_name, phone }: ProfileBody): ProfileWish {
  return {
    ...(first_name === undefined ? {} : { firstName: first_name }),
    ...(last_name === undefined ? {} : { lastName: last_name }),
    ...(phone === undefined ? {} : { phone }),
  };
}
