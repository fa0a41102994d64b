/** What must hold of the ledger, whatever happened. */
export const laws = [
  'posting_balanced',
  'posting_has_two_entries',
  'posting_has_outcome',
  'entry_of_posting',
  'balance_equals_entries',
  'seq_gapless',
  'running_balance',
  'customer_not_below_held',
  'held_equals_holds',
  'currency_sums_to_zero',
] as const;
export type Law = (typeof laws)[number];

/** One place where a law does not hold. */
export interface Finding {
  readonly law: Law;
  /** The id of the posting or account, or tenant and currency. */
  readonly subject: string;
  readonly detail: string;
}

/** The verdict on the ledger as it was at one moment. */
export interface Verdict {
  readonly postings: bigint;
  readonly entries: bigint;
  readonly accounts: bigint;
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly checkedAt: Date;
}

export const isGood = (verdict: Verdict): boolean => verdict.findings.length === 0;

/** The verdict in the lines of a terminal. */
export function linesOf(verdict: Verdict): string[] {
  const { postings, entries, accounts, seconds, findings } = verdict;
  const counts = `${postings} postings, ${entries} entries, ${accounts} accounts, ${seconds.toFixed(2)} s`;
  const lines = findings.map((finding) => `${finding.law} ${finding.subject}: ${finding.detail}`);
  return [
    ...lines,
    findings.length === 0 ? `the ledger is right: ${counts}` : `the ledger is WRONG (${findings.length}): ${counts}`,
  ];
}
