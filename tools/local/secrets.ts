import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Place } from './place.ts';

/** The service databases and who may open them. */
export const databases = ['auth', 'account', 'transaction', 'bank'] as const;
export type DatabaseName = (typeof databases)[number];
export type DatabaseRole = 'owner' | 'reader' | 'engine';

/** Every secret of one bank: drawn once, kept beside its data. */
export interface Secrets {
  postgres: string;
  redis: string;
  keyEncryptionKey: string;
  accountKeyEncryptionKey: string;
  exchangeClient: string;
  /** What the outside bank signs its callbacks with. */
  bankCallback: string;
  roles: Record<DatabaseName, Record<DatabaseRole, string>>;
}

/** The secrets of this place; the first call draws them, a later one those that an older version did not know. */
export function secretsOf(place: Place): Secrets {
  const path = place.path('secrets.json');
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Partial<Secrets>) : {};
  const drawn = draw();
  const secrets = { ...drawn, ...known };
  if (Object.keys(drawn).every((name) => name in known)) return secrets;
  // Renamed into place, so that a start that is cut short never leaves half a file behind.
  writeFileSync(`${path}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return secrets;
}

function draw(): Secrets {
  const password = (): string => randomBytes(24).toString('base64url');
  const three = (): Record<DatabaseRole, string> => ({ owner: password(), reader: password(), engine: password() });
  return {
    postgres: password(),
    redis: password(),
    keyEncryptionKey: randomBytes(32).toString('base64'),
    accountKeyEncryptionKey: randomBytes(32).toString('base64'),
    exchangeClient: password(),
    bankCallback: password(),
    roles: { auth: three(), account: three(), transaction: three(), bank: three() },
  };
}
