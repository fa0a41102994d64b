import { eventually } from '@florin/testing';
import { aCustomer, anOfficer, bankNote, must } from './bank.ts';

interface Portfolio {
  readonly user: { readonly id: string; readonly email: string };
  readonly portfolio_summary: { readonly totals: unknown[] };
  readonly stale: boolean;
  readonly age_s: number;
}

async function order(faults: object): Promise<void> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(faults) };
  await fetch(`http://127.0.0.1:${bankNote().ports['dummy-bank']}/faults`, { method: 'PUT', ...json });
}
afterAll(() => order({}));

it('a portfolio is linked at registration, shown, and shown as it was while the outside bank is away', async () => {
  await order({});
  const ada = await aCustomer();
  await eventually(async () => must(await ada.get('/v1/bank/portfolio'), 200), { within: 15_000 });
  const answers = await Promise.all(Array.from({ length: 10 }, () => ada.post<Portfolio>('/v1/bank/sync')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const shown = must(await ada.get<Portfolio>('/v1/bank/portfolio'), 200);
  expect(shown).toMatchObject({ user: { id: ada.user['customer_oid'], email: ada.email }, stale: false });
  await order({ away: true });
  const { stale, ...copy } = must(await ada.get<Portfolio>('/v1/bank/portfolio'), 200);
  expect([stale, copy.user, copy.portfolio_summary]).toEqual([true, shown.user, shown.portfolio_summary]);
  const grace = await aCustomer();
  expect(await grace.get('/v1/bank/portfolio')).toMatchObject({ status: 404, body: { code: 'not_linked' } });
  expect(await grace.post('/v1/bank/sync')).toMatchObject({ status: 502, body: { code: 'bank_unavailable' } });
});

it("a portfolio is a customer's own, and the customers of the outside bank are for the admin", async () => {
  const [ada, agent, admin] = await Promise.all([aCustomer(), anOfficer('agent'), anOfficer('admin')]);
  expect((await agent.get('/v1/bank/portfolio')).status).toBe(403);
  expect((await ada.get('/v1/bank/customers')).status).toBe(403);
  await order({});
  // A bank that was away is left alone for a moment.
  await eventually(
    async () => {
      const { items } = must(await admin.get<{ items: unknown[] }>('/v1/bank/customers'), 200);
      expect(items.length).toBeGreaterThanOrEqual(5);
    },
    { within: 15_000 },
  );
});
