import type { Person } from './logins.ts';

/** A person with what the bank gave: the ids that a booking names. */
export interface Customer extends Person {
  readonly userId: string;
  readonly tenantId: string;
  readonly checkingId: string;
  readonly savingsId: string;
}

/** One line of a history file, in the words that `main.js history` reads. */
export interface Booking {
  readonly tenant_id: string;
  readonly user_id: string;
  readonly kind: 'deposit' | 'withdrawal' | 'transfer';
  readonly from_account_id?: string;
  readonly to_account_id?: string;
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  readonly booked_at: string;
  readonly key: string;
}

/** Something that somebody means to do; it happens if the money is there. */
interface Intent {
  readonly who: Customer;
  readonly at: Date;
  readonly cents: bigint;
  readonly description: string;
  readonly from?: string;
  readonly to?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const SALARY_DAY = 25;
const SAVING_DAY = 26;
const RENT_DAY = 1;
const POWER_DAY = 3;
const FRIDAY = 5;
/** How many days of a hundred somebody buys something. */
const BUYING_DAYS = 40;

/** Where people go, and what it costs at least and at most, in cents. */
const shops: readonly (readonly [string, number, number])[] = [
  ['Greenleaf Market', 1_850, 11_200],
  ['Corner Grocery', 420, 3_900],
  ['City Transit', 275, 2_400],
  ['Cafe Orsa', 380, 1_450],
  ['Bistro Luna', 2_200, 7_800],
  ['Page & Quill Books', 990, 4_600],
  ['Lumen Cinema', 1_150, 3_450],
  ['Sole Shoes', 4_900, 13_900],
];

/**
 * The two months before a day, as five people might have lived them: salaries, rent, purchases, savings, and dinners
 * that one paid for another. The same people and the same day give the same plan. Nobody is ever overdrawn.
 */
export function planOf(customers: readonly Customer[], today: Date): Booking[] {
  const days = daysBefore(today);
  const intents = days.flatMap((day, index) => [
    ...(index === 0 ? customers.flatMap((who) => openings(who, day)) : []),
    ...customers.flatMap((who) => [...monthly(who, day), ...purchases(who, day)]),
    ...dinners(customers, day, index),
  ]);
  return affordable(intents.sort((one, other) => one.at.getTime() - other.at.getTime()));
}

/** The bookings as a file: one JSON document a line. */
export function linesOf(bookings: readonly Booking[]): string {
  return bookings.map((booking) => `${JSON.stringify(booking)}\n`).join('');
}

/** Midnights in UTC, from the same day two months ago to yesterday: every day of the month comes twice. */
function daysBefore(today: Date): Date[] {
  const end = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
  const lastOfMonth = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 0)).getUTCDate();
  const day = Math.min(today.getUTCDate(), lastOfMonth);
  const start = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 2, day);
  return Array.from({ length: Math.round((end - start) / DAY_MS) }, (_, index) => new Date(start + index * DAY_MS));
}

function openings(who: Customer, day: Date): Intent[] {
  return [
    { who, at: at(day, 7, 30), cents: who.salary / 2n, description: 'Opening deposit', to: who.checkingId },
    { who, at: at(day, 7, 31), cents: who.salary, description: 'Opening deposit', to: who.savingsId },
  ];
}

function monthly(who: Customer, day: Date): Intent[] {
  const { checkingId: from, salary, rent, savings, employer } = who;
  switch (day.getUTCDate()) {
    case SALARY_DAY:
      return [{ who, at: at(day, 8, 0), cents: salary, description: `Salary, ${employer}`, to: from }];
    case SAVING_DAY:
      return [{ who, at: at(day, 18, 30), cents: savings, description: 'To savings', from, to: who.savingsId }];
    case RENT_DAY:
      return [{ who, at: at(day, 8, 15), cents: rent, description: 'Rent, Maple Property', from }];
    case POWER_DAY: {
      const cents = 5_500n + BigInt(chance(`power ${who.username} ${dateOf(day)}`, 4_000));
      return [{ who, at: at(day, 8, 20), cents, description: 'Riverside Power', from }];
    }
    default:
      return [];
  }
}

function purchases(who: Customer, day: Date): Intent[] {
  const seed = `${who.username} ${dateOf(day)}`;
  if (chance(`buys ${seed}`, 100) >= BUYING_DAYS) return [];
  const [shop, least, most] = shops[chance(`shop ${seed}`, shops.length)]!;
  const cents = BigInt(least + chance(`price ${seed}`, most - least));
  const time = at(day, 9 + chance(`hour ${seed}`, 12), chance(`minute ${seed}`, 60));
  return [{ who, at: time, cents, description: shop, from: who.checkingId }];
}

/** Every Friday somebody pays a share of a dinner back to somebody else with the same currency. */
function dinners(customers: readonly Customer[], day: Date, index: number): Intent[] {
  if (day.getUTCDay() !== FRIDAY) return [];
  const friends = customers.filter((who) => who.currency === customers[0]?.currency);
  if (friends.length < 2) return [];
  const who = friends[index % friends.length]!;
  const step = 1 + chance(`friend ${dateOf(day)}`, friends.length - 1);
  const friend = friends[(index + step) % friends.length]!;
  const cents = BigInt(1_400 + chance(`dinner ${dateOf(day)}`, 4_200));
  const description = `Dinner, thank you ${friend.firstName}`;
  return [{ who, at: at(day, 22, 40), cents, description, from: who.checkingId, to: friend.checkingId }];
}

/** Lets happen what the balances allow, one after the other. */
function affordable(intents: readonly Intent[]): Booking[] {
  const balances = new Map<string, bigint>();
  const balanceOf = (account: string): bigint => balances.get(account) ?? 0n;
  const bookings: Booking[] = [];
  for (const intent of intents) {
    const { from, to, cents } = intent;
    if (from !== undefined && balanceOf(from) < cents) continue;
    if (from !== undefined) balances.set(from, balanceOf(from) - cents);
    if (to !== undefined) balances.set(to, balanceOf(to) + cents);
    bookings.push(bookingOf(intent));
  }
  return bookings;
}

function bookingOf({ who, at: time, cents, description, from, to }: Intent): Booking {
  const kind = from === undefined ? 'deposit' : to === undefined ? 'withdrawal' : 'transfer';
  const minute = time.toISOString().slice(0, 16);
  return {
    tenant_id: who.tenantId,
    user_id: who.userId,
    kind,
    ...(from === undefined ? {} : { from_account_id: from }),
    ...(to === undefined ? {} : { to_account_id: to }),
    amount: decimal(cents),
    currency: who.currency,
    description,
    booked_at: time.toISOString(),
    key: `demo-${minute}-${kind}-${description.replaceAll(/[^A-Za-z]+/g, '-').toLowerCase()}`,
  };
}

/** Cents as an amount: 1250 → "12.50". The demo's currencies have two decimals. */
export function decimal(cents: bigint): string {
  const digits = cents.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const at = (day: Date, hour: number, minute: number): Date => new Date(day.getTime() + (hour * 60 + minute) * 60_000);
const dateOf = (day: Date): string => day.toISOString().slice(0, 10);

/** A number below `below` that looks like chance, and is the same for the same seed (FNV-1a, mixed like MurmurHash). */
function chance(seed: string, below: number): number {
  let hash = 0x811c9dc5;
  for (const letter of seed) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % below;
}
