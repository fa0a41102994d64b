import { messages, faultsOf, isMessageType } from './messages.js';
import { topics } from './topics.js';

const ID = '01900000-0000-7000-8000-000000000001';
const command = {
  transfer_id: ID,
  verb: 'post',
  kind: 'transfer',
  user_id: ID,
  debit: { account_id: ID },
  credit: { house: 'cash' },
  amount: { amount_minor: '1250', currency: 'USD' },
  description: null,
};

describe('the message table', () => {
  it('names only topics that exist', () => {
    expect(Object.values(messages).filter((row) => !(row.topic in topics))).toEqual([]);
  });

  it('gives every working topic a dead-letter topic', () => {
    const working = Object.keys(topics).filter((name) => !name.endsWith('.dlq'));
    expect(working.filter((name) => !(`${name}.dlq` in topics))).toEqual([]);
  });

  it('accepts a command that follows its schema', () => {
    expect(faultsOf('account.post-transfer.v1', command)).toEqual([]);
  });

  it.each([
    ['a number for money', { amount: { amount_minor: 1250, currency: 'USD' } }],
    ['an unknown verb', { verb: 'undo' }],
    ['an id that is none', { transfer_id: 'x' }],
    ['a house account that is none', { credit: { house: 'pocket' } }],
    ['both an account and a house account', { credit: { house: 'cash', account_id: ID } }],
    ['a time that is none', { booked_at: 'yesterday' }],
  ])('refuses %s', (_what, change) => {
    expect(faultsOf('account.post-transfer.v1', { ...command, ...change })).not.toEqual([]);
  });

  it('knows its types by their own names only', () => {
    expect([isMessageType('account.opened.v1'), isMessageType('toString'), isMessageType('account.opened.v2')]).toEqual(
      [true, false, false],
    );
  });
});
