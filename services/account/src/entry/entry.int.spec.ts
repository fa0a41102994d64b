import { outgoing, Relay } from '@florin/platform/messaging';
import { FIRST_TENANT, readTopic, testKafkaBrokers } from '@florin/testing';
import { checkBooks } from '../books/books.command.js';
import { aDeposit, aTransfer, codeOf, Serving, somebody, type Json } from '../serving.builder.js';

const bank = new Serving();
beforeAll(() => bank.start(), 60_000);
afterAll(() => bank.stop(), 30_000);

describe('money that moves', () => {
  it('comes through Kafka and shows in both histories, and both balances match', async () => {
    const [anna, ben] = [somebody(), somebody()];
    const [mine, his] = [await bank.opened(anna), await bank.opened(ben)];
    const [put] = await bank.command(aDeposit(mine.id, anna.userId, '10000', { description: 'Salary' }));
    const [sent] = await bank.command(aTransfer(mine.id, his.id, anna.userId, '1250', { description: 'Rent' }));
    expect([put!.type, sent!.type]).toEqual(Array(2).fill('account.transfer-posted.v1'));

    const { items } = (await bank.get(anna, `/accounts/${mine.id}/transactions`)).body;
    expect(items).toEqual([
      {
        id: sent!.debit.entry_id,
        account_id: mine.id,
        type: 'debit',
        kind: 'transfer',
        amount: '12.50',
        currency: 'USD',
        status: 'approved',
        balance_after: '87.50',
        description: 'Rent',
        category: 'housing',
        transfer_id: sent!.transfer_id,
        counterparty: { account_id: his.id, number: his.number, name: null, iban: his.iban },
        card_id: null,
        decline_reason: null,
        created_at: sent!.booked_at,
      },
      expect.objectContaining({
        type: 'credit',
        kind: 'deposit',
        amount: '100.00',
        counterparty: { account_id: null, number: null, name: null, iban: null },
      }),
    ]);
    const theirs = (await bank.get(ben, `/accounts/${his.id}/transactions`)).body.items;
    expect(theirs).toMatchObject([
      { id: sent!.credit.entry_id, type: 'credit', balance_after: '12.50', counterparty: { account_id: mine.id } },
    ]);
    expect((await bank.get(anna, `/accounts/${mine.id}/balance`)).body).toMatchObject({
      account_id: mine.id,
      balance: '87.50',
      available_balance: '87.50',
      held: '0.00',
      computed_balance: '87.50',
      match: true,
      currency: 'USD',
    });
    expect((await bank.get(ben, `/accounts/${his.id}/balance`)).body).toMatchObject({ balance: '12.50', match: true });
    expect((await bank.get(anna, `/accounts/${mine.id}/transactions/${sent!.debit.entry_id}`)).body).toEqual(items[0]);
    expect(codeOf(await bank.get(anna, `/accounts/${mine.id}/transactions/${sent!.credit.entry_id}`))).toEqual([
      404,
      'entry_not_found',
    ]);
  });

  it("that was refused shows in the caller's history alone", async () => {
    const [anna, ben] = [somebody(), somebody()];
    const [mine, his] = [await bank.opened(anna), await bank.opened(ben, { currency: 'EUR' })];
    const told = await bank.command(
      aTransfer(mine.id, his.id, anna.userId, '1'),
      aTransfer(his.id, mine.id, anna.userId, '1'),
    );
    expect(told).toMatchObject([{ reason: 'currency_mismatch' }, { reason: 'account_not_found' }]);
    expect((await bank.get(anna, `/accounts/${mine.id}/transactions?status=declined`)).body.items).toMatchObject([
      {
        id: told[0]!.entry_id,
        status: 'declined',
        decline_reason: 'currency_mismatch',
        amount: '0.01',
        balance_after: '0.00',
      },
    ]);
    expect((await bank.get(ben, `/accounts/${his.id}/transactions`)).body.items).toEqual([]);
  });

  it('a command that cannot be right goes to the dead letters and holds nobody up', async () => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    const letters = await readTopic('account.commands.dlq', { brokers: testKafkaBrokers() });
    const wrong = aDeposit(id, anna.userId, '9'.repeat(30));
    const row = outgoing('account.post-transfer.v1', wrong, { key: id, tenant: FIRST_TENANT });
    bank.app.get(Relay).push([row]);
    expect(await bank.command(aDeposit(id, anna.userId, '5'))).toMatchObject([{ type: 'account.transfer-posted.v1' }]);
    const letter = await letters.find(({ headers }) => headers.ce_id === row.id);
    expect([letter.value, letter.headers.reason]).toEqual([row.payload, expect.stringContaining('fits an account')]);
    await letters.close();
  });
});

describe('what is held', () => {
  it('stands before the entries as pending while it is open, page by page, and nowhere after', async () => {
    const [anna, ben] = [somebody(), somebody()];
    const [mine, his] = [await bank.opened(anna), await bank.opened(ben)];
    await bank.command(aDeposit(mine.id, anna.userId, '10000'), aDeposit(mine.id, anna.userId, '1'));
    const words = [1, 2, 3].map((n) => ({
      ...aTransfer(mine.id, his.id, anna.userId, `${n}00`, { description: 'Rent' }),
      debit: { account_id: mine.id as string },
    }));
    const about = { key: mine.id as string, tenant: FIRST_TENANT };
    for (const data of words) {
      await bank.say(outgoing('account.reserve-funds.v1', { ...data, verb: 'reserve' }, about));
    }
    const url = `/accounts/${mine.id}/transactions`;
    const seen: Json[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Json = (await bank.get(anna, `${url}?limit=2${cursor && `&cursor=${cursor}`}`)).body;
      seen.push(...page.items);
      cursor = page.next_cursor;
    }
    expect(seen.map(({ status, amount }) => `${status} ${amount}`)).toEqual([
      'pending 3.00',
      'pending 2.00',
      'pending 1.00',
      'approved 0.01',
      'approved 100.00',
    ]);
    expect(seen[0]).toMatchObject({
      type: 'debit',
      transfer_id: words[2]!.transfer_id,
      balance_after: null,
      counterparty: { account_id: his.id, number: his.number },
      description: 'Rent',
    });
    expect((await bank.get(anna, `${url}/${seen[0]!.id}`)).body).toEqual(seen[0]);
    expect((await bank.get(anna, `${url}?status=pending`)).body.items).toEqual(seen.slice(0, 3));
    expect((await bank.get(anna, `${url}?type=credit`)).body.items).toEqual(seen.slice(3));
    expect((await bank.get(ben, `/accounts/${his.id}/transactions`)).body.items).toEqual([]);
    expect((await bank.get(anna, `/accounts/${mine.id}`)).body).toMatchObject({
      balance: '100.01',
      held: '6.00',
      available_balance: '94.01',
    });
    const [last, middle, first] = [words[2]!, words[1]!, words[0]!];
    await bank.say(outgoing('account.capture-funds.v1', { ...last, verb: 'capture' }, about));
    await bank.say(outgoing('account.release-funds.v1', { ...middle, verb: 'release' }, about));
    const { items } = (await bank.get(anna, url)).body;
    expect(items.map(({ transfer_id: id, status }: Json) => [id, status]).slice(0, 2)).toEqual([
      [first.transfer_id, 'pending'],
      [last.transfer_id, 'approved'],
    ]);
    expect(items).toHaveLength(4);
    expect((await bank.get(anna, `${url}/${seen[0]!.id}`)).status).toBe(404);
  });
});

describe('the pages of a history', () => {
  it('are stable while rows arrive, and filters hold', async () => {
    const [anna, ben] = [somebody(), somebody()];
    const [mine, his] = [await bank.opened(anna), await bank.opened(ben)];
    await bank.command(...Array.from({ length: 7 }, (_, i) => aDeposit(mine.id, anna.userId, String(i + 1))));
    const page = async (query: string): Promise<Json> =>
      (await bank.get(anna, `/accounts/${mine.id}/transactions?${query}`)).body;
    const whole = (await page('')).items.map((item: Json) => item.id);
    const first = await page('limit=3');
    await bank.command(
      aDeposit(mine.id, anna.userId, '99'),
      aTransfer(mine.id, his.id, anna.userId, '2'),
      aTransfer(mine.id, his.id, anna.userId, '99999'),
    );
    const second = await page(`limit=3&cursor=${first.next_cursor}`);
    const third = await page(`limit=3&cursor=${second.next_cursor}`);
    expect([...first.items, ...second.items, ...third.items].map((item: Json) => item.id)).toEqual(whole);
    expect([third.items.length, third.next_cursor]).toEqual([1, null]);
    expect((await page('status=declined')).items).toHaveLength(1);
    expect((await page('type=debit')).items).toHaveLength(2);
    expect((await page('type=debit&status=approved')).items).toHaveLength(1);
    expect((await page('status=pending')).items).toEqual([]);
    expect((await page('from=2020-01-01&to=2020-12-31')).items).toEqual([]);
    expect((await page('from=2020-01-01&limit=200')).items).toHaveLength(10);
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'cursor=x',
    'cursor=WyJ4Il0',
    'status=done',
    'type=both',
    'from=yesterday',
    'to=2026-02-30',
    'from=2026-02-01&to=2026-01-01',
    'page=2',
    'limit=1&limit=2',
  ])('are refused for %s', async (query) => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    expect(codeOf(await bank.get(anna, `/accounts/${id}/transactions?${query}`))).toEqual([422, 'validation_failed']);
  });
});

describe('the books', () => {
  it("are right, say admins and auditors, and the operator's command", async () => {
    const anna = somebody();
    await bank.command(aDeposit((await bank.opened(anna)).id, anna.userId, '5'));
    for (const role of ['admin', 'read_only'] as const) {
      const { status, body } = await bank.get({ roles: [role] }, '/admin/ledger/check');
      expect([status, body.status, body.findings]).toEqual([200, 'ok', []]);
      expect(body.postings).toBeGreaterThan(0);
    }
    for (const role of ['agent', 'customer'] as const)
      expect((await bank.get({ roles: [role] }, '/admin/ledger/check')).status).toBe(403);
    expect(await checkBooks(bank.config)).toBe(true);
  });
});

describe('a category', () => {
  it("is the bank's guess until the customer says another, beside the books", async () => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    const [put] = await bank.command(aDeposit(id, anna.userId, '100', { description: 'Salary' }));
    const path = `/accounts/${id}/transactions/${put!.credit.entry_id}`;
    expect((await bank.get(anna, path)).body.category).toBe('salary');
    for (const category of ['windfall', 'windfall', 'gift'])
      expect((await bank.ask(anna, 'PATCH', path, { category })).body.category).toBe(category);
    expect((await bank.get(anna, `/accounts/${id}/transactions`)).body.items).toMatchObject([{ category: 'gift' }]);
    for (const body of [{}, { category: null }, { category: ' ' }, { category: 'x'.repeat(51) }, { note: 'x' }])
      expect(codeOf(await bank.ask(anna, 'PATCH', path, body))).toEqual([422, 'validation_failed']);
    expect((await bank.ask(somebody(), 'PATCH', path, { category: 'mine' })).status).toBe(404);
  });
});

describe('a span of time', () => {
  it('cuts a part out of the history, whatever its length', async () => {
    const anna = somebody();
    const { id } = await bank.opened(anna);
    const day = (n: number): string => `2026-02-${String(n).padStart(2, '0')}`;
    for (let n = 1; n <= 9; n++)
      await bank.command(aDeposit(id, anna.userId, String(n), { booked_at: `${day(n)}T12:00:00.000Z` }));
    const amounts = async (query: string): Promise<string> =>
      (await bank.get(anna, `/accounts/${id}/transactions?${query}`)).body.items
        .map(({ amount }: Json) => amount.slice(-1))
        .join('');
    expect(await amounts(`from=${day(3)}&to=${day(5)}`)).toBe('543');
    expect(await amounts(`from=${day(3)}T12:00:00Z&to=${day(5)}T11:59:59.999Z`)).toBe('43');
    expect(await amounts(`to=${day(2)}`)).toBe('21');
    expect(await amounts(`from=${day(8)}`)).toBe('98');
    expect(await amounts('from=2027-01-01')).toBe('');
    expect(await amounts('to=2025-01-01')).toBe('');
  });
});

describe('a balance', () => {
  it('is held against its entries, wherever the sum begins, declined ones among them', async () => {
    const anna = somebody();
    const [{ id }, { id: to }] = [await bank.opened(anna), await bank.opened(anna)] as [Json, Json];
    const balances: string[] = [];
    for (let n = 1; n <= 9; n++) {
      const isDeclined = n % 4 === 0;
      await bank.command(isDeclined ? aTransfer(id, to, anna.userId, '999') : aDeposit(id, anna.userId, '100'));
      const { body } = await bank.get(anna, `/accounts/${id}/balance`);
      expect(body.match).toBe(true);
      balances.push(body.computed_balance as string);
    }
    expect(balances).toEqual(['1.00', '2.00', '3.00', '3.00', '4.00', '5.00', '6.00', '6.00', '7.00']);
    const change = (seq: number, column: string, by: number): Promise<unknown> =>
      bank.database.query(`set session_replication_role = replica;
        update entry set ${column} = ${column} + ${by} where account_id = '${id}' and seq = ${seq};
        set session_replication_role = default`);
    const shown = async (): Promise<unknown[]> => {
      const { balance, computed_balance: computed, match } = (await bank.get(anna, `/accounts/${id}/balance`)).body;
      return [balance, computed, match];
    };
    await change(9, 'amount', 5);
    expect(await shown()).toEqual(['7.00', '7.05', false]);
    await change(9, 'amount', -5);
    await change(8, 'balance_after', 5);
    expect(await shown()).toEqual(['7.00', '7.05', false]);
    await change(8, 'balance_after', -5);
    expect(await shown()).toEqual(['7.00', '7.00', true]);
  });
});
