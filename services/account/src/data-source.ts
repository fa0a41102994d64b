import { AccountEntity } from './account/account.entity.js';
import { OpeningEntity } from './account/opening.entity.js';
import { EntryEntity } from './entry/entry.entity.js';
import { CreateAccount1795460400001 } from './migrations/1795460400001-create-account.js';
import { CreateLedger1795460400002 } from './migrations/1795460400002-create-ledger.js';
import { CreateMessaging1795460400003 } from './migrations/1795460400003-create-messaging.js';
import { AddFreeze1795460400004 } from './migrations/1795460400004-add-freeze.js';
import { CreateHold1795460400005 } from './migrations/1795460400005-create-hold.js';
import { HoldEntity } from './posting/hold.entity.js';
import { OutcomeEntity } from './posting/outcome.entity.js';
import { PostingEntity } from './posting/posting.entity.js';

export const entities = [AccountEntity, OpeningEntity, PostingEntity, EntryEntity, OutcomeEntity, HoldEntity];

export const migrations = [
  CreateAccount1795460400001,
  CreateLedger1795460400002,
  CreateMessaging1795460400003,
  AddFreeze1795460400004,
  CreateHold1795460400005,
];
