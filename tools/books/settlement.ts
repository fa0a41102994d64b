import pg from 'pg';

/** What we have with another bank, in minor units of one currency: positive is what we owe it. */
export interface Position {
  readonly tenantId: string;
  readonly bank: string;
  readonly currency: string;
  readonly amount: bigint;
}

/** A position on which the ledger and the bookings do not say the same. */
export interface Gap {
  readonly tenantId: string;
  readonly bank: string;
  readonly currency: string;
  readonly ledger: bigint;
  readonly booked: bigint;
}

/** The positions that differ; what only one side has is nothing on the other. */
export function gapsOf(ledger: readonly Position[], booked: readonly Position[]): Gap[] {
  const keyOf = ({ tenantId, bank, currency }: Position): string => `${tenantId} ${bank} ${currency}`;
  const [held, noted] = [ledger, booked].map((side) => new Map(side.map((one) => [keyOf(one), one])));
  const all = new Map([...noted!, ...held!]);
  return [...all].flatMap(([key, { tenantId, bank, currency }]) => {
    const [here, there] = [held!.get(key)?.amount ?? 0n, noted!.get(key)?.amount ?? 0n];
    return here === there ? [] : [{ tenantId, bank, currency, ledger: here, booked: there }];
  });
}

type Row = Omit<Position, 'amount'> & { readonly amount: string };

/** Cards are settled with a scheme, not with a bank that sends statements. */
const inLedger = `select tenant_id as "tenantId", substr(house, length('settlement:') + 1) as bank, currency,
    balance::text as amount
  from account where house like 'settlement:%' and house <> 'settlement:cards'`;
const inBookings = `select tenant_id as "tenantId", bank, currency,
    sum(case what when 'payment' then amount else -amount end)::text as amount
  from booking group by tenant_id, bank, currency`;

/** The settlement accounts of the ledger, and the bookings that were noted for the reconciliation. */
export class Settlement {
  private readonly account: pg.Client;
  private readonly bank: pg.Client;

  constructor(accountUrl: string, bankUrl: string) {
    this.account = new pg.Client({ connectionString: accountUrl });
    this.bank = new pg.Client({ connectionString: bankUrl });
  }

  async open(): Promise<void> {
    await Promise.all([this.account.connect(), this.bank.connect()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.account.end(), this.bank.end()]);
  }

  /** Reads both, one after the other: what is under way may look different for a moment. */
  async compare(): Promise<{ accounts: number; differences: Gap[] }> {
    const [ledger, booked] = [await read(this.account, inLedger), await read(this.bank, inBookings)];
    return { accounts: ledger.length, differences: gapsOf(ledger, booked) };
  }
}

async function read(client: pg.Client, text: string): Promise<Position[]> {
  const { rows } = await client.query<Row>(text);
  return rows.map(({ amount, ...rest }) => ({ ...rest, amount: BigInt(amount) }));
}
