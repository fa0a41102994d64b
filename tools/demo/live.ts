import type { Member } from './customers.ts';
import type { Gateway } from './gateway.ts';

/** What is asked of the running bank at the end, and how it must be answered. */
interface Step {
  readonly who: string;
  readonly path: (members: Members) => string;
  readonly body: (members: Members) => Record<string, unknown>;
  readonly status: 201 | 422;
}

type Members = (username: string) => Member;

const transfers = (): string => '/transfers';

const steps: readonly Step[] = [
  {
    who: 'alice',
    path: transfers,
    body: (of) => ({
      from_account_id: of('alice').checkingId,
      to_username: 'ben',
      amount: '42.50',
      description: 'Concert tickets',
    }),
    status: 201,
  },
  {
    who: 'emiko',
    path: transfers,
    body: (of) => ({
      from_account_id: of('emiko').checkingId,
      to_account_number: of('daniel').checkingNumber,
      amount: '18.20',
      description: 'Ramen on Thursday',
    }),
    status: 201,
  },
  {
    who: 'daniel',
    path: transfers,
    body: (of) => ({
      from_account_id: of('daniel').checkingId,
      to_account_id: of('daniel').savingsId,
      amount: '75.00',
      description: 'For the new oven',
    }),
    status: 201,
  },
  {
    who: 'ben',
    path: transfers,
    body: (of) => ({
      from_account_id: of('ben').checkingId,
      to_username: 'alice',
      amount: '25000.00',
      description: 'More than there is',
    }),
    status: 422,
  },
  {
    who: 'clara',
    path: (of) => `/accounts/${of('clara').checkingId}/transactions`,
    body: () => ({ type: 'debit', amount: '38000.00', description: 'Camper van' }),
    status: 422,
  },
];

/** Moves money through the running bank: some of it is refused, so that there are declined entries to look at. */
export async function goLive(gateway: Gateway, members: readonly Member[]): Promise<void> {
  const of: Members = (username) => members.find((one) => one.username === username)!;
  for (const [index, step] of steps.entries()) {
    const ask = { token: of(step.who).token, body: step.body(of), key: `demo-live-${index}` };
    await gateway.want([step.status], 'POST', step.path(of), ask);
  }
}
