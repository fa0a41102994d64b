import fc from 'fast-check';
import pg from 'pg';
import { testPostgresUrl } from '@florin/testing';
import { bigints, byteas, integers, jsons, texts, times, uuids } from './index.js';

interface Row {
  readonly id: string | null;
  readonly amount: bigint | null;
  readonly count: number | null;
  readonly at: Date | null;
  readonly text: string | null;
  readonly json: object | null;
  readonly bytes: Buffer | null;
}

// PostgreSQL's text has no zero character.
const text = fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\0', ''));
const row = fc.record<Row>({
  id: fc.option(fc.uuid()),
  amount: fc.option(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
  count: fc.option(fc.integer()),
  at: fc.option(fc.date({ min: new Date('1583-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })),
  text: fc.option(text),
  json: fc.option(fc.dictionary(fc.constantFrom('to', '"'), fc.oneof(text, fc.integer()), { noNullPrototype: true })),
  bytes: fc.option(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
});

describe('a column of a batch', () => {
  const client = new pg.Client({ connectionString: testPostgresUrl() });
  beforeAll(() => client.connect());
  afterAll(() => client.end());

  /** The rows as PostgreSQL read them. */
  async function read(rows: readonly Row[]): Promise<Row[]> {
    const answer = await client.query<Row & { amount: string | null }>(
      `select * from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::timestamptz[], $5::text[], $6::jsonb[],
        $7::bytea[]) as row(id, amount, count, at, text, json, bytes)`,
      [
        uuids(rows, ({ id }) => id),
        bigints(rows, ({ amount }) => amount),
        integers(rows, ({ count }) => count),
        times(rows, ({ at }) => at),
        texts(rows, ({ text }) => text),
        jsons(rows, ({ json }) => json),
        byteas(rows, ({ bytes }) => bytes),
      ],
    );
    return answer.rows.map((one) => ({ ...one, amount: one.amount === null ? null : BigInt(one.amount) }));
  }

  it('is read as it was written, whatever stands in it', async () => {
    const whatever = fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) =>
      expect(await read(rows)).toEqual(rows),
    );
    await fc.assert(whatever, { numRuns: 200 });
  }, 30_000);

  it('takes an id in capitals', async () => {
    const { rows } = await client.query<{ id: string }>('select unnest($1::uuid[]) as id', [
      uuids(['01976F3E-8B1C-7D2A-9C4E-00000000000A'], (id) => id),
    ]);
    expect(rows).toEqual([{ id: '01976f3e-8b1c-7d2a-9c4e-00000000000a' }]);
  });

  it.each(['', 'no id', '01976f3e-8b1c-7d2a-9c4e-00000000000', '01976f3e-8b1c-7d2a-9c4e-00000000000x'])(
    'refuses %j where an id belongs',
    (id) => expect(() => uuids([id], (one) => one)).toThrow('what goes into a column of ids is an id'),
  );
});
