import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { testPostgresUrl } from './config.js';

const QUESTIONS_AT_ONCE = 4;

/** A database that no other spec knows, as platform's `migrate` wants to be told about it. */
export interface FreshDatabase {
  readonly name: string;
  /** The superuser, in the server's own database: with it `migrate` makes the database and the three roles. */
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly readerUrl: string;
  readonly engineUrl: string;
  /** The superuser inside the fresh database, for looking past every privilege and policy. */
  readonly superUrl: string;
  /** Asks the fresh database as superuser. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Names a database for one spec on the server of TEST_POSTGRES_URL. `migrate` makes it; `drop` at the end removes it.
 * The roles are the service's own (account_owner, account_reader, account_engine) and shared by all of its specs.
 */
export function freshDatabase(service: 'auth' | 'account' | 'transaction' | 'bank'): FreshDatabase {
  const name = `test_${service}_${randomBytes(6).toString('hex')}`;
  const adminUrl = testPostgresUrl();
  const as = (role: string): string => {
    const url = new URL(adminUrl);
    url.username = `${service}_${role}`;
    url.password = 'test';
    url.pathname = `/${name}`;
    return url.href;
  };
  const inside = new URL(adminUrl);
  inside.pathname = `/${name}`;
  // Few connections, however many questions a spec asks at once; the one at rest does not keep a process.
  const asking = new pg.Pool({ connectionString: inside.href, max: QUESTIONS_AT_ONCE, allowExitOnIdle: true });
  asking.on('error', () => undefined);
  return {
    name,
    adminUrl,
    ownerUrl: as('owner'),
    readerUrl: as('reader'),
    engineUrl: as('engine'),
    superUrl: inside.href,
    query: async (text, values) => (await asking.query(text, values)).rows,
    drop: async () => {
      await asking.end();
      const admin = new pg.Client({ connectionString: adminUrl });
      await admin.connect();
      try {
        await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      } finally {
        await admin.end();
      }
    },
  };
}
