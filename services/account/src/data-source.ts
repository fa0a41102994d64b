import { AccountEntity } from './account/account.entity.js';
import { OpeningEntity } from './account/opening.entity.js';
import { CardEntity } from './card/card.entity.js';
import { EntryEntity } from './entry/entry.entity.js';
import { NoteEntity } from './entry/note.entity.js';
import { CreateAccount1795460400001 } from './migrations/1795460400001-create-account.js';
import { CreateLedger1795460400002 } from './migrations/1795460400002-create-ledger.js';
import { CreateMessaging1795460400003 } from './migrations/1795460400003-create-messaging.js';
import { AddFreeze1795460400004 } from './migrations/1795460400004-add-freeze.js';
import { CreateHold1795460400005 } from './migrations/1795460400005-create-hold.js';
import { CreateCard1795548000001 } from './migrations/1795548000001-create-card.js';
import { AddSeqAt1795548000002 } from './migrations/1795548000002-add-seq-at.js';
import { CreateNote1795548000003 } from './migrations/1795548000003-create-note.js';
import { OpenOffice1795548000004 } from './migrations/1795548000004-open-office.js';
import { RotateDataKey1795548000005 } from './migrations/1795548000005-rotate-data-key.js';
import { DropOutboxAge1795811400001 } from './migrations/1795811400001-drop-outbox-age.js';
import { HoldEntity } from './posting/hold.entity.js';
import { OutcomeEntity } from './posting/outcome.entity.js';
import { PostingEntity } from './posting/posting.entity.js';
import { DataKeyEntity } from './vault/data-key.entity.js';
import { DigestKeyEntity } from './vault/digest-key.entity.js';

export const entities = [
  AccountEntity,
  OpeningEntity,
  PostingEntity,
  EntryEntity,
  OutcomeEntity,
  HoldEntity,
  CardEntity,
  DataKeyEntity,
  DigestKeyEntity,
  NoteEntity,
];

export const migrations = [
  CreateAccount1795460400001,
  CreateLedger1795460400002,
  CreateMessaging1795460400003,
  AddFreeze1795460400004,
  CreateHold1795460400005,
  CreateCard1795548000001,
  AddSeqAt1795548000002,
  CreateNote1795548000003,
  OpenOffice1795548000004,
  RotateDataKey1795548000005,
  DropOutboxAge1795811400001,
];
