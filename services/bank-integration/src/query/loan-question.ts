/** A loan as a question names it. */
export interface AskedLoan {
  /** A decimal text. */
  readonly amount: string;
  readonly years: number;
}

const LOAN = /\b(?:loans?|borrow\w*|mortgages?|repay\w*|lend)\b/i;
const numerals = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
// eslint-disable-next-line security/detect-non-literal-regexp -- made of the words above
const YEARS = new RegExp(`\\b(\\d{1,2}|${numerals.join('|')})[ -]?(?:years?|yrs?)\\b`, 'i');
/** A number with what makes it a thousand times as much, if it is neither a share nor a time. */
const AMOUNT =
  // eslint-disable-next-line security/detect-unsafe-regex -- measured in the spec with the longest question
  /(?<![\d.,])(\d[\d,]{0,17}(?:\.\d{1,4})?)(?![.,]?\d) ?(k|thousand|million)?\b(?![ -]?(?:%|percent|years?|yrs?))/i;
const zeros: Readonly<Record<string, number>> = { k: 3, thousand: 3, million: 6 };

/** The loan that a question is about; nothing when it is about none, or does not say how much and for how long. */
export function loanIn(text: string): AskedLoan | undefined {
  if (!LOAN.test(text)) return undefined;
  const years = YEARS.exec(text)?.[1]?.toLowerCase();
  const [, digits, times = ''] = AMOUNT.exec(text) ?? [];
  if (years === undefined || digits === undefined) return undefined;
  const amount = shifted(digits.replaceAll(',', ''), zeros[times.toLowerCase()] ?? 0);
  return { amount, years: numerals.indexOf(years) + 1 || Number(years) };
}

/** A decimal text times ten, so many times over. */
function shifted(decimal: string, places: number): string {
  const [whole = '', part = ''] = decimal.split('.');
  const rest = part.slice(places);
  const moved = (whole + part.slice(0, places).padEnd(places, '0')).replace(/^0+(?=\d)/, '');
  return moved + (rest === '' ? '' : `.${rest}`);
}
