/** A transfer as the transaction service tells it. */
export interface ToldTransfer {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly debitEntryId: string | null;
  readonly creditEntryId: string | null;
}

/** What the account service has decided about a transfer with one verb, for ever. */
export interface Outcome {
  readonly transferId: string;
  readonly verb: string;
  readonly status: 'completed' | 'declined' | 'released';
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

/** A transfer on its way to another bank, or looked at, may wait for long: money is held, and nothing is over. */
const onItsWay = ['requested', 'in_review', 'reserved', 'capturing', 'releasing', 'returning'];
/** Reasons that somebody else than the account service gives; it was told to release what was held. */
const reasonsOfOthers = ['payment_rejected', 'transfer_refused'];

/** What all outcomes of a transfer come to: what was captured and then posted the other way round has come back. */
function verdictOf(outcomes: readonly Outcome[]): Outcome | undefined {
  const by = (verb: string): Outcome | undefined => outcomes.find((one) => one.verb === verb);
  return by('capture') ?? by('post') ?? by('release') ?? by('reserve');
}

function wayOf({ status, reason }: ToldTransfer): string {
  return status === 'declined' && reasonsOfOthers.includes(reason ?? '') ? 'released' : status;
}

function differenceOf(transfer: ToldTransfer | undefined, outcomes: readonly Outcome[]): string | undefined {
  const outcome = verdictOf(outcomes);
  if (!transfer) return `the account service ${outcome!.status} it, and no such transfer was asked for`;
  if (!outcome) {
    return onItsWay.includes(transfer.status) || isRefusedAtTheDoor(transfer)
      ? undefined
      : `it is ${transfer.status}, and the account service never decided it`;
  }
  if (isRefusedAtTheDoor(transfer)) return `a limit refused it, and the account service ${outcome.status} it`;
  return transfer.status === 'returned' || transfer.status === 'cancelled'
    ? differenceOfReturn(transfer, outcomes, outcome)
    : differenceOfEnd(transfer, outcome);
}

/** Money that came back was released, or captured and then posted the other way round. */
function differenceOfReturn({ status }: ToldTransfer, outcomes: readonly Outcome[], last: Outcome): string | undefined {
  const isBack = outcomes.some(({ verb }) => verb === 'post') && outcomes.some(({ verb }) => verb === 'capture');
  if (isBack || last.status === 'released') return undefined;
  return `it is ${status}, and the account service ${last.status} it`;
}

function differenceOfEnd(transfer: ToldTransfer, outcome: Outcome): string | undefined {
  if (wayOf(transfer) !== outcome.status)
    return `it is ${transfer.status}, and the account service ${outcome.status} it`;
  if (outcome.status !== 'released' && transfer.reason !== outcome.reason) {
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
  const decided = Map.groupBy(outcomes, ({ transferId }) => transferId);
  const ids = new Set([...told.keys(), ...decided.keys()]);
  return [...ids].flatMap((transferId) => {
    const detail = differenceOf(told.get(transferId), decided.get(transferId) ?? []);
    return detail === undefined ? [] : [{ transferId, detail }];
  });
}
