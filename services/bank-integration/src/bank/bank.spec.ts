import { customerPageOf, statusOf, wordOf } from './bank.js';

const ada = {
  id: 'c1',
  first_name: 'Ada',
  last_name: 'King',
  email: 'ada@example.com',
  registered_at: '2026-01-01T00:00:00.000Z',
};

describe('the line to the other bank', () => {
  it('is judged by failures and time', () => {
    const checks = [
      { failures: 0, latencyMs: 12 },
      { failures: 0, latencyMs: 500 },
      { failures: 0, latencyMs: 501 },
      { failures: 1, latencyMs: 12 },
      { failures: 2, latencyMs: null },
    ];
    expect(checks.map(statusOf)).toEqual(['connected', 'connected', 'degraded', 'degraded', 'disconnected']);
  });
});

describe('what the other bank says of its customers', () => {
  it('is read, without what we do not know', () => {
    expect(customerPageOf({ items: [{ ...ada, shoe_size: 38 }], next_cursor: null })).toEqual({
      items: [
        {
          id: 'c1',
          firstName: 'Ada',
          lastName: 'King',
          email: 'ada@example.com',
          registeredAt: new Date(ada.registered_at),
        },
      ],
      next: null,
    });
  });

  it.each([
    ['nothing', null],
    ['no list', { items: {}, next_cursor: null }],
    ['no cursor', { items: [] }],
    ['a customer without a name', { items: [{ ...ada, first_name: undefined }], next_cursor: null }],
    ['a customer of no time', { items: [{ ...ada, registered_at: 'long ago' }], next_cursor: null }],
  ])('is not believed: %s', (_what, told) => {
    expect(customerPageOf(told)).toBeUndefined();
  });
});

describe('what the other bank says of a payment', () => {
  it('is read, with a reason also when it gives none', () => {
    expect(wordOf(201, { status: 'accepted', reference: 'r' })).toEqual({ says: 'accepted', reference: 'r' });
    expect(wordOf(200, { status: 'settled', reference: 'r' })).toEqual({ says: 'settled', reference: 'r' });
    expect(wordOf(200, { status: 'returned', reference: 'r', reason_code: 'AC04' })).toMatchObject({ reason: 'AC04' });
    expect(wordOf(422, { code: 'payment_refused' })).toEqual({ says: 'rejected', reason: 'NARR' });
  });

  it.each([
    ['nothing', 200, undefined],
    ['a status that is none', 200, { status: 'lost', reference: 'r' }],
    ['no reference', 201, { status: 'accepted' }],
    ['a refusal of something else', 422, { code: 'validation_failed' }],
    ['an answer of somebody else', 404, { status: 'accepted', reference: 'r' }],
  ])("is nobody's knowledge: %s", (_what, status, told) => {
    expect(wordOf(status, told)).toBeUndefined();
  });
});
