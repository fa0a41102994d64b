import { type CloudEvent, Kafka as KafkaBinding } from 'cloudevents';
import { faultsOf } from '@florin/contracts';
import { readTopic, type TopicReader } from '@florin/testing';
import { aCustomer, brokers, must } from './bank.ts';

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
