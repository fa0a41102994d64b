import type { Role } from '@florin/contracts';
import type { PersonName } from '../user/user.js';

/** What an operator asks for on the command line. */
export type Order =
  | {
      readonly what: 'create';
      readonly email: string;
      readonly role: Role;
      readonly username: string | null;
      readonly name: PersonName;
      /** A tenant's id or name; the default one when left out. */
      readonly tenant: string | undefined;
      /** Drawn by chance and shown once when left out. */
      readonly password: string | undefined;
    }
  | { readonly what: 'tenant'; readonly name: string; readonly open: boolean }
  /** Undoes the deactivation of a bank, which is named by its id or name. */
  | { readonly what: 'reactivate'; readonly tenant: string };
