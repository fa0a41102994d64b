import type { Deed, Word } from './deed.ts';

/** A transfer as the transaction service has it. */
export interface KeptTransfer {
  readonly id: string;
  readonly userId: string;
  readonly key: string | null;
  readonly status: string;
}

/** A line of an account's history. */
export interface KeptEntry {
  readonly transferId: string;
  readonly accountId: string;
  readonly cents: bigint;
  readonly approved: boolean;
}

/** What the two databases hold of one round. */
export interface Kept {
  readonly transfers: readonly KeptTransfer[];
  /** The transfers whose posting the account service says was made, and those that it declined. */
  readonly posted: ReadonlySet<string>;
  readonly declined: ReadonlySet<string>;
  readonly entries: readonly KeptEntry[];
  /** Balances of the actors' accounts. */
  readonly balances: ReadonlyMap<string, bigint>;
}

const isRefusal = ({ status }: Word): boolean => status >= 400;
const keyOf = (of: { userId: string; key: string | null }): string => `${of.userId} ${of.key}`;

/** What clients were told held against what is kept: every fault in one line, none when all is right. */
export function judge(deeds: readonly Deed[], kept: Kept): string[] {
  const transfers = Map.groupBy(kept.transfers, keyOf);
  const entries = Map.groupBy(kept.entries, ({ transferId }) => transferId);
  const faults = deeds.flatMap((deed) => {
    const own = transfers.get(keyOf({ userId: deed.actor.userId, key: deed.key })) ?? [];
    transfers.delete(keyOf({ userId: deed.actor.userId, key: deed.key }));
    const wrong = faultOf(deed, own, (id) => entries.get(id) ?? [], kept);
    return wrong === undefined ? [] : [`${deed.path} with key ${deed.key}: ${wrong}`];
  });
  const strangers = [...transfers.keys()].map((key) => `a transfer that nobody asked for: ${key}`);
  return [...faults, ...strangers, ...balanceFaults(deeds, kept)];
}

function faultOf(
  deed: Deed,
  transfers: readonly KeptTransfer[],
  entriesOf: (id: string) => readonly KeptEntry[],
  kept: Kept,
): string | undefined {
  const ids = new Set(deed.said.flatMap(({ id }) => id ?? []));
  if (ids.size > 1) return `it was answered as different transfers: ${[...ids].join(', ')}`;
  const decided = deed.said.filter(({ status }) => status !== 202);
  const finals = new Set(decided.map(({ status, code }) => `${status} ${code}`));
  if (finals.size !== 1) return `its final answers were ${finals.size === 0 ? 'none' : [...finals].join(' and ')}`;
  const last = deed.said.at(-1)!;
  if (transfers.length > 1) return `it is kept ${transfers.length} times`;
  const [transfer] = transfers;
  const [id] = ids;
  if (id !== undefined && transfer?.id !== id) return `it was acknowledged as ${id}, and ${transfer?.id} is kept`;
  if (isRefusal(last)) return refusalFault(last, transfer, entriesOf, kept);
  if (!transfer) return 'it was acknowledged and is not kept';
  if (transfer.status !== 'completed') return `it was acknowledged as completed and is ${transfer.status}`;
  if (!kept.posted.has(transfer.id)) return 'it is completed and the account service never posted it';
  return postingFault(deed, entriesOf(transfer.id));
}

function refusalFault(
  { status, code }: Word,
  transfer: KeptTransfer | undefined,
  entriesOf: (id: string) => readonly KeptEntry[],
  kept: Kept,
): string | undefined {
  const told = `it was refused (${status} ${code})`;
  if (!transfer) return undefined;
  if (transfer.status !== 'declined') return `${told} and is kept as ${transfer.status}`;
  if (kept.posted.has(transfer.id) || !kept.declined.has(transfer.id)) return `${told} and its outcome is no decline`;
  return entriesOf(transfer.id).some(({ approved }) => approved) ? `${told} and money has moved` : undefined;
}

/** Exactly two approved lines, the payer's and the payee's, that cancel each other. */
function postingFault({ from, to, cents }: Deed, entries: readonly KeptEntry[]): string | undefined {
  const approved = entries.filter((entry) => entry.approved);
  if (approved.length !== 2 || entries.length !== 2) return `it has ${entries.length} entries instead of two`;
  const has = (account: string | null, amount: bigint): boolean =>
    approved.some(({ accountId, cents: of }) => of === amount && (account === null || accountId === account));
  return has(from, -cents) && has(to, cents) ? undefined : 'its entries are not what was asked for';
}

/** Every account holds what its deeds left in it. */
function balanceFaults(deeds: readonly Deed[], { balances }: Kept): string[] {
  const due = new Map<string, bigint>([...balances.keys()].map((id) => [id, 0n]));
  for (const { from, to, cents, said } of deeds) {
    if (said.at(-1)?.status !== 201) continue;
    if (from !== null) due.set(from, (due.get(from) ?? 0n) - cents);
    if (to !== null) due.set(to, (due.get(to) ?? 0n) + cents);
  }
  return [...due]
    .filter(([id, cents]) => balances.get(id) !== cents)
    .map(([id, cents]) => `account ${id} holds ${balances.get(id)} and should hold ${cents}`);
}
