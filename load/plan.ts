/** How much of everything a run does; times in seconds. */
export interface Plan {
  readonly name: 'full' | 'quick';
  readonly customers: number;
  readonly accountsEach: number;
  /** Between the start and the look at what idleness costs. */
  readonly settleS: number;
  readonly idleS: number;
  /** Before the first figure, at 64 connections: so that it is not the one of a bank that has just started. */
  readonly coldS: number;
  readonly warmS: number;
  /** Connections at which the maximum of single transfers is sought: to what the gateway lets through at once. */
  readonly levels: readonly number[];
  readonly levelS: number;
  readonly baselineS: number;
  /** A run at 70 % of a maximum. */
  readonly openS: number;
  readonly bulkS: number;
  readonly hotRounds: number;
  readonly hotS: number;
  readonly overloadS: number;
  /** The bank that grows: its customers at first, how often each question is asked in turn, and what it grows by. */
  readonly growthCustomers: number;
  readonly growthRounds: number;
  readonly growthS: number;
  readonly growthEntries: number;
  readonly growthAccounts: number;
}

const full: Plan = {
  name: 'full',
  customers: 40,
  accountsEach: 250,
  settleS: 60,
  idleS: 20,
  coldS: 15,
  warmS: 2,
  levels: [1, 16, 64, 256, 512, 1_024],
  levelS: 8,
  baselineS: 6,
  openS: 12,
  bulkS: 8,
  hotRounds: 5,
  hotS: 4,
  overloadS: 10,
  growthCustomers: 4,
  growthRounds: 5,
  growthS: 1.2,
  growthEntries: 1_000_000,
  growthAccounts: 1_000_000,
};

/** About a minute: shows that everything works, and figures that nobody should quote. */
const quick: Plan = {
  name: 'quick',
  customers: 16,
  accountsEach: 16,
  settleS: 3,
  idleS: 5,
  coldS: 4,
  warmS: 0.5,
  levels: [1, 16, 64, 256],
  levelS: 2,
  baselineS: 1,
  openS: 3,
  bulkS: 2,
  hotRounds: 5,
  hotS: 0.7,
  overloadS: 4,
  growthCustomers: 1,
  growthRounds: 3,
  growthS: 0.4,
  growthEntries: 10_000,
  growthAccounts: 10_000,
};

export const plans = { full, quick };
