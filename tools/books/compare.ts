/** A transfer as the transaction service tells it. */
export interface ToldTransfer {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly debitEntryId: string | null;
  readonly creditEntryId: string | null;
}

/** What the account service has decided about a transfer, for ever. */
export interface Outcome {
  readonly transferId: string;
  readonly status: 'completed' | 'declined';
  readonly reason: string | null;
  readonly debitEntryId: string | null;
  readonly creditEntryId: string | null;
}

/** One transfer about which the two databases do not say the same. */
export interface Difference {
  readonly transferId: string;
  readonly detail: string;
}

/** What a limit refuses is declined before the account service hears of it. */
function isRefusedAtTheDoor({ status, reason }: ToldTransfer): boolean {
  return status === 'declined' && reason === 'limit_exceeded';
}

function differenceOf(transfer: ToldTransfer | undefined, outcome: Outcome | undefined): string | undefined {
  if (!transfer) return `the account service ${outcome!.status} it, and no such transfer was asked for`;
  if (!outcome) {
    return transfer.status === 'requested' || isRefusedAtTheDoor(transfer)
      ? undefined
      : `it is ${transfer.status}, and the account service never decided it`;
  }
  if (isRefusedAtTheDoor(transfer)) return `a limit refused it, and the account service ${outcome.status} it`;
  if (transfer.status !== outcome.status)
    return `it is ${transfer.status}, and the account service ${outcome.status} it`;
  if (transfer.reason !== outcome.reason) {
    return `it was declined for ${transfer.reason}, and the account service says ${outcome.reason}`;
  }
  const entries = (of: ToldTransfer | Outcome): string => `${of.debitEntryId} and ${of.creditEntryId}`;
  if (outcome.status === 'completed' && entries(transfer) !== entries(outcome)) {
    return `it names the entries ${entries(transfer)}, and the account service wrote ${entries(outcome)}`;
  }
  return undefined;
}

/** What two lists about the same transfers do not agree on. What neither side has decided is no difference. */
export function compare(transfers: readonly ToldTransfer[], outcomes: readonly Outcome[]): Difference[] {
  const told = new Map(transfers.map((transfer) => [transfer.id, transfer]));
  const decided = new Map(outcomes.map((outcome) => [outcome.transferId, outcome]));
  const ids = new Set([...told.keys(), ...decided.keys()]);
  return [...ids].flatMap((transferId) => {
    const detail = differenceOf(told.get(transferId), decided.get(transferId));
    return detail === undefined ? [] : [{ transferId, detail }];
  });
}
