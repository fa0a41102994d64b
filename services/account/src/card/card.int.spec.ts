import { randomUUID } from 'node:crypto';
import { FIRST_TENANT } from '@florin/testing';
import { aDeposit, aTransfer, codeOf, Serving, somebody, type Answer, type Json } from '../serving.builder.js';
import { KeyService } from '../vault/key.service.js';
import { VaultService } from '../vault/vault.service.js';

const bank = new Serving();
beforeAll(() => bank.start(), 60_000);
afterAll(() => bank.stop(), 30_000);

type Somebody = ReturnType<typeof somebody>;
const issue = (who: Somebody, account: string, headers?: Json): Promise<Answer> =>
  bank.ask(who, 'POST', `/accounts/${account}/card`, undefined, headers);
const put = (who: Somebody, card: Json, deed: string, headers?: Json): Promise<Answer> =>
  bank.ask(who, 'POST', `/cards/${card.id}/${deed}`, undefined, headers);

async function aCardholder(minor = '10000') {
  const anna = somebody();
  const account = await bank.opened(anna);
  await bank.command(aDeposit(account.id, anna.userId, minor));
  const { body: card } = await issue(anna, account.id);
  return { anna, account, card };
}

const purchase = (account: string, userId: string, card: string, changes: Json = {}) =>
  bank.command(
    aTransfer(account, account, userId, '1250', {
      kind: 'withdrawal',
      credit: { house: 'settlement:cards' },
      card_id: card,
      description: 'Corner shop',
      ...changes,
    }),
  );

it('the first card of a bank may be asked for twenty times at once', async () => {
  const anna = { ...somebody(), tenantId: randomUUID() };
  const { id } = await bank.opened(anna);
  const answers = await Promise.all(Array.from({ length: 20 }, () => issue(anna, id)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
});

describe('a card', () => {
  it('is shown by its last four digits, and stands sealed in the database', async () => {
    const { account, card } = await aCardholder();
    expect(card).toEqual({
      id: expect.any(String),
      account_id: account.id,
      last_four: expect.stringMatching(/^[0-9]{4}$/),
      masked_number: `**** **** **** ${card.last_four}`,
      expiration_month: new Date(card.created_at).getUTCMonth() + 1,
      expiration_year: new Date(card.created_at).getUTCFullYear() + 3,
      status: 'active',
      created_at: expect.any(String),
    });
    const [row] = await bank.database.query<Json>('select * from card where id = $1', [card.id]);
    const place = { table: 'card', id: card.id as string, column: 'number' };
    const vault = await bank.app.get(VaultService).of(FIRST_TENANT);
    const number = vault.open(place, row!.number_sealed, row!.key_version);
    expect(number).toMatch(new RegExp(`^990000[0-9]{6}${card.last_four}$`));
    expect(vault.indexOf(place, number).equals(row!.number_index)).toBe(true);
    expect(() => vault.open({ ...place, id: randomUUID() }, row!.number_sealed, row!.key_version)).toThrow();
    const texts = Object.values(row!).map((one) => (Buffer.isBuffer(one) ? one.toString('latin1') : one));
    expect(JSON.stringify(texts)).not.toContain(number);
    const [key] = await bank.database.query<Json>('select wrapped from data_key where tenant_id = $1', [FIRST_TENANT]);
    const other = new KeyService(Buffer.alloc(32, 8).toString('base64'));
    expect(() => other.unwrap(key!.wrapped, `${FIRST_TENANT}|data_key|1`)).toThrow();
  });

  it('is issued once, however often it is asked for at once, and again to whoever has the key', async () => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    const answers = await Promise.all(Array.from({ length: 10 }, () => issue(anna, id)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 201).map(codeOf)).toEqual(Array(9).fill([409, 'card_exists']));
    const { id: other } = await bank.opened(anna);
    const again = () => issue(anna, other, { 'idempotency-key': 'card-1' });
    const keyed = await Promise.all(Array.from({ length: 10 }, again));
    expect(keyed.map(({ status, body }) => [status, body])).toEqual(Array(10).fill([201, keyed[0]!.body]));
    expect(codeOf(await issue(anna, id, { 'idempotency-key': 'card-1' }))).toEqual([422, 'idempotency_key_reused']);
  });

  it('is frozen, used again, replaced and cancelled, and each is told', async () => {
    const { anna, account, card } = await aCardholder();
    expect((await put(anna, card, 'freeze')).body).toEqual({ ...card, status: 'frozen' });
    expect(codeOf(await put(anna, card, 'freeze'))).toEqual([409, 'card_state']);
    expect((await put(anna, card, 'unfreeze')).body).toEqual(card);
    const { body: next } = await put(anna, card, 'replace', { 'idempotency-key': 'r' });
    expect(next).toMatchObject({ account_id: account.id, status: 'active' });
    expect((await put(anna, card, 'replace', { 'idempotency-key': 'r' })).body).toEqual(next);
    expect((await bank.get(anna, `/cards/${card.id}`)).body).toEqual({ ...card, status: 'replaced' });
    expect((await bank.get(anna, `/accounts/${account.id}/card`)).body).toEqual(next);
    expect((await put(anna, next, 'cancel')).body).toEqual({ ...next, status: 'cancelled' });
    expect(codeOf(await put(anna, next, 'unfreeze'))).toEqual([409, 'card_state']);
    expect(codeOf(await bank.get(anna, `/accounts/${account.id}/card`))).toEqual([404, 'card_not_found']);
    expect((await issue(anna, account.id)).status).toBe(201);
    const types = ['issued', 'frozen', 'unfrozen', 'replaced', 'cancelled'].map((word) => `card.${word}.v1`);
    for (const type of types) {
      const fact = await bank.events.find(({ key, headers }) => key === account.id && headers.ce_type === type);
      expect(JSON.parse(fact.value)).toMatchObject({ account_id: account.id, owner_id: anna.userId });
    }
  });

  it("is nobody else's, and no officer's", async () => {
    const { account, card } = await aCardholder();
    for (const path of [`/cards/${card.id}`, `/accounts/${account.id}/card`])
      expect((await bank.get(somebody(), path)).status).toBe(404);
    expect(codeOf(await put(somebody(), card, 'cancel'))).toEqual([404, 'card_not_found']);
    expect(codeOf(await issue(somebody(), account.id))).toEqual([404, 'account_not_found']);
    const admin = { ...somebody(), roles: ['admin' as const] };
    expect((await bank.ask(admin, 'GET', `/cards/${card.id}`)).status).toBe(403);
  });
});

describe('a purchase', () => {
  it('takes the money against the cards, and the line keeps the card', async () => {
    const { anna, account, card } = await aCardholder();
    expect(await purchase(account.id, anna.userId, card.id)).toMatchObject([{ type: 'account.transfer-posted.v1' }]);
    const { body } = await bank.get(anna, `/accounts/${account.id}/transactions`);
    expect(body.items[0]).toMatchObject({ amount: '12.50', card_id: card.id, balance_after: '87.50' });
    const [house] = await bank.database.query<Json>(`select balance from account where house = 'settlement:cards'`);
    expect(BigInt(house!.balance)).toBeGreaterThanOrEqual(1250n);
  });

  it('is refused by a frozen, expired, ended or other card, and the declined line keeps the card', async () => {
    const { anna, account, card } = await aCardholder();
    const other = await bank.opened(anna);
    await bank.command(aDeposit(other.id, anna.userId, '10000'));
    const refused: Json[] = [];
    await put(anna, card, 'freeze');
    refused.push(...(await purchase(account.id, anna.userId, card.id)));
    await put(anna, card, 'unfreeze');
    refused.push(...(await purchase(other.id, anna.userId, card.id)));
    await bank.database.query('update card set expires_at = now() where id = $1', [card.id]);
    refused.push(...(await purchase(account.id, anna.userId, card.id)));
    expect((await bank.get(anna, `/cards/${card.id}`)).body.status).toBe('expired');
    const { body: next } = await issue(anna, account.id);
    await put(anna, next, 'cancel');
    refused.push(...(await purchase(account.id, anna.userId, next.id)));
    expect(refused.map(({ reason }) => reason)).toEqual(Array(4).fill('card_not_usable'));
    const { body } = await bank.get(anna, `/accounts/${account.id}/transactions?status=declined`);
    expect(body.items.map((line: Json) => [line.decline_reason, line.card_id])).toEqual([
      ['card_not_usable', next.id],
      ['card_not_usable', card.id],
      ['card_not_usable', card.id],
    ]);
    expect((await bank.get(anna, `/accounts/${account.id}/balance`)).body).toMatchObject({ balance: '100.00' });
  });

  it('with a card that is not there, or a stranger’s, leaves nothing', async () => {
    const [{ anna, account }, { card: his }] = [await aCardholder(), await aCardholder()];
    for (const card of [his.id, randomUUID()])
      expect(await purchase(account.id, anna.userId, card)).toMatchObject([{ reason: 'card_not_found' }]);
    expect((await bank.get(anna, `/accounts/${account.id}/transactions`)).body.items).toHaveLength(1);
  });

  it('is paid or refused as the card stands when the account is locked, however many are on their way', async () => {
    const { anna, account, card } = await aCardholder('100000');
    const cent = { amount: { amount_minor: '1', currency: 'USD' } };
    const sent = Array.from({ length: 40 }, () => purchase(account.id, anna.userId, card.id, cent));
    await Promise.race(sent);
    expect((await put(anna, card, 'freeze')).status).toBe(200);
    expect(await purchase(account.id, anna.userId, card.id)).toMatchObject([{ reason: 'card_not_usable' }]);
    await Promise.all(sent);
    const lines = await bank.database.query<Json>(
      'select decline_reason from entry where account_id = $1 and amount < 0 order by seq',
      [account.id],
    );
    const paid = lines.filter(({ decline_reason: reason }) => reason === null).length;
    expect(lines.map(({ decline_reason: reason }) => reason)).toEqual([
      ...Array(paid).fill(null),
      ...Array(41 - paid).fill('card_not_usable'),
    ]);
  });
});
