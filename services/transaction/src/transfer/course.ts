import type { MessageType } from '@florin/contracts';

export const statuses = [
  'requested',
  'in_review',
  'reserved',
  'capturing',
  'releasing',
  'returning',
  'completed',
  'declined',
  'returned',
  'cancelled',
] as const;
export type Status = (typeof statuses)[number];

/** The messages that a transfer hears. */
export const heardTypes = [
  'account.transfer-posted.v1',
  'account.transfer-declined.v1',
  'account.funds-reserved.v1',
  'account.funds-declined.v1',
  'account.funds-captured.v1',
  'account.capture-refused.v1',
  'account.funds-released.v1',
  'fraud.transfer-cleared.v1',
  'fraud.transfer-refused.v1',
  'bank.payment-settled.v1',
  'bank.payment-rejected.v1',
  'bank.payment-returned.v1',
  'bank.payment-withdrawn.v1',
] as const;

/** What a transfer can hear: messages, a wish to end it, that it took too long, or that nobody has answered. */
export const words = [...heardTypes, 'already asked', 'cancel', 'expiry', 'timer'] as const;
export type Word = (typeof words)[number];

/** The commands that a transfer sends. */
export type Ask = Extract<
  MessageType,
  | 'account.post-transfer.v1'
  | 'account.reserve-funds.v1'
  | 'account.capture-funds.v1'
  | 'account.release-funds.v1'
  | 'fraud.screen-transfer.v1'
  | 'bank.submit-payment.v1'
  | 'bank.withdraw-payment.v1'
>;

/** Why the money goes back, and so how the transfer ends then. */
export type Ending = 'declined' | 'returned' | 'cancelled';

/** What decides the way beside the status. */
export interface Traits {
  readonly kind: string;
  /** Somebody looks at it before the money moves. */
  readonly screened: boolean;
  /** Whether the payment was asked back before the other bank knew of it; `refused` when it knew already. */
  readonly withdrawal: 'asked' | 'refused' | null;
  readonly ending: Ending | null;
}

const external = ({ kind }: Traits): boolean => kind === 'external';

const conditions = {
  straight: (of: Traits) => !external(of) && !of.screened,
  held: (of: Traits) => external(of) || of.screened,
  screened: (of: Traits) => of.screened,
  external,
  internal: (of: Traits) => !external(of),
  'not asked back': (of: Traits) => of.withdrawal === null,
  'asked back': (of: Traits) => of.withdrawal === 'asked',
  'external, not returned': (of: Traits) => external(of) && of.ending === null,
  declined: (of: Traits) => of.ending === 'declined',
  returned: (of: Traits) => of.ending === 'returned',
  cancelled: (of: Traits) => of.ending === 'cancelled',
} as const;

export interface Course {
  readonly status: Status;
  readonly heard: Word;
  readonly when?: keyof typeof conditions;
  readonly to: Status;
  /** The command that goes out with the step. */
  readonly ask?: Ask;
  /** What is noted of it for later. */
  readonly note?: Partial<Pick<Traits, 'withdrawal' | 'ending'>>;
}

const post = { ask: 'account.post-transfer.v1' } as const;
const reserve = { ask: 'account.reserve-funds.v1' } as const;
const capture = { ask: 'account.capture-funds.v1' } as const;
const screen = { ask: 'fraud.screen-transfer.v1' } as const;
const submit = { ask: 'bank.submit-payment.v1' } as const;
const withdraw = { ask: 'bank.withdraw-payment.v1', note: { withdrawal: 'asked' } } as const;
const release = (ending: Ending) => ({ ask: 'account.release-funds.v1', note: { ending } }) as const;

/** The steps that lead out of a status. */
const from = (status: Status, ...steps: Omit<Course, 'status'>[]): Course[] =>
  steps.map((one) => ({ status, ...one }));

/**
 * The course of a transfer; of two rows for one word the first that fits counts. What is not here does not happen: a
 * word heard twice or too late changes nothing. Once the other bank was asked, only its answer ends the transfer.
 */
export const course: readonly Course[] = [
  ...from(
    'requested',
    { heard: 'account.transfer-posted.v1', when: 'straight', to: 'completed' },
    { heard: 'account.transfer-declined.v1', when: 'straight', to: 'declined' },
    { heard: 'timer', when: 'straight', to: 'requested', ...post },
    { heard: 'account.funds-reserved.v1', when: 'screened', to: 'in_review', ...screen },
    { heard: 'account.funds-reserved.v1', when: 'external', to: 'reserved', ...submit },
    { heard: 'account.funds-declined.v1', when: 'held', to: 'declined' },
    { heard: 'timer', when: 'held', to: 'requested', ...reserve },
  ),
  ...from(
    'in_review',
    { heard: 'fraud.transfer-cleared.v1', when: 'external', to: 'reserved', ...submit },
    { heard: 'fraud.transfer-cleared.v1', when: 'internal', to: 'capturing', ...capture },
    { heard: 'fraud.transfer-refused.v1', to: 'releasing', ...release('declined') },
    { heard: 'cancel', to: 'releasing', ...release('cancelled') },
    { heard: 'timer', to: 'in_review', ...screen },
  ),
  ...from(
    'reserved',
    { heard: 'bank.payment-settled.v1', to: 'capturing', ...capture },
    { heard: 'bank.payment-rejected.v1', to: 'releasing', ...release('declined') },
    { heard: 'bank.payment-returned.v1', to: 'releasing', ...release('returned') },
    { heard: 'cancel', when: 'not asked back', to: 'reserved', ...withdraw },
    { heard: 'expiry', when: 'not asked back', to: 'reserved', ...withdraw },
    { heard: 'bank.payment-withdrawn.v1', when: 'asked back', to: 'releasing', ...release('cancelled') },
    { heard: 'already asked', when: 'asked back', to: 'reserved', ...submit, note: { withdrawal: 'refused' } },
    { heard: 'timer', when: 'asked back', to: 'reserved', ...withdraw },
    { heard: 'timer', to: 'reserved', ...submit },
  ),
  ...from(
    'capturing',
    { heard: 'account.funds-captured.v1', when: 'returned', to: 'returning', ...post },
    { heard: 'account.funds-captured.v1', to: 'completed' },
    // The money has left: nothing but the other bank can bring it back.
    { heard: 'account.capture-refused.v1', when: 'internal', to: 'releasing', ...release('declined') },
    // A return can overtake our own booking of what it returns.
    {
      heard: 'bank.payment-returned.v1',
      when: 'external, not returned',
      to: 'capturing',
      note: { ending: 'returned' },
    },
    { heard: 'timer', to: 'capturing', ...capture },
  ),
  ...from(
    'releasing',
    { heard: 'account.funds-released.v1', when: 'declined', to: 'declined' },
    { heard: 'account.funds-released.v1', when: 'returned', to: 'returned' },
    { heard: 'account.funds-released.v1', when: 'cancelled', to: 'cancelled' },
    { heard: 'timer', to: 'releasing', ask: 'account.release-funds.v1' },
  ),
  ...from('completed', { heard: 'bank.payment-returned.v1', when: 'external', to: 'returning', ...post }),
  ...from(
    'returning',
    { heard: 'account.transfer-posted.v1', to: 'returned' },
    { heard: 'timer', to: 'returning', ...post },
  ),
];

const byWord = Map.groupBy(course, ({ status, heard }) => `${status} ${heard}`);
const waiting = new Set<Status>(course.filter(({ heard }) => heard === 'timer').map(({ status }) => status));

/** Where a word leads a transfer from a status; nothing when it means nothing there. */
export function step(status: Status, heard: Word, transfer: Traits): Course | undefined {
  return byWord.get(`${status} ${heard}`)?.find(({ when }) => when === undefined || conditions[when](transfer));
}

/** Whether a transfer still waits for a word. */
export function isWaiting(status: Status): boolean {
  return waiting.has(status);
}

/** Whether the account service posts it at once, with nothing held before. */
export function isStraight(transfer: Traits): boolean {
  return conditions.straight(transfer);
}
