import { ApiProperty } from '@nestjs/swagger';
import { invalid } from '@florin/kernel';
import { Id, Opaque, Optional, Text } from '@florin/platform/http';
import type { SecondFactorCodes } from '../login/login.js';
import { UserView } from '../user/user.dto.js';
import type { Offer } from './totp.js';

const PASSWORD_MOST = 4096;

const CODE_MOST = 16;
const code = { description: 'Six digits of the authenticator app.', example: '123456' };

/** Either an mfa_token or a whole login, and either code. */
export class ValidationBody {
  @Optional()
  @Opaque(CODE_MOST, code)
  totp_code?: string;

  @Optional()
  @Opaque(64, { description: 'Instead of totp_code; each works once.', example: 'abcd-efgh-ijkl-mnop' })
  recovery_code?: string;

  @Optional()
  @Opaque(128, { description: 'Of the answer `totp_required`; or a whole login instead.' })
  mfa_token?: string;

  @Optional()
  @Text(254, { example: 'ada@example.com' })
  email?: string;

  @Optional()
  @Text(254)
  username?: string;

  @Optional()
  @Opaque(PASSWORD_MOST)
  password?: string;

  @Optional()
  @Id({ description: 'The bank; the default one when left out.' })
  tenant_id?: string;
}

export class CodeBody {
  @Opaque(CODE_MOST, code)
  totp_code: string;
}

export class BothBody extends CodeBody {
  @Opaque(PASSWORD_MOST, { example: 'correct horse battery' })
  current_password: string;
}

export class TotpSetupView {
  @ApiProperty({ type: String, description: 'Base32, for typing in.', example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  secret: string;

  @ApiProperty({ type: String, example: 'otpauth://totp/Florin:ada?secret=JBSWY3DPEHPK3PXP&issuer=Florin' })
  provisioning_uri: string;

  @ApiProperty({ type: String, description: 'The same as a picture: a PNG as a data URL.' })
  qr_code: string;
}

export class RecoveryCodesView {
  @ApiProperty({ type: [String], description: 'Shown this once. Each works once.' })
  recovery_codes: string[];
}

export class EnabledView extends RecoveryCodesView {
  @ApiProperty({ type: UserView })
  user: UserView;
}

/** The codes of somebody who has to show one. Fails with: validation_failed. */
export function toCodes(body: ValidationBody): SecondFactorCodes {
  const { totp_code: totpCode, recovery_code: recoveryCode } = body;
  if (totpCode === undefined && recoveryCode === undefined) throw invalid('totp_code', 'is required, or recovery_code');
  if (totpCode !== undefined && recoveryCode !== undefined) {
    throw invalid('recovery_code', 'cannot stand beside totp_code');
  }
  return { totpCode, recoveryCode };
}

export function totpSetupView(offer: Offer): TotpSetupView {
  return { secret: offer.secret, provisioning_uri: offer.uri, qr_code: offer.qrCode };
}
