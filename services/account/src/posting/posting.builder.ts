import type { Command, LockedAccount } from './command.js';

export const TENANT = '01900000-0000-7000-8000-000000000001';
export const ANNA = '01900000-0000-7000-8000-00000000000a';
export const BEN = '01900000-0000-7000-8000-00000000000b';

/** Anna's account with 100.00 USD, or what the changes make of it. */
export function anAccount(changes: Partial<LockedAccount> = {}): LockedAccount {
  return {
    id: '01900000-0000-7000-8000-0000000000a1',
    tenantId: TENANT,
    ownerId: ANNA,
    number: '1000000008',
    currency: 'USD',
    status: 'active',
    balance: 10_000n,
    held: 0n,
    seq: 7n,
    bookedAt: null,
    ...changes,
  };
}

/** Ben's account, empty. */
export function hisAccount(changes: Partial<LockedAccount> = {}): LockedAccount {
  const id = '01900000-0000-7000-8000-0000000000b1';
  return anAccount({ id, ownerId: BEN, number: '2000000006', balance: 0n, seq: 0n, ...changes });
}

/** The bank's own cash. */
export function theCash(changes: Partial<LockedAccount> = {}): LockedAccount {
  const id = '01900000-0000-7000-8000-0000000000c1';
  return anAccount({ id, ownerId: null, number: null, balance: 0n, seq: 0n, ...changes });
}

/** Anna sends Ben 12.50 USD, or what the changes make of it. */
export function aCommand(changes: Partial<Command> = {}): Command {
  return {
    transferId: '01900000-0000-7000-8000-0000000000f1',
    verb: 'post',
    kind: 'transfer',
    tenantId: TENANT,
    userId: ANNA,
    debit: { accountId: anAccount().id, house: false },
    credit: { accountId: hisAccount().id, house: false },
    amount: { amount: 1_250n, currency: 'USD' },
    description: null,
    ...changes,
  };
}
