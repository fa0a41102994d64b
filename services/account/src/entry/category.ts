/** What a line of an account is about, as far as the bank can tell. */
export interface Told {
  readonly kind: string;
  /** Negative for a debit. */
  readonly amount: bigint;
  /** What the customer or the merchant wrote. */
  readonly description: string | null;
  readonly counterparty: { readonly name: string | null };
  readonly cardId: string | null;
}

// eslint-disable-next-line security/detect-non-literal-regexp -- made of the words below
const words = (list: string): RegExp => new RegExp(`(?<![a-z])(${list})`, 'i');

/** Word → category, of money that goes out; the first line that fits wins. */
const debits: readonly (readonly [RegExp, string])[] = [
  [words('rent\\b|mortgage|landlord|lease'), 'housing'],
  [words('electric|energy|water bill|gas bill|utilit|internet|broadband|phone|mobile|telecom'), 'utilities'],
  [words('insurance|premium'), 'insurance'],
  [words('tax\\b|taxes|irs\\b|revenue service'), 'taxes'],
  [words('grocer|supermarket|market|bakery|butcher|corner shop|aldi|lidl|tesco|walmart|costco'), 'groceries'],
  [words('restaurant|cafe|café|coffee|pizza|burger|lunch|dinner|bar\\b|pub\\b|bistro|diner'), 'restaurants'],
  [words('fuel|petrol|gas station|parking|taxi|uber|lyft|bus\\b|train|metro|tram|rail|toll'), 'transport'],
  [words('hotel|hostel|airline|airways|flight|travel|airbnb|booking'), 'travel'],
  [words('pharmacy|doctor|dentist|hospital|clinic|medical|gym|fitness'), 'health'],
  [words('cinema|movie|theat|concert|music|netflix|spotify|game|streaming|museum'), 'entertainment'],
  [words('school|university|tuition|course|book'), 'education'],
  [words('charity|donation|gift'), 'giving'],
  [words('fee\\b|fees\\b|charge'), 'fees'],
  [words('saving|investment|broker|pension'), 'savings'],
];

const credits: readonly (readonly [RegExp, string])[] = [
  [words('salary|payroll|wage|bonus'), 'salary'],
  [words('interest|dividend'), 'interest'],
  [words('refund|return'), 'refund'],
];

const kinds: Readonly<Record<string, string>> = {
  deposit: 'deposit',
  withdrawal: 'cash',
  reversal: 'refund',
};

/** The category of a line; the customer may give it another. */
export function categoryOf({ kind, amount, description, counterparty, cardId }: Told): string {
  const text = `${description ?? ''} ${counterparty.name ?? ''}`;
  if (kind !== 'reversal') {
    const found = (amount < 0n ? debits : credits).find(([word]) => word.test(text));
    if (found) return found[1];
  }
  if (cardId !== null && kind === 'withdrawal') return 'shopping';
  return kinds[kind] ?? 'transfer';
}
