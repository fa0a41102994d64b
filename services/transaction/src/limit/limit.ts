import { exponentOf, formatAmount } from '@florin/kernel';

/** What a limit is over: one transfer, or all of a UTC day or month. */
export const windows = ['per_transfer', 'per_day', 'per_month'] as const;
export type Window = (typeof windows)[number];

/** The kinds that are limited, each by itself: what customers do. */
export const limitedKinds = ['deposit', 'withdrawal', 'transfer', 'external'] as const;
export type LimitedKind = (typeof limitedKinds)[number];

export function isLimited(kind: string): kind is LimitedKind {
  return limitedKinds.some((one) => one === kind);
}

/** The most of each window, in minor units; 0 allows nothing. */
export type Caps = Readonly<Record<Window, bigint>>;

/** What the bank allows everybody, in major units of any currency. */
export type Defaults = Readonly<Record<LimitedKind, Readonly<Record<Window, number>>>>;

/** What an admin allows one person instead, in minor units; a window that is not there stays as the bank has it. */
export interface Override extends Partial<Caps> {
  readonly currency: string;
  readonly kind: LimitedKind;
}

/** What one person has used in one day (`2026-01-31`) or month (`2026-01`), by kind. */
export interface Use extends Readonly<Record<LimitedKind, bigint>> {
  readonly userId: string;
  readonly currency: string;
  readonly period: string;
}

/** The limit that refused a transfer, in minor units as digits: it is kept, and a repeat is answered with it. */
export interface Breach {
  readonly window: Window;
  readonly most: string;
  readonly left: string;
}

/** The UTC day of a time. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** The month of a day. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** So many whole months before this one, what was used of a month and of its days is still known. */
export const MONTHS_KEPT = 3;

/** The month so many months before a time. */
export function monthBefore(at: Date, months: number): string {
  return monthOf(dayOf(new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months, 1))));
}

/** When the window that a time lies in is over. */
export function endOf(window: 'per_day' | 'per_month', at: Date): Date {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  return new Date(window === 'per_day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1));
}

/** What holds for a person: what an admin said, else what the bank allows everybody. */
export function capsOf(defaults: Defaults, override: Override | undefined, kind: LimitedKind, currency: string): Caps {
  const most = (window: Window): bigint =>
    override?.[window] ?? BigInt(defaults[kind][window]) * 10n ** BigInt(exponentOf(currency));
  return { per_transfer: most('per_transfer'), per_day: most('per_day'), per_month: most('per_month') };
}

/** The first limit that an amount does not keep; `used` is what the day and the month have without it. */
export function breachOf(amount: bigint, caps: Caps, used: { day: bigint; month: bigint }): Breach | undefined {
  const left: Caps = {
    per_transfer: caps.per_transfer,
    per_day: leftOf(caps.per_day, used.day),
    per_month: leftOf(caps.per_month, used.month),
  };
  const window = windows.find((one) => amount > left[one]);
  return window && { window, most: String(caps[window]), left: String(left[window]) };
}

/** What may still be used; nothing when an admin lowered the limit below what was used before. */
export function leftOf(most: bigint, used: bigint): bigint {
  return most > used ? most - used : 0n;
}

/** What is judged against the limits. */
export interface Asked {
  readonly id: string;
  readonly userId: string;
  readonly kind: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly countedOn: string | null;
}

/** What a batch uses, and what of it is refused. */
export interface Verdict {
  readonly breaches: ReadonlyMap<string, Breach>;
  /** What is added to each day and month; those that nothing is added to are left out. */
  readonly added: readonly Use[];
}

/** Names a day or month of a person in a currency. */
export function nameOf(use: Pick<Use, 'userId' | 'currency' | 'period'>): string {
  return `${use.userId} ${use.currency} ${use.period}`;
}

/** The days and months that a batch is counted under, each once, in the order in which everybody locks them. */
export function periodsOf(batch: readonly Asked[]): Pick<Use, 'userId' | 'currency' | 'period'>[] {
  const found = new Map<string, Pick<Use, 'userId' | 'currency' | 'period'>>();
  for (const { userId, currency, countedOn } of batch) {
    if (countedOn === null) continue;
    for (const period of [countedOn, monthOf(countedOn)]) {
      const one = { userId, currency, period };
      found.set(nameOf(one), one);
    }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
}

/** What holds for a person. */
export type CapsFor = (userId: string, kind: LimitedKind, currency: string) => Caps;

const nothing = (): Record<LimitedKind, bigint> => ({ deposit: 0n, withdrawal: 0n, transfer: 0n, external: 0n });

/** Judges a batch in its order: what comes first is allowed first, and a refused one leaves its part to the next. */
export function judge(batch: readonly Asked[], used: readonly Use[], capsFor: CapsFor): Verdict {
  const tallies = new Map(used.map((use) => [nameOf(use), { use, added: nothing() }]));
  const breaches = new Map<string, Breach>();
  for (const one of batch) {
    const { userId, currency, kind, amount, countedOn } = one;
    if (countedOn === null || !isLimited(kind)) continue;
    const tallyOf = (period: string) => {
      const tally = tallies.get(nameOf({ userId, currency, period }));
      if (!tally) throw new Error(`nothing is known of ${period} of ${userId}`);
      return tally;
    };
    const [day, month] = [tallyOf(countedOn), tallyOf(monthOf(countedOn))];
    const breach = breachOf(amount, capsFor(userId, kind, currency), {
      day: day.use[kind] + day.added[kind],
      month: month.use[kind] + month.added[kind],
    });
    if (breach) breaches.set(one.id, breach);
    else for (const { added } of [day, month]) added[kind] += amount;
  }
  const changed = [...tallies.values()].filter(({ added }) => limitedKinds.some((kind) => added[kind] > 0n));
  return { breaches, added: changed.map(({ use, added }) => ({ ...use, ...added })) };
}

/** What the refused one reads. */
export function breachWords({ window, left }: Breach, kind: string, currency: string): string {
  const over = { per_transfer: 'at once', per_day: 'today', per_month: 'this month' }[window];
  return `Your limit for a ${kind} allows ${formatAmount(BigInt(left), currency)} ${currency} more ${over}.`;
}

/** What one person may move of one kind in one currency, and has used of it. */
export interface Allowance {
  readonly currency: string;
  readonly kind: LimitedKind;
  readonly caps: Caps;
  readonly used: { readonly day: bigint; readonly month: bigint };
  /** Whether an admin has set some of it for this person. */
  readonly own: boolean;
}
