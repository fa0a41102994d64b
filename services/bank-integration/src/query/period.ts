/** Days that a question is about, both ends included, and how an answer calls them. All days are of UTC. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly words: string;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const months = [
  'january', 'february', 'march', 'april', 'may', 'june',
  'july', 'august', 'september', 'october', 'november', 'december',
];

const SPAN = /\b(?:today|yesterday|(?:this|last|past|previous) (?:week|month|year))\b/i;
// eslint-disable-next-line security/detect-non-literal-regexp -- made of the words above
const MONTH = new RegExp(`\\b(?:in|during|of) (${months.join('|')})\\b`, 'i');

const moved = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The month that begins on this day. */
function monthFrom(from: string): Pick<Period, 'from' | 'to'> {
  const nextBegins = `${moved(from, 31).slice(0, 7)}-01`;
  return { from, to: moved(nextBegins, -1) };
}

/** The days that a question names; nothing when it names none. A month by its name is the latest that has begun. */
export function periodIn(text: string, today: string): Period | undefined {
  const month = months.indexOf(MONTH.exec(text)?.[1]?.toLowerCase() ?? '');
  if (month >= 0) {
    const year = Number(today.slice(0, 4)) - (month + 1 > Number(today.slice(5, 7)) ? 1 : 0);
    const from = `${year}-${String(month + 1).padStart(2, '0')}-01`;
    return { ...monthFrom(from), words: `in ${months[month]![0]!.toUpperCase()}${months[month]!.slice(1)} ${year}` };
  }
  const words = SPAN.exec(text)?.[0].toLowerCase().replace(/past|previous/, 'last');
  return words === undefined ? undefined : { ...daysOf(words, today), words };
}

/** The month so far. */
export function thisMonth(today: string): Period {
  return { ...daysOf('this month', today), words: 'this month' };
}

function daysOf(words: string, today: string): Pick<Period, 'from' | 'to'> {
  const year = Number(today.slice(0, 4));
  const monday = moved(today, -((new Date(today).getUTCDay() + 6) % 7));
  const monthBegan = `${today.slice(0, 7)}-01`;
  switch (words) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: moved(today, -1), to: moved(today, -1) };
    case 'this week':
      return { from: monday, to: today };
    case 'last week':
      return { from: moved(monday, -7), to: moved(monday, -1) };
    case 'last month':
      return monthFrom(`${moved(monthBegan, -1).slice(0, 7)}-01`);
    case 'this year':
      return { from: `${year}-01-01`, to: today };
    case 'last year':
      return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
    default:
      return { from: monthBegan, to: today };
  }
}
