import { faultsOf } from '@florin/contracts';
import { errors } from '../errors.js';
import { recipientView, refusalOf, view } from './answer.js';
import { accountOf, bookingOf, factOf, postCommand } from './message.js';
import { aTransfer, anOrder } from './transfer.builder.js';
import {
  decided,
  expired,
  fingerprintOf,
  hasExpired,
  nextAskAt,
  requested,
  type Answer,
  type Said,
  type Status,
  type Transfer,
} from './transfer.js';

const now = new Date('2026-01-31T12:00:00.000Z');
const entry = (last: string) => `01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d${last}`;
const side = (account: string, last: string, minor: string) => ({
  account_id: account,
  entry_id: entry(last),
  seq: '7',
  balance_after: { amount_minor: minor, currency: 'USD' },
});
const posted = (transfer: Transfer): Answer => ({
  id: entry('ff'),
  type: 'account.transfer-posted.v1',
  data: {
    transfer_id: transfer.id,
    verb: 'post',
    debit: side(transfer.fromAccountId ?? entry('c1'), '01', '8750'),
    credit: side(transfer.toAccountId ?? entry('c1'), '02', '1250'),
    booked_at: '2026-01-31T12:00:00.012Z',
  },
});
const declined = (transfer: Transfer, change = {}): Answer => ({
  id: entry('fe'),
  type: 'account.transfer-declined.v1',
  data: {
    transfer_id: transfer.id,
    verb: 'post',
    reason: 'insufficient_funds',
    available: { amount_minor: '999', currency: 'USD' },
    decided_at: '2026-01-31T12:00:00.012Z',
    ...change,
  },
});

const after = (transfer: Transfer, answer: Answer): Transfer => decided(transfer, answer, now)!.after;

describe('the course of a transfer', () => {
  it('changes nothing at a word heard twice or too late', () => {
    const done = decided(aTransfer(), posted(aTransfer()), now)!.after;
    expect([decided(done, posted(done), now), decided(done, declined(done), now)]).toEqual([undefined, undefined]);
  });

  it('keeps the balance of whoever asked', () => {
    const transfer = aTransfer();
    const deposit = aTransfer({ kind: 'deposit', fromAccountId: null });
    expect(after(transfer, posted(transfer)).balanceAfter).toBe(8750n);
    expect(after(deposit, posted(deposit)).balanceAfter).toBe(1250n);
  });

  it('asks again after half a minute, then ever later, never beyond an hour', () => {
    const waits = [1, 2, 3, 4, 20].map((count) => (nextAskAt(now, count, 0).getTime() - now.getTime()) / 1000);
    expect(waits).toEqual([30, 60, 120, 240, 3600]);
    expect(nextAskAt(now, 1, 1).getTime() - now.getTime()).toBe(36_000);
  });

  it('is dated by the booking in the history that an operator loads', () => {
    const bookedAt = new Date('2025-11-01T09:00:00.000Z');
    const past = requested(anOrder({ bookedAt }), entry('70'), now);
    expect([past.createdAt, past.askedAt, postCommand(past).booked_at]).toEqual([
      bookedAt,
      now,
      '2025-11-01T09:00:00.000Z',
    ]);
  });
});

describe('the fingerprint of a command', () => {
  const said: Said = {
    kind: 'transfer',
    from: entry('01'),
    to: { by: 'id', name: entry('02') },
    amount: 1250n,
    currency: 'USD',
    description: null,
  };
  const same = (change: Partial<Said>): boolean => fingerprintOf({ ...said, ...change }).equals(fingerprintOf(said));

  it('is the same for the same command', () => expect(same({})).toBe(true));

  it.each<[string, Partial<Said>]>([
    ['source', { from: entry('03') }],
    ['destination', { to: { by: 'id', name: entry('03') } }],
    ['way to name the destination', { to: { by: 'number', name: entry('02') } }],
    ['amount', { amount: 1251n }],
    ['currency', { currency: 'EUR' }],
    ['description', { description: 'Rent' }],
    ['kind', { kind: 'deposit' }],
  ])('is another for another %s', (_what, change) => expect(same(change)).toBe(false));
});

describe('the messages of a transfer', () => {
  const kinds = [
    aTransfer(),
    aTransfer({ kind: 'deposit', fromAccountId: null }),
    aTransfer({ kind: 'withdrawal', toAccountId: null }),
  ];

  it.each(kinds)('follow their schemas ($kind)', (transfer) => {
    expect(faultsOf('account.post-transfer.v1', postCommand(transfer))).toEqual([]);
    for (const answer of [posted(transfer), declined(transfer)]) {
      expect(faultsOf(answer.type, answer.data)).toEqual([]);
      const { type, data } = factOf(after(transfer, answer));
      expect(faultsOf(type, data)).toEqual([]);
    }
  });

  it("are keyed by the customer's account, never by the bank's", () => {
    expect(kinds.map(accountOf)).toEqual([kinds[0]!.fromAccountId, kinds[1]!.toAccountId, kinds[2]!.fromAccountId]);
  });
});

describe('what is shown', () => {
  it('has the balance and the course for the sender', () => {
    const transfer = aTransfer();
    expect(view(after(transfer, posted(transfer)))).toMatchInlineSnapshot(`
{
  "amount": "12.50",
  "balance_after": "87.50",
  "card_id": null,
  "completed_at": "2026-01-31T12:00:00.012Z",
  "created_at": "2026-01-31T12:00:00.000Z",
  "credit_transaction_id": "01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d02",
  "currency": "USD",
  "debit_transaction_id": "01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d01",
  "decline_reason": null,
  "description": "Rent",
  "from_account_id": "01976f3e-8b1c-7d2a-9c4e-000000000001",
  "id": "01976f3e-8b1c-7d2a-9c4e-000000000007",
  "kind": "transfer",
  "status": "completed",
  "timeline": [
    {
      "at": "2026-01-31T12:00:00.000Z",
      "by": "customer",
      "message_id": null,
      "status": "pending",
    },
    {
      "at": "2026-01-31T12:00:00.012Z",
      "by": "account",
      "message_id": "01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9dff",
      "status": "completed",
    },
  ],
  "to_account_id": "01976f3e-8b1c-7d2a-9c4e-000000000002",
}
`);
  });

  it('has neither for the recipient', () => {
    const shown = Object.keys(recipientView(aTransfer()));
    expect(shown.filter((name) => name === 'timeline' || name === 'balance_after')).toEqual([]);
  });

  it('is pending as long as it is not decided', () =>
    expect(view(aTransfer())).toMatchObject({ status: 'pending', completed_at: null }));

  it('tells what is there when funds are missing', () => {
    const transfer = aTransfer();
    expect(refusalOf(after(transfer, declined(transfer)))).toMatchObject({
      code: 'insufficient_funds',
      extra: { transfer_id: transfer.id, requested: '12.50', available: '9.99', currency: 'USD' },
    });
  });

  it('refuses a missing account with 404, every other reason with 422', () => {
    const reasons = [
      'account_not_found',
      'same_account',
      'account_closed',
      'account_frozen',
      'currency_mismatch',
      'insufficient_funds',
    ] as const;
    expect(reasons.map((reason) => errors[reason].status)).toEqual([404, 422, 422, 422, 422, 422]);
  });
});

describe('a payment to another bank', () => {
  const creditor = { bank: 'rivermark', iban: 'DE86700900100065124249', name: 'Grace Hopper' };
  const waiting = aTransfer({ kind: 'external', toAccountId: null, creditor, status: 'reserved' });
  const later = (ms: number): Date => new Date(waiting.createdAt.getTime() + ms);

  it('expires when it has waited for the other bank for too long, and only then', () => {
    expect(hasExpired(waiting, later(999), 1_000)).toBe(false);
    expect(hasExpired(waiting, later(1_000), 1_000)).toBe(true);
    expect(hasExpired({ ...waiting, status: 'capturing' }, later(1_000), 1_000)).toBe(false);
    const next = expired(waiting, now)!;
    expect([next.ask, next.after.status, next.after.withdrawal]).toEqual([
      'bank.withdraw-payment.v1',
      'reserved',
      'asked',
    ]);
    expect(expired(next.after, now)).toBeUndefined();
  });

  it('is noted for the statement when it is booked, and when it is booked back', () => {
    const at = (before: Status, status: Status) =>
      bookingOf({ ...waiting, status: before }, { ...waiting, status })?.what;
    expect([at('capturing', 'completed'), at('capturing', 'returning'), at('returning', 'returned')]).toEqual([
      'payment',
      'payment',
      'return',
    ]);
    expect([at('reserved', 'capturing'), at('releasing', 'returned'), at('completed', 'returning')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('has its own side in the books, and money that comes goes to suspense at the worst', () => {
    const incoming = { ...waiting, kind: 'incoming' as const, creditor: null, debtor: creditor };
    const command = postCommand({ ...incoming, fromAccountId: null });
    expect(faultsOf('account.post-transfer.v1', command)).toEqual([]);
    expect(command).toMatchObject({
      debit: { house: 'settlement:rivermark' },
      credit: { house: 'suspense' },
      credit_else: { house: 'suspense' },
      authority: 'bank',
    });
  });
});
