import { fingerprintOf, requested, type Order, type Transfer } from './transfer.js';

const id = (last: string): string => `01976f3e-8b1c-7d2a-9c4e-${last.padStart(12, '0')}`;

/** An order of Ada's to send 12.50 USD. */
export function anOrder(change: Partial<Order> = {}): Order {
  const order = {
    tenantId: '01900000-0000-7000-8000-000000000001',
    userId: id('a'),
    kind: 'transfer' as const,
    fromAccountId: id('1'),
    toAccountId: id('2'),
    toUserId: null,
    amount: 1250n,
    currency: 'USD',
    description: 'Rent',
    cardId: null,
    key: null,
    bookedAt: null,
    ...change,
  };
  const to = order.toAccountId === null ? null : { by: 'id' as const, name: order.toAccountId };
  return { fingerprint: fingerprintOf({ ...order, from: order.fromAccountId, to }), ...order };
}

/** A transfer that nobody has answered yet. */
export function aTransfer(change: Partial<Transfer> = {}): Transfer {
  return { ...requested(anOrder(change), id('7'), new Date('2026-01-31T12:00:00.000Z')), ...change };
}
