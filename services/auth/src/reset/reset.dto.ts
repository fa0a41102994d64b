import { Id, Opaque, Optional } from '@florin/platform/http';
import { PASSWORD_TOLD } from '../password/password.js';
import { EmailAddress } from '../user/user.dto.js';

export class ForgottenBody {
  @EmailAddress()
  email: string;

  @Optional()
  @Id({ description: 'The bank; the default one when left out.' })
  tenant_id?: string;
}

export class ResetBody {
  @Opaque(512, { description: 'From the letter. It works once.' })
  token: string;

  @Opaque(4096, { description: PASSWORD_TOLD, example: 'staple orchard lantern' })
  new_password: string;
}
