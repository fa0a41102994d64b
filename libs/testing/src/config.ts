/** Where the real parts are that an integration spec speaks to. `npm test` starts them and sets these. */
function address(name: string, what: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: give the address of ${what}, or run the specs through npm test`);
  return value;
}

/** A superuser's address of a PostgreSQL server that tests may fill with databases. */
export const testPostgresUrl = (): string => address('TEST_POSTGRES_URL', 'a PostgreSQL server (a superuser)');
/** The brokers of a Kafka that tests may fill with messages. */
export const testKafkaBrokers = (): string[] => address('TEST_KAFKA_BROKERS', 'a Kafka broker').split(',');
/** A Redis that tests may fill with keys. */
export const testRedisUrl = (): string => address('TEST_REDIS_URL', 'a Redis');

/** The seed that a spec by chance begins with, to live through a failure again; drawn anew when it is not set. */
export function testSeed(): number | undefined {
  const value = process.env['TEST_SEED'];
  if (value === undefined || value === '') return undefined;
  if (!/^[0-9]{1,10}$/.test(value)) throw new Error('TEST_SEED must be a whole number');
  return Number(value);
}
