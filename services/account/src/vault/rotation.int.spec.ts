import { randomUUID } from 'node:crypto';
import { Database, inTransaction } from '@florin/platform/database';
import { placeOfNumber } from '../card/card.js';
import { ResealService } from '../card/reseal.service.js';
import { entities } from '../data-source.js';
import { Serving, somebody, type Json } from '../serving.builder.js';
import { KeyService } from './key.service.js';
import { VaultService } from './vault.service.js';

const bank = new Serving();
const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
const ours = key(7);
let database: Database;

beforeAll(async () => {
  await bank.start();
  const { readerUrl, engineUrl } = bank.database;
  database = new Database({ readerUrl, engineUrl, entities, max: 12 });
  await database.onModuleInit();
}, 60_000);
afterAll(async () => {
  await database?.close();
  await bank.stop();
}, 30_000);

/** The vault of another process: an operator's command, or the service after a new start. */
const vaultUnder = (master: string, former?: string): VaultService =>
  VaultService.over(database, new KeyService(master, former));
const resealUnder = (vaults: VaultService): ResealService => ResealService.over(database, vaults);

interface Sealed {
  readonly id: string;
  readonly number_sealed: Buffer;
  readonly number_index: Buffer;
  readonly key_version: number;
}

const cardsOf = (tenantId: string): Promise<Sealed[]> =>
  bank.database.query<Sealed>(
    'select id, number_sealed, number_index, key_version from card where tenant_id = $1 order by id',
    [tenantId],
  );

async function issue(tenantId: string): Promise<Json> {
  const anna = { ...somebody(), tenantId };
  const { id } = await bank.opened(anna);
  const answer = await bank.ask(anna, 'POST', `/accounts/${id}/card`);
  expect(answer.status).toBe(201);
  return answer.body;
}

async function aTenantWith(cards: number): Promise<string> {
  const tenantId = randomUUID();
  for (let card = 0; card < cards; card++) await issue(tenantId);
  return tenantId;
}

async function numbersOf(tenantId: string, vaults: VaultService): Promise<string[]> {
  const vault = await vaults.of(tenantId);
  return (await cardsOf(tenantId)).map((one) => vault.open(placeOfNumber(one.id), one.number_sealed, one.key_version));
}

describe('a new data key', () => {
  it('seals the cards of the running service from its very next one, and those of before in batches', async () => {
    const tenant = await aTenantWith(3);
    const [before, numbers] = [await cardsOf(tenant), await numbersOf(tenant, vaultUnder(ours))];
    const operator = vaultUnder(ours);
    expect(await operator.rotate(tenant, new Date())).toBe(true);
    const next = await issue(tenant);
    expect((await cardsOf(tenant)).find(({ id }) => id === next.id)).toMatchObject({ key_version: 2 });
    const told: number[] = [];
    expect(await resealUnder(operator).reseal(tenant, (done) => told.push(done))).toBe(3);
    expect(told).toEqual([3]);
    const after = (await cardsOf(tenant)).filter(({ id }) => id !== next.id);
    expect(after.map((one) => one.key_version)).toEqual([2, 2, 2]);
    expect(after.map((one) => one.number_index)).toEqual(before.map((one) => one.number_index));
    expect(after.map((one) => one.number_sealed)).not.toEqual(before.map((one) => one.number_sealed));
    expect(await numbersOf(tenant, vaultUnder(ours))).toEqual(expect.arrayContaining(numbers));
  });

  it('comes once to those who ask for it at once, and ten that seal at once lose no number', async () => {
    const tenant = await aTenantWith(5);
    const numbers = await numbersOf(tenant, vaultUnder(ours));
    const ten = Array.from({ length: 10 }, () => vaultUnder(ours));
    await Promise.all(ten.map((one) => one.of(tenant)));
    const made = await Promise.all(ten.map((one) => one.rotate(tenant, new Date())));
    const versions = await bank.database.query<Json>(
      'select version from data_key where tenant_id = $1 order by version',
      [tenant],
    );
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
    expect(versions).toHaveLength(1 + made.filter(Boolean).length);
    const moved = await Promise.all(ten.map((one) => resealUnder(one).reseal(tenant)));
    expect(moved.reduce((sum, one) => sum + one, 0)).toBe(5);
    expect(await numbersOf(tenant, vaultUnder(ours))).toEqual(numbers);
  });

  it('is on the record', async () => {
    const tenant = await aTenantWith(1);
    await vaultUnder(ours).rotate(tenant, new Date());
    const rows = await bank.database.query<Json>(
      `select payload from outbox where topic = 'audit.events' and payload like '%data-key.create%'`,
    );
    expect(rows.map(({ payload }) => JSON.parse(payload) as Json)).toContainEqual(
      expect.objectContaining({ actor: { kind: 'operator', id: null, roles: [] }, action: 'data-key.create' }),
    );
  });

  it('waits for whoever changes a card, and neither undoes the other', async () => {
    const tenant = await aTenantWith(1);
    const [card] = await cardsOf(tenant);
    const operator = vaultUnder(ours);
    await operator.rotate(tenant, new Date());
    let resealing: Promise<number> | undefined;
    await inTransaction(database.engine, async (tx) => {
      await tx.query(`update card set status = 'cancelled' where id = $1`, [card!.id]);
      resealing = resealUnder(operator).reseal(tenant);
    });
    expect(await resealing).toBe(1);
    const [after] = await bank.database.query<Json>('select status, key_version from card where id = $1', [card!.id]);
    expect(after).toEqual({ status: 'cancelled', key_version: 2 });
  });
});

describe('a new master key', () => {
  // The last ones: afterwards the service of this spec has the former key alone.
  it('opens all beside the former one, and alone once all keys are wrapped anew, by ten at once', async () => {
    const tenant = await aTenantWith(2);
    const numbers = await numbersOf(tenant, vaultUnder(ours));
    const [{ number_index: index }] = (await cardsOf(tenant)) as [Sealed];
    const both = vaultUnder(key(8), ours);
    await both.onApplicationBootstrap();
    const counts = await Promise.all(Array.from({ length: 10 }, () => vaultUnder(key(8), ours).rewrap()));
    expect(Math.max(...counts)).toBeGreaterThan(1);
    expect(await both.rewrap()).toBe(0);
    const alone = vaultUnder(key(8));
    await alone.onApplicationBootstrap();
    expect(await numbersOf(tenant, alone)).toEqual(numbers);
    expect((await alone.of(tenant)).indexOf(placeOfNumber(''), numbers[0]!).equals(index)).toBe(true);
  });

  it('lets nothing start without the one that wrapped the keys, and changes nothing', async () => {
    const before = await bank.database.query<Json>('select wrapped from data_key order by tenant_id, version');
    for (const lost of [vaultUnder(ours), vaultUnder(key(9), key(10))]) {
      await expect(lost.onApplicationBootstrap()).rejects.toThrow('KEY_ENCRYPTION_KEY is not the one');
      await expect(lost.rewrap()).rejects.toThrow('KEY_ENCRYPTION_KEY is not the one');
    }
    expect(await bank.database.query('select wrapped from data_key order by tenant_id, version')).toEqual(before);
    await vaultUnder(key(8)).onApplicationBootstrap();
  });

  it('keeps the digests of cards that were issued before there was a key of them', async () => {
    for (const table of ['digest_key', 'data_key', 'card']) await bank.database.query(`delete from ${table}`);
    const tenant = await aTenantWith(1);
    const [{ number_index: index }] = (await cardsOf(tenant)) as [Sealed];
    const both = vaultUnder(key(8), ours);
    const [number] = await numbersOf(tenant, both);
    expect((await both.of(tenant)).indexOf(placeOfNumber(''), number!)).toEqual(index);
    await both.rewrap();
    expect((await vaultUnder(key(8)).of(tenant)).indexOf(placeOfNumber(''), number!)).toEqual(index);
  });
});
