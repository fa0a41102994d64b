import { aCustomer, anOfficer, call, must, type Account, type Entry, type Page, type Person } from './bank.ts';

interface Card {
  readonly id: string;
  readonly last_four: string;
  readonly masked_number: string;
  readonly status: string;
}

/** A purchase with a card of an account. */
const buys = (who: Person, account: Account, card: Card, amount: string, description = 'Corner shop') =>
  who.post<Record<string, string>>(`/v1/accounts/${account.id}/transactions`, {
    type: 'debit',
    amount,
    card_id: card.id,
    description,
  });
const put = (who: Person, path: string, body?: unknown) => who.post<Record<string, string>>(`/v1${path}`, body);
const patch = (who: Person, path: string, body: unknown) =>
  call<Record<string, string>>('PATCH', `/v1${path}`, { token: who.token, body });
const read = async <Body>(who: Person, path: string): Promise<Body> => must(await who.get<Body>(`/v1${path}`), 200);

describe('accounts', () => {
  it('are opened right after the registration, named, emptied and closed', async () => {
    const anna = await aCustomer();
    expect(must(await anna.get<Page<Account>>('/v1/accounts'), 200).items).toEqual([]);
    const [main, second] = [await anna.opens({ deposit: '30.00' }), await anna.opens({ type: 'savings' })];
    expect(must(await patch(anna, `/accounts/${second.id}`, { name: 'Rainy days' }), 200).name).toBe('Rainy days');
    const refused = await put(anna, `/accounts/${main.id}/close`);
    expect([refused.status, refused.body.code, refused.body.balance]).toEqual([409, 'account_not_empty', '30.00']);
    const before = new Date().toISOString();
    must(await anna.sends({ from: main, to: second, amount: '30.00' }), 201);
    expect(must(await put(anna, `/accounts/${main.id}/close`), 200).status).toBe('closed');
    const late = await anna.sends<Record<string, string>>({ from: second, to: main, amount: '1.00' });
    expect([late.status, late.body.code]).toEqual([422, 'account_closed']);
    const then = await read<Record<string, string>>(anna, `/accounts/${main.id}/balance?at=${before}`);
    expect([then.balance, then.match]).toEqual(['30.00', true]);
    const found = await read<Record<string, string>>(anna, `/accounts/lookup?number=${second.number}`);
    expect(Object.keys(found).sort()).toEqual(['currency', 'id', 'number', 'type']);
  });
});

describe('entries', () => {
  it('are filtered, categorised, and paged without a gap while new ones arrive', async () => {
    const anna = await aCustomer();
    const account = await anna.opens({ deposit: '100.00' });
    for (let n = 0; n < 6; n++) must(await anna.withdraws(account, '1.00'), 201);
    expect((await anna.withdraws(account, '999.00')).status).toBe(422);
    const seen: Entry[] = [];
    let cursor = '';
    do {
      const page = await read<Page<Entry>>(anna, `/accounts/${account.id}/transactions?limit=3${cursor}`);
      seen.push(...page.items);
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
      must(await anna.withdraws(account, '0.01'), 201);
    } while (cursor !== '');
    expect(seen.map(({ amount, status }) => [amount, status])).toEqual([
      ['999.00', 'declined'],
      ...Array(6).fill(['1.00', 'approved']),
      ['100.00', 'approved'],
    ]);
    const path = `/accounts/${account.id}/transactions`;
    expect((await read<Page<Entry>>(anna, `${path}?status=declined`)).items).toEqual([seen[0]]);
    expect((await read<Page<Entry>>(anna, `${path}?type=credit`)).items).toEqual([seen[7]]);
    expect((await read<Page<Entry>>(anna, `${path}?to=2020-01-01`)).items).toEqual([]);
    expect(seen[1]!.category).toBe('cash');
    must(await patch(anna, `${path}/${seen[1]!.id}`, { category: 'market' }), 200);
    expect((await read<Entry>(anna, `${path}/${seen[1]!.id}`)).category).toBe('market');
    const spending = await read<{ categories: { category: string; amount: string }[] }>(
      anna,
      `/accounts/${account.id}/spending`,
    );
    expect(spending.categories.find(({ category }) => category === 'market')).toMatchObject({ amount: '1.00' });
  });
});

describe('cards', () => {
  it('pay while they live, and never show their number', async () => {
    const anna = await aCustomer();
    const account = await anna.opens({ deposit: '50.00' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => put(anna, `/accounts/${account.id}/card`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    const card = await read<Card>(anna, `/accounts/${account.id}/card`);
    expect(card.masked_number).toBe(`**** **** **** ${card.last_four}`);
    const bought = must(await buys(anna, account, card, '12.50'), 201);
    expect([bought.balance_after, bought.card_id]).toEqual(['37.50', card.id]);
    must(await put(anna, `/cards/${card.id}/freeze`), 200);
    const refused = await buys(anna, account, card, '1.00');
    expect([refused.status, refused.body.code]).toEqual([422, 'card_not_usable']);
    must(await put(anna, `/cards/${card.id}/unfreeze`), 200);
    const next = must(await put(anna, `/cards/${card.id}/replace`), 200) as unknown as Card;
    expect((await buys(anna, account, card, '1.00')).status).toBe(422);
    must(await buys(anna, account, next, '1.00'), 201);
    const lines = await read<Page<Entry>>(anna, `/accounts/${account.id}/transactions?card_id=${card.id}`);
    expect(lines.items.map(({ status, category }) => [status, category])).toEqual([
      ['declined', 'groceries'],
      ['declined', 'groceries'],
      ['approved', 'groceries'],
    ]);
    const paidIn = await anna.post(`/v1/accounts/${account.id}/transactions`, {
      type: 'credit',
      amount: '1.00',
      card_id: next.id,
    });
    expect([paidIn.status, paidIn.body.code]).toEqual([422, 'card_not_for_credit']);
    must(await put(anna, `/cards/${next.id}/cancel`), 200);
    expect((await put(await aCustomer(), `/cards/${next.id}/freeze`)).status).toBe(404);
  });
});

describe('statements', () => {
  it('are JSON, a table or a PDF, of any month', async () => {
    const anna = await aCustomer();
    const account = await anna.opens({ deposit: '20.00' });
    const now = new Date();
    const path = `/v1/accounts/${account.id}/statements?year=${now.getUTCFullYear()}&month=${now.getUTCMonth() + 1}`;
    const { body } = await anna.get<Record<string, unknown>>(path);
    expect(body).toMatchObject({ opening_balance: '0.00', closing_balance: '20.00', transaction_count: 1 });
    const csv = await anna.get<string>(path, { accept: 'text/csv' });
    expect([csv.status, csv.body.split('\r\n').length]).toEqual([200, 3]);
    const pdf = await anna.get<string>(path, { accept: 'application/pdf' });
    expect([pdf.headers.get('content-type'), pdf.body.slice(0, 5)]).toEqual(['application/pdf', '%PDF-']);
    expect((await anna.get(`/v1/accounts/${account.id}/statements?year=2026&month=13`)).status).toBe(422);
  });
});

describe('officers', () => {
  it('see the whole bank, open and freeze accounts, and are no customers', async () => {
    const [anna, agent, auditor] = await Promise.all([aCustomer(), anOfficer('agent'), anOfficer('read_only')]);
    const opened = must(await put(agent, '/admin/accounts', { owner_id: anna.user.id, currency: 'EUR' }), 201);
    expect(must(await anna.get<Page<Account>>('/v1/accounts'), 200).items).toMatchObject([{ id: opened.id }]);
    const nobody = await put(agent, '/admin/accounts', { owner_id: agent.user.id });
    expect([nobody.status, nobody.body.code]).toEqual([404, 'customer_not_found']);
    must(await put(agent, `/accounts/${opened.id}/freeze`, { reason: 'Asked by the court' }), 200);
    const file = await read<Record<string, unknown>>(auditor, `/admin/accounts/${opened.id}`);
    expect(file).toMatchObject({ status: 'frozen', freeze: { reason: 'Asked by the court', by: agent.user.id } });
    for (const path of ['balance', 'transactions'])
      expect((await auditor.get(`/v1/admin/accounts/${opened.id}/${path}`)).status).toBe(200);
    const page = await read<Page<Account>>(auditor, `/admin/accounts?owner_id=${anna.user.id}`);
    expect(page.items.map(({ id }) => id)).toEqual([opened.id]);
    for (const path of ['/admin/transactions', '/admin/summary', '/admin/ledger/check'])
      expect((await auditor.get(`/v1${path}`)).status).toBe(200);
    for (const path of ['/accounts', `/accounts/${opened.id}`, `/accounts/${opened.id}/card`])
      expect((await agent.get(`/v1${path}`)).status).toBe(403);
    expect((await anna.get('/v1/admin/accounts')).status).toBe(403);
    expect((await put(auditor, '/admin/accounts', { owner_id: anna.user.id })).status).toBe(403);
  });
});
