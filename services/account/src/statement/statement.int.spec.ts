import { aDeposit, aTransfer, codeOf, Serving, somebody, type Json } from '../serving.builder.js';

const bank = new Serving();
beforeAll(() => bank.start(), 60_000);
afterAll(() => bank.stop(), 30_000);

/** A deposit before a turn of the month, a withdrawal on its last millisecond, one behind it, and a declined one. */
async function aHistory() {
  const anna = somebody();
  const { id, number } = await bank.opened(anna);
  const at = (booked_at: string, description: string | null = null) => ({ booked_at, description });
  const out = { kind: 'withdrawal' as const, credit: { house: 'cash' } };
  await bank.command(aDeposit(id, anna.userId, '10000', at('2025-12-15T08:00:00.000Z', '=SUM(A1:A9)')));
  const lunch = { ...out, ...at('2026-01-31T23:59:59.999Z', 'Lunch, "late"') };
  await bank.command(aTransfer(id, id, anna.userId, '2500', lunch));
  await bank.command(aDeposit(id, anna.userId, '700', at('2026-02-01T00:00:00.000Z')));
  await bank.command(aTransfer(id, id, anna.userId, '999999', { ...out, ...at('2026-02-10T00:00:00.000Z') }));
  return { anna, id: id as string, number: number as string };
}

const statement = (who: ReturnType<typeof somebody>, id: string, query: string, accept?: string) =>
  bank.get(who, `/accounts/${id}/statements?${query}`, accept === undefined ? {} : { accept });

describe('a statement', () => {
  it('is cut at the turn of the month, to the millisecond, and carries the balance over', async () => {
    const { anna, id, number } = await aHistory();
    const months: Record<string, Json> = {};
    for (const month of ['2025-11', '2025-12', '2026-1', '2026-2', '2026-3', '2099-12'])
      months[month] = (await statement(anna, id, `year=${month.replace('-', '&month=')}`)).body;
    const figures = Object.entries(months).map(([name, of]) => [
      name,
      ...[of.opening_balance, of.total_credits, of.total_debits, of.closing_balance],
      ...[of.transaction_count, of.transactions.length],
    ]);
    expect(figures).toEqual([
      ['2025-11', '0.00', '0.00', '0.00', '0.00', 0, 0],
      ['2025-12', '0.00', '100.00', '0.00', '100.00', 1, 1],
      ['2026-1', '100.00', '0.00', '25.00', '75.00', 1, 1],
      ['2026-2', '75.00', '7.00', '0.00', '82.00', 2, 2],
      ['2026-3', '82.00', '0.00', '0.00', '82.00', 0, 0],
      ['2099-12', '82.00', '0.00', '0.00', '82.00', 0, 0],
    ]);
    expect(months['2026-2']).toMatchObject({ account_id: id, number, year: 2026, month: 2, currency: 'USD' });
    expect(months['2026-2']!.transactions).toMatchObject([
      { type: 'credit', amount: '7.00', status: 'approved', balance_after: '82.00' },
      { type: 'debit', amount: '9999.99', status: 'declined', balance_after: '82.00' },
    ]);
    const { body: year } = await statement(anna, id, 'year=2026');
    expect([year.month, year.opening_balance, year.closing_balance]).toEqual([null, '100.00', '82.00']);
    expect(year.transactions).toHaveLength(3);
  });

  it('is a table for a spreadsheet, in which nothing is a formula', async () => {
    const { anna, id, number } = await aHistory();
    const answer = await statement(anna, id, 'year=2025&month=12', 'text/csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="statement-${number}-2025-12.csv"`);
    const [head, line, end] = answer.text.split('\r\n');
    expect(head).toMatch(/^created_at,id,type,kind,status,amount,currency,balance_after,description,category,/);
    expect(line).toContain(",100.00,USD,100.00,'=SUM(A1:A9),");
    expect(end).toBe('');
    const january = (await statement(anna, id, 'year=2026&month=1', 'text/csv')).text;
    expect(january).toContain(',"Lunch, ""late""",');
  });

  it('is a PDF to print, with as many pages as its lines take', async () => {
    const { anna, id } = await aHistory();
    await bank.command(...Array.from({ length: 100 }, () => aDeposit(id, anna.userId, '1')));
    const now = new Date();
    const query = `year=${now.getUTCFullYear()}&month=${now.getUTCMonth() + 1}`;
    const { headers, text } = await statement(anna, id, query, 'application/pdf');
    expect(headers['content-type']).toBe('application/pdf');
    expect(text).toMatch(/^%PDF-1/);
    expect(text.trimEnd()).toMatch(/%%EOF$/);
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(3);
    const empty = await statement(anna, id, 'year=2001&month=1', 'application/pdf');
    expect(empty.text.match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  it('of more lines than one piece has each line once, in order', async () => {
    const { anna, id } = await aHistory();
    const many = 1_201;
    await bank.command(...Array.from({ length: many }, () => aDeposit(id, anna.userId, '1')));
    const { body } = await statement(anna, id, `year=${new Date().getUTCFullYear()}`);
    const balances = body.transactions.slice(-many).map((line: Json) => Number(line.balance_after.replace('.', '')));
    expect(balances).toEqual(Array.from({ length: many }, (_, i) => 8201 + i));
  }, 60_000);

  it.each(['', 'year=1999', 'year=2101', 'year=2026&month=0', 'year=2026&month=13', 'year=x', 'year=2026&day=1'])(
    'refuses ?%s',
    async (query) => {
      const anna = somebody();
      const { id } = await bank.opened(anna);
      expect(codeOf(await statement(anna, id, query))).toEqual([422, 'validation_failed']);
    },
  );

  it("is nobody else's", async () => {
    const { id } = await aHistory();
    expect(codeOf(await statement(somebody(), id, 'year=2026', 'application/pdf'))).toEqual([404, 'account_not_found']);
  });
});

describe('spending', () => {
  it('is told by category and month, without what was declined', async () => {
    const { anna, id } = await aHistory();
    const { status, body } = await bank.get(anna, `/accounts/${id}/spending?from=2025-12-01&to=2026-12-31`);
    const lunch = { category: 'restaurants', amount: '25.00', count: 1 };
    expect([status, body]).toEqual([
      200,
      {
        account_id: id,
        currency: 'USD',
        from: '2025-12-01T00:00:00.000Z',
        before: '2027-01-01T00:00:00.000Z',
        total: '25.00',
        categories: [lunch],
        months: [{ month: '2026-01', total: '25.00', categories: [lunch] }],
      },
    ]);
    expect((await bank.get(anna, `/accounts/${id}/spending?from=2026-02-01`)).body.total).toBe('0.00');
    expect((await bank.get(somebody(), `/accounts/${id}/spending`)).status).toBe(404);
    expect(codeOf(await bank.get(anna, `/accounts/${id}/spending?from=x`))).toEqual([422, 'validation_failed']);
  });
});
