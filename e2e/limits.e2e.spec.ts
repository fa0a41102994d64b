import { aCustomer, anOfficer, call, must, type Account, type Person, type Transfer } from './bank.ts';

interface Limits {
  readonly items: { kind: string; currency: string; own: boolean; per_day: { used: string; left: string } }[];
}
interface Bulk {
  readonly items: { index: number; status: string; transfer?: Transfer; error?: { code: string } }[];
}

describe('what a customer may move in a day', () => {
  let admin: Person;
  let anna: Person;
  let ben: Person;
  let hers: Account;
  let his: Account;

  beforeAll(async () => {
    [admin, anna, ben] = await Promise.all([anOfficer('admin'), aCustomer(), aCustomer()]);
    [hers, his] = await Promise.all([anna.opens({ deposit: '500.00' }), ben.opens()]);
    const limits = [{ kind: 'transfer', currency: 'USD', per_day: '100.00' }];
    const path = `/v1/admin/users/${anna.user.id}/limits`;
    must(await call<Limits>('PUT', path, { token: admin.token, body: { limits } }), 200);
  });

  const ofTransfers = async () => {
    const { items } = must(await anna.get<Limits>('/v1/limits'), 200);
    return items.find(({ kind, currency }) => kind === 'transfer' && currency === 'USD');
  };

  it('is judged one by one in a bulk, and shown', async () => {
    const item = (idempotency_key: string, amount: string) => ({
      from_account_id: hers.id,
      to_account_id: his.id,
      amount,
      idempotency_key,
    });
    const transfers = [item('a', '60.00'), item('b', '60.00'), item('c', '40.00'), item('a', '60.00')];
    const { items } = must(await anna.post<Bulk>('/v1/transfers/bulk', { transfers }), 200);
    expect(items.map(({ status, error }) => error?.code ?? status)).toEqual([
      'completed',
      'limit_exceeded',
      'completed',
      'completed',
    ]);
    expect(items[3]!.transfer).toEqual(items[0]!.transfer);
    expect(await ofTransfers()).toMatchObject({ own: true, per_day: { used: '100.00', left: '0.00' } });
    expect((await ben.balanceOf(his)).balance).toBe('100.00');
    const { status, body } = await anna.sends({ from: hers, to: his, amount: '0.01' });
    expect([status, body]).toMatchObject([422, { code: 'limit_exceeded', limit: 'per_day', left: '0.00' }]);
  });

  it('is set by an admin alone', async () => {
    const path = `/v1/admin/users/${anna.user.id}/limits`;
    expect((await call('PUT', path, { token: anna.token, body: { limits: [] } })).status).toBe(403);
  });
});
