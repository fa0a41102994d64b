import { type CloudEvent, Kafka as KafkaBinding } from 'cloudevents';
import { faultsOf } from '@florin/contracts';
import { readTopic, type TopicReader } from '@florin/testing';
import { aCustomer, anOfficer, brokers, must, type Person } from './bank.ts';
import { everyOperation, filled } from './operations.ts';

describe('the feed of transfers, read by an ordinary Kafka client', () => {
  let reader: TopicReader;

  beforeAll(async () => {
    reader = await readTopic('transaction.events', { brokers: brokers() });
  });

  afterAll(() => reader?.close());

  it('tells of a completed transfer as a CloudEvent', async () => {
    const anna = await aCustomer();
    const [from, to] = [await anna.opens({ deposit: '10.00' }), await anna.opens()];
    const transfer = must(await anna.sends({ from, to, amount: '4.00' }), 201);
    const heard = await reader.find(
      ({ headers, value }) => headers['ce_type'] === 'transfer.completed.v1' && value.includes(transfer.id),
    );
    const record = { ...heard, body: heard.value };
    const event = KafkaBinding.toEvent(record) as CloudEvent<Record<string, unknown>>;
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({
      specversion: '1.0',
      type: 'transfer.completed.v1',
      tenantid: anna.user['tenant_id'],
    });
    const data = JSON.parse(heard.value) as unknown;
    expect(faultsOf('transfer.completed.v1', data)).toEqual([]);
    expect(data).toMatchObject({
      transfer_id: transfer.id,
      user_id: anna.user.id,
      amount: { amount_minor: '400', currency: 'USD' },
      from_account_id: from.id,
      to_account_id: to.id,
      debit_entry_id: transfer.debit_transaction_id,
      credit_entry_id: transfer.credit_transaction_id,
    });
    expect(heard.key).toBe(from.id);
  });

  it('tells of a declined one with its reason', async () => {
    const anna = await aCustomer();
    const account = await anna.opens();
    const refusal = await anna.withdraws<{ transfer_id: string }>(account, '4.00');
    const heard = await reader.find(
      ({ headers, value }) => headers['ce_type'] === 'transfer.declined.v1' && value.includes(refusal.body.transfer_id),
    );
    expect(JSON.parse(heard.value)).toMatchObject({ reason: 'insufficient_funds', user_id: anna.user.id });
  });

  it('carries the trace of the request', async () => {
    const anna = await aCustomer();
    const account = await anna.opens();
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const body = { type: 'credit', amount: '1.00' };
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const { id } = must(await anna.post<{ id: string }>(`/v1/accounts/${account.id}/transactions`, body, headers), 201);
    const heard = await reader.find(
      ({ headers: told, value }) => told['ce_type'] === 'transfer.completed.v1' && value.includes(id),
    );
    expect(heard.headers['traceparent']).toContain(trace);
  });
});

describe('the feed of accounts and cards', () => {
  let reader: TopicReader;

  beforeAll(async () => {
    reader = await readTopic('account.events', { brokers: brokers() });
  });

  afterAll(() => reader?.close());

  it('tells each thing that happens to them once, as the page says it', async () => {
    const [anna, agent] = await Promise.all([aCustomer(), anOfficer('agent')]);
    const account = await anna.opens();
    const card = must(await anna.post<{ id: string }>(`/v1/accounts/${account.id}/card`), 201);
    const next = async (who: Person, path: string, body?: object): Promise<{ id: string }> =>
      must(await who.post<{ id: string }>(`/v1${path}`, body), 200);
    await next(anna, `/cards/${card.id}/freeze`);
    await next(anna, `/cards/${card.id}/unfreeze`);
    const { id } = await next(anna, `/cards/${card.id}/replace`);
    await next(anna, `/cards/${id}/cancel`);
    await next(agent, `/accounts/${account.id}/freeze`, { reason: 'A question' });
    await next(agent, `/accounts/${account.id}/unfreeze`);
    await next(anna, `/accounts/${account.id}/close`);
    await reader.find(({ headers, value }) => headers['ce_type'] === 'account.closed.v1' && value.includes(account.id));
    const told = reader.messages.filter(({ value }) => value.includes(account.id));
    expect(told.flatMap(({ headers, value }) => faultsOf(headers['ce_type'] as 'account.closed.v1', JSON.parse(value))))
      .toEqual([]);
    expect(told.map(({ headers }) => headers['ce_type']).sort()).toEqual([
      'account.closed.v1',
      'account.frozen.v1',
      'account.opened.v1',
      'account.unfrozen.v1',
      'card.cancelled.v1',
      'card.frozen.v1',
      'card.issued.v1',
      'card.issued.v1',
      'card.replaced.v1',
      'card.unfrozen.v1',
    ]);
    expect(told.map(({ value }) => value).join()).not.toMatch(/\b[0-9]{13,19}\b/);
  });
});

describe('the feed of the audit', () => {
  let reader: TopicReader;
  let [anna, admin, auditor]: Person[] = [];
  const known: Record<string, string> = {};

  beforeAll(async () => {
    reader = await readTopic('audit.events', { brokers: brokers() });
    [anna, admin, auditor] = await Promise.all([aCustomer(), anOfficer('admin'), anOfficer('read_only')]);
    const account = await anna!.opens();
    const { id, credit_transaction_id: entry } = await anna!.deposits(account, '5.00');
    Object.assign(known, { accounts: account.id, transfers: id, transactions: entry, users: anna!.user.id });
  });

  afterAll(() => reader.close());

  // Not one that is written down here: an officer's route that comes later must leave a record, too.
  const looks = everyOperation.filter(
    ({ method, scope, path }) => method === 'GET' && scope === 'office:read' && path !== '/tenants/me',
  );

  it.each(looks)('names the officer and whom it is about at $route', async ({ path, roles }) => {
    const officer = roles.includes('read_only') ? auditor! : admin!;
    const asked = filled(path, known);
    const answer = await officer.get(asked);
    must(answer, 200);
    const heard = await reader.find(({ value }) => value.includes(answer.headers.get('x-request-id')!));
    const said = JSON.parse(heard.value) as { actor: unknown; object: { id: string } | null };
    expect(said.actor).toMatchObject({ id: officer.user.id, roles: officer.user.roles });
    expect(said.object?.id).toBe(Object.values(known).find((id) => asked.includes(id)));
  });

  it("names the officer who looks at customers' requests, and says nothing of the customer's own look", async () => {
    const wish = { kind: 'callback', subject: 'A word', description: 'Please' };
    const opened = await anna!.post<{ id: string }>('/v1/service-requests', wish);
    const { id } = must(opened, 201);
    const own = await anna!.get(`/v1/service-requests/${id}`);
    const looks = [await admin!.get('/v1/service-requests'), await admin!.get(`/v1/service-requests/${id}`)];
    for (const [i, action] of ['service-request.list', 'service-request.read'].entries()) {
      const heard = await reader.find(({ value }) => value.includes(looks[i]!.headers.get('x-request-id')!));
      expect(JSON.parse(heard.value)).toMatchObject({ action, actor: { id: admin!.user.id } });
    }
    expect(reader.messages.some(({ value }) => value.includes(own.headers.get('x-request-id')!))).toBe(false);
  });
});
