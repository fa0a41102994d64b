import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { eventually, testKafkaBrokers } from '@florin/testing';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { Desk } from '../transfer/desk.builder.js';

// Real: PostgreSQL, Kafka, Redis. Played: the account service, which knows of accounts that this one never heard of.
const desk = new Desk();
const { tenant, grace, graces, player, get, heardOf } = desk;
let producer: Producer;

jest.setTimeout(30_000);
beforeAll(async () => {
  await desk.open();
  const quiet = { clientId: 'incoming-spec', logLevel: logLevel.NOTHING };
  producer = new Kafka({ brokers: testKafkaBrokers(), ...quiet }).producer();
  await producer.connect();
}, 90_000);
afterAll(async () => {
  await producer?.disconnect();
  await desk.close();
}, 30_000);

const ibanOf = (number: string): string => `DE0010020030${number}`;

/** Money that another bank has sent; every message of one payment is one payment. */
async function arrives(paymentId: string, iban: string): Promise<void> {
  const at = new Date().toISOString();
  const value = JSON.stringify({
    payment_id: paymentId,
    bank: 'rivermark',
    iban,
    debtor: { iban: 'DE86700900100065124249', name: 'Ada King' },
    amount: { amount_minor: '2500', currency: 'USD' },
    description: 'Salary',
    at,
  });
  const headers = {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_type: 'bank.payment-received.v1',
    ce_source: '/florin/spec',
    ce_time: at,
    ce_tenantid: tenant,
  };
  await producer.send({ topic: 'bank.events', acks: -1, messages: [{ key: paymentId, value, headers }] });
}

const found = (paymentId: string): Promise<{ id: string; status: string; to_account_id: string | null }> =>
  eventually(async () => {
    const text = 'select id, status, to_account_id from transfer where idempotency_key = $1';
    const [row] = await desk.database.query<never>(text, [`rivermark:${paymentId}`]);
    expect(row).toMatchObject({ status: 'completed' });
    return row!;
  });

describe('money from another bank', () => {
  it('finds an account that this service never heard of, and is one transfer, ten times at once', async () => {
    const paymentId = randomUUID();
    await Promise.all(Array.from({ length: 10 }, () => arrives(paymentId, ibanOf(graces.number))));
    const { id, to_account_id } = await found(paymentId);
    expect(to_account_id).toBe(graces.id);
    expect(await heardOf(id)).toMatchObject({
      debit: { house: 'settlement:rivermark' },
      credit: { account_id: graces.id },
    });
    expect((await get('/transfers', grace)).body.items.filter((one) => one.id === id)).toHaveLength(1);
    expect(player.heard.filter(({ transfer_id }) => transfer_id === id)).toHaveLength(1);
    expect(await desk.database.query('select owner_id from payee where number = $1', [graces.number])).toEqual([
      { owner_id: grace.userId },
    ]);
  });

  it('for nobody here waits in suspense', async () => {
    const paymentId = randomUUID();
    await arrives(paymentId, ibanOf('9999999999'));
    const { id, to_account_id } = await found(paymentId);
    expect(to_account_id).toBeNull();
    expect(await heardOf(id)).toMatchObject({ credit: { house: 'suspense' } });
  });
});
