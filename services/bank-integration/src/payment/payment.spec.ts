import { againAfterMs, factOf, heard, isOpen, statuses, type Payment, type Status } from './payment.js';

const payment: Payment = {
  id: '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d00',
  tenantId: '01900000-0000-7000-8000-000000000001',
  bank: 'rivermark',
  creditor: { iban: 'DE86700900100065124249', name: 'Grace Hopper' },
  amount: 1250n,
  currency: 'EUR',
  description: null,
  status: 'asked',
  reference: null,
  reason: null,
  tries: 1,
};
const words = [
  { says: 'accepted', reference: 'r' },
  { says: 'settled', reference: 'r' },
  { says: 'returned', reference: 'r', reason: 'AC04' },
  { says: 'rejected', reason: 'AC01' },
] as const;

describe('a payment', () => {
  it('goes this way, and no other', () => {
    const lines = statuses.map((status) => {
      const to = words.flatMap((word) => heard({ ...payment, status }, word)?.status ?? []);
      return `${status}: ${to.join(', ') || 'nothing is heard'}`;
    });
    expect(lines.join('\n')).toMatchInlineSnapshot(`
"ordered: nothing is heard
asked: accepted, settled, returned, rejected
accepted: settled, returned
settled: returned
rejected: nothing is heard
returned: nothing is heard
withdrawn: nothing is heard"
`);
  });

  it('keeps what the other bank called it and why it came back', () => {
    const settled = heard(payment, words[1])!;
    expect(heard(settled, words[2])).toMatchObject({ status: 'returned', reference: 'r', reason: 'AC04' });
  });

  it('is told as it stands, and not before anybody knows', () => {
    const told = (status: Status): string | undefined => factOf({ ...payment, status }, 'now')?.type;
    expect(statuses.filter((status) => told(status) === undefined)).toEqual(['ordered', 'asked']);
    expect(told('returned')).toBe('bank.payment-returned.v1');
  });

  it('is asked for again while the other bank owes a word: soon, or after its callback should have come', () => {
    expect(statuses.filter(isOpen)).toEqual(['ordered', 'asked', 'accepted']);
    const waits = (status: Status) => [1, 2, 20].map((tries) => againAfterMs(status, tries, 0));
    expect(waits('asked')).toEqual([1_000, 2_000, 60_000]);
    expect(waits('accepted')).toEqual([5_000, 10_000, 600_000]);
    expect(againAfterMs('asked', 1, 1)).toBe(500);
  });
});
