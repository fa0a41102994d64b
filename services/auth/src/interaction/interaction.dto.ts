import { invalid } from '@florin/kernel';
import { Opaque, OneOf, Optional, Text } from '@florin/platform/http';
import type { Said } from './interaction.js';

export class ProofForm {
  @Optional()
  @Text(254, { description: 'An e-mail address or username.' })
  login?: string;

  @Optional()
  @Opaque(4096)
  password?: string;

  @Optional()
  @Opaque(256, { description: 'What the page for the second factor came with.' })
  mfa_token?: string;

  @Optional()
  @Text(64, { description: 'The code of an authenticator app, or a recovery code.' })
  code?: string;
}

export class DecisionForm {
  @OneOf(['allow', 'deny'])
  decision: 'allow' | 'deny';
}

/** Fails with: validation_failed. */
export function toSaid({ login, password, mfa_token: mfaToken, code }: ProofForm): Said {
  if (login !== undefined && password !== undefined) return { step: 'password', login, password };
  if (mfaToken !== undefined && code !== undefined) return { step: 'code', mfaToken, code };
  throw invalid('login', 'is required with password, or mfa_token with code');
}
