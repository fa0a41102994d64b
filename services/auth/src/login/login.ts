import type { User } from '../user/user.js';

/** What somebody may say beside the password. */
export interface SecondFactorCodes {
  readonly totpCode?: string | undefined;
  readonly recoveryCode?: string | undefined;
}

/** What somebody says to be let in. */
export interface Credentials extends SecondFactorCodes {
  readonly tenantId: string;
  /** An e-mail address or a username. */
  readonly login: string;
  readonly password: string;
}

/** A person who has proved to be who they are, and how (`amr` of RFC 8176). */
export interface Proven {
  readonly user: User;
  readonly amr: readonly string[];
  /** What the password was compared with; undefined where it was some minutes ago. */
  readonly passwordHash?: string | undefined;
}
