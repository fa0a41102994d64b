import pg from 'pg';

interface ProvisionOptions {
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly readerUrl: string;
  readonly engineUrl: string;
}

/** Databases and roles are made one service at a time in the whole server. */
const PROVISION_LOCK = 7_301_954;

const ident = (name: string): string => pg.escapeIdentifier(name);
const literal = (value: string): string => pg.escapeLiteral(value);

/**
 * Makes a service's database and its three roles from their addresses, or sets the roles' passwords when they exist.
 */
export async function provision(options: ProvisionOptions): Promise<void> {
  const owner = new URL(options.ownerUrl);
  const roles = [owner, new URL(options.readerUrl), new URL(options.engineUrl)];
  const database = decodeURIComponent(owner.pathname.slice(1));
  const admin = new pg.Client({ connectionString: options.adminUrl });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [PROVISION_LOCK]);
    for (const role of roles)
      await makeRole(admin, decodeURIComponent(role.username), decodeURIComponent(role.password));
    const known = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    const [ownerName, ...users] = roles.map((role) => ident(decodeURIComponent(role.username)));
    // eslint-disable-next-line bank/built-sql -- names, quoted as identifiers
    if (known.rowCount === 0) await admin.query(`CREATE DATABASE ${ident(database)} OWNER ${ownerName}`);
    // eslint-disable-next-line bank/built-sql -- names, quoted as identifiers
    await admin.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${ident(database)} FROM PUBLIC`);
    // eslint-disable-next-line bank/built-sql -- names, quoted as identifiers
    await admin.query(`GRANT CONNECT ON DATABASE ${ident(database)} TO ${users.join(', ')}`);
  } finally {
    await admin.end();
  }
}

async function makeRole(admin: pg.Client, name: string, password: string): Promise<void> {
  const known = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  const verb = known.rowCount === 0 ? 'CREATE' : 'ALTER';
  await admin.query(
    `${verb} ROLE ${ident(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD ${literal(password)}`,
  );
}
