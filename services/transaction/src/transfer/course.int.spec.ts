import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { MessageData } from '@florin/contracts';
import { eventually, readTopic, testKafkaBrokers, type TopicReader } from '@florin/testing';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { CourseService } from './course.service.js';
import { Desk } from './desk.builder.js';
import { aTransfer } from './transfer.builder.js';

// Real: PostgreSQL, Kafka, Redis, two replicas of this service. Played: the account service, another bank, the desk of
// the fraud service. Nothing at the HTTP door makes such transfers yet, so they are put into the database.
const desk = new Desk();
const { tenant, ada, adas, graces, player, get, post, facts } = desk;
let asked: TopicReader[];
let producer: Producer;

jest.setTimeout(30_000);
beforeAll(async () => {
  await desk.open();
  player.play = () => 'silence';
  const topics = ['account.commands', 'bank.commands', 'fraud.commands'];
  asked = await Promise.all(topics.map((topic) => readTopic(topic, { brokers: testKafkaBrokers() })));
  producer = new Kafka({ brokers: testKafkaBrokers(), clientId: 'course-spec', logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
}, 90_000);
afterAll(async () => {
  await Promise.all([...(asked ?? []).map((reader) => reader.close()), producer?.disconnect()]);
  await desk.close();
}, 30_000);

/** A transfer that waits for its hold. */
async function held(of: { kind: 'external' | 'transfer'; screened?: boolean }): Promise<string> {
  const id = randomUUID();
  const external = of.kind === 'external';
  const { timeline } = aTransfer();
  await desk.database.query(
    `insert into transfer (id, tenant_id, user_id, kind, status, amount, currency, from_account_id, to_account_id,
        fingerprint, timeline, asked_at, ask_count, next_ask_at, created_at, screened, creditor)
      values ($1, $2, $3, $4, 'requested', 1250, 'USD', $5, $6, '', $7, now(), 1, now() + interval '1 hour', now(),
        $8, $9)`,
    [
      id,
      tenant,
      ada.userId,
      of.kind,
      adas.id,
      external ? null : graces.id,
      JSON.stringify(timeline),
      of.screened ?? false,
      external ? JSON.stringify({ bank: 'dummy', iban: 'DE89370400440532013000', name: 'Grace Hopper' }) : null,
    ],
  );
  return id;
}

async function say(type: string, id: string, data: object, messageId = randomUUID() as string): Promise<void> {
  const at = new Date().toISOString();
  const topic = `${type.split('.')[0]}.events`;
  const headers = {
    ce_specversion: '1.0',
    ce_id: messageId,
    ce_type: type,
    ce_source: '/florin/spec',
    ce_time: at,
    ce_tenantid: tenant,
  };
  const value = JSON.stringify({ transfer_id: id, at, booked_at: at, decided_at: at, ...data });
  await producer.send({ topic, acks: -1, messages: [{ key: id, value, headers }] });
}

const money = { amount_minor: '1250', currency: 'USD' };
const side = { account_id: adas.id, entry_id: randomUUID(), seq: '1', balance_after: money };
const reservation = { verb: 'reserve', hold_id: randomUUID(), account_id: adas.id, amount: money, available: money };
const reserved = (id: string) => say('account.funds-reserved.v1', id, reservation);
const captured = (id: string) => say('account.funds-captured.v1', id, { verb: 'capture', debit: side, credit: side });
const released = (id: string) => say('account.funds-released.v1', id, { verb: 'release' });

/** The commands about a transfer, in the order of the course. */
const commands = (id: string): (string | undefined)[] =>
  asked
    .flatMap(({ messages }) => messages)
    .filter(({ value }) => value.includes(id))
    .map(({ headers }) => headers.ce_type);
const becomes = (id: string, status: string, command?: string): Promise<void> =>
  eventually(async () => {
    const [row] = await desk.database.query<{ status: string }>('select status from transfer where id = $1', [id]);
    expect(row?.status).toBe(status);
    if (command) expect(commands(id)).toContain(command);
  });

describe('a transfer to another bank', () => {
  it('is held, submitted, captured, and given back when it is returned long after', async () => {
    const id = await held({ kind: 'external' });
    await reserved(id);
    await becomes(id, 'reserved', 'bank.submit-payment.v1');
    expect((await get(`/transfers/${id}`)).body.status).toBe('pending');
    const settled = randomUUID();
    await say('bank.payment-settled.v1', id, { reference: 'x' }, settled);
    await becomes(id, 'capturing', 'account.capture-funds.v1');
    await say('bank.payment-settled.v1', id, { reference: 'x' }, settled);
    await say('bank.payment-rejected.v1', id, { reason: 'too late' });
    await captured(id);
    await becomes(id, 'completed');
    await say('bank.payment-returned.v1', id, { reference: 'x', reason: 'no such account' });
    await eventually(() => expect(commands(id)).toContain('account.post-transfer.v1'));
    const { value } = asked[0]!.messages.findLast((one) => one.value.includes(id))!;
    const command = JSON.parse(value) as MessageData<'account.post-transfer.v1'>;
    const expected = { authority: 'bank', debit: { house: 'settlement:dummy' }, credit: { account_id: adas.id } };
    expect(command).toMatchObject(expected);
    await player.say(command, 'posted', tenant);
    await becomes(id, 'returned');
    const { body } = await get(`/transfers/${id}`);
    const said = (body.timeline as { by: string; status: string }[]).map(({ by, status }) => `${by}: ${status}`);
    expect(said.slice(1)).toEqual([
      'account: pending',
      'bank: pending',
      'account: completed',
      'bank: pending',
      'account: returned',
    ]);
    await eventually(() => expect(facts(id)).toEqual(['transfer.completed.v1', 'transfer.returned.v1']));
  });

  it('is returned as well when the return overtakes our own booking', async () => {
    const id = await held({ kind: 'external' });
    await reserved(id);
    await becomes(id, 'reserved');
    await say('bank.payment-settled.v1', id, { reference: 'x' });
    await say('bank.payment-returned.v1', id, { reference: 'x', reason: 'no such account' });
    await becomes(id, 'capturing');
    await eventually(async () =>
      expect(await desk.database.query('select ending from transfer where id = $1', [id])).toEqual([
        { ending: 'returned' },
      ]),
    );
    await captured(id);
    await becomes(id, 'returning', 'account.post-transfer.v1');
  });

  it('gives the hold back when the other bank rejects it, and asks again meanwhile', async () => {
    const id = await held({ kind: 'external' });
    await reserved(id);
    await becomes(id, 'reserved', 'bank.submit-payment.v1');
    await desk.app.get(CourseService).askAgain(new Date(Date.now() + 40_000));
    const submitted = (): number => commands(id).filter((type) => type === 'bank.submit-payment.v1').length;
    await eventually(() => expect(submitted()).toBe(2));
    await say('bank.payment-rejected.v1', id, { reason: 'no such account' });
    await becomes(id, 'releasing', 'account.release-funds.v1');
    await released(id);
    await becomes(id, 'declined');
    expect((await get(`/transfers/${id}`)).body.decline_reason).toBe('payment_rejected');
  });
});

describe('a refusal behind a hold', () => {
  // The replica that hears the answers did not take the request, so it reads that this one is to be screened.
  const screened = async (key: string): Promise<string> => {
    const { body } = await post({ key, prefer: 'respond-async', of: desk.deaf });
    await desk.database.query('update transfer set screened = true where id = $1', [body.id]);
    return body.id;
  };

  it.each<[string, (id: string) => Promise<void>]>([
    ['hold_missing', (id) => say('account.funds-declined.v1', id, { verb: 'reserve', reason: 'released' })],
    [
      'transfer_refused',
      async (id) => {
        await reserved(id);
        await becomes(id, 'in_review');
        await say('fraud.transfer-refused.v1', id, { reason: 'sanctioned' });
        await becomes(id, 'releasing', 'account.release-funds.v1');
        await released(id);
      },
    ],
  ])('is answered as %s to whoever asks with the key', async (code, refuse) => {
    const id = await screened(`behind-${code}`);
    await refuse(id);
    await becomes(id, 'declined');
    const { status, body } = await post({ key: `behind-${code}` });
    expect([status, body]).toMatchObject([422, { code, transfer_id: id }]);
    expect((await get(`/transfers/${id}`)).body.decline_reason).toBe(code);
  });
});

describe('a payment that has waited too long for another bank', () => {
  const DAYS_2 = 2 * 86_400_000;
  const waitedTooLong = async (): Promise<string> => {
    const id = await held({ kind: 'external' });
    await reserved(id);
    await becomes(id, 'reserved', 'bank.submit-payment.v1');
    await desk.app.get(CourseService).askAgain(new Date(Date.now() + DAYS_2));
    await becomes(id, 'reserved', 'bank.withdraw-payment.v1');
    return id;
  };

  it('is withdrawn while nobody was asked, and the money is free again', async () => {
    const id = await waitedTooLong();
    await say('bank.payment-withdrawn.v1', id, { outcome: 'withdrawn' });
    await becomes(id, 'releasing', 'account.release-funds.v1');
    await released(id);
    await becomes(id, 'cancelled');
  });

  it('waits on, however long, once the other bank was asked: only its answer counts', async () => {
    const id = await waitedTooLong();
    const withdrawals = (): number => commands(id).filter((type) => type === 'bank.withdraw-payment.v1').length;
    await say('bank.payment-withdrawn.v1', id, { outcome: 'already_asked' });
    await eventually(() => expect(commands(id).at(-1)).toBe('bank.submit-payment.v1'));
    const before = withdrawals();
    await desk.app.get(CourseService).askAgain(new Date(Date.now() + 2 * DAYS_2));
    await say('bank.payment-settled.v1', id, { reference: 'x' });
    await becomes(id, 'capturing', 'account.capture-funds.v1');
    expect(withdrawals()).toBe(before);
    await captured(id);
    await becomes(id, 'completed');
  });
});

describe('a transfer in review', () => {
  const inReview = async (): Promise<string> => {
    const id = await held({ kind: 'transfer', screened: true });
    await reserved(id);
    await becomes(id, 'in_review', 'fraud.screen-transfer.v1');
    return id;
  };

  it('goes on when it is cleared', async () => {
    const id = await inReview();
    expect((await get(`/transfers/${id}`)).body.status).toBe('in_review');
    await say('fraud.transfer-cleared.v1', id, {});
    await becomes(id, 'capturing', 'account.capture-funds.v1');
    await captured(id);
    await becomes(id, 'completed');
    await eventually(() => expect(facts(id)).toEqual(['transfer.in-review.v1', 'transfer.completed.v1']));
  });

  it('is cancelled by whoever asked for it, once, ten times at once', async () => {
    const id = await inReview();
    const cancels = Array.from({ length: 10 }, () => post({ url: `/transfers/${id}/cancel`, body: {} }));
    const statuses = (await Promise.all(cancels)).map(({ status }) => status).sort();
    expect(statuses).toEqual([202, ...Array<number>(9).fill(409)]);
    await becomes(id, 'releasing', 'account.release-funds.v1');
    await released(id);
    await becomes(id, 'cancelled');
    expect((await get('/transfers?status=cancelled')).body.items.map((one) => one.id)).toContain(id);
  });
});
