import { formatAmount, parseAmount } from '@florin/kernel';
import type { Choice, Heard, LanguageModel, Offered, Question } from './language-model.js';

interface Pattern {
  readonly words: RegExp;
  readonly choose: (question: Question, match: RegExpExecArray) => Choice[];
}

const ACCOUNTS_MOST = 3;
const only = (tool: string, given: Choice['given'] = {}) => (): Choice[] => [{ tool, given }];

function historyOf(question: Question, given: Choice['given']): Choice[] {
  return question.accounts
    .slice(0, ACCOUNTS_MOST)
    .map(({ account_id }) => ({ tool: 'get_transaction_history', given: { account_id, ...given } }));
}

/** An amount is read from its first digit on and has an end: without both, a thousand digits took half a second. */
const LOAN =
  // eslint-disable-next-line security/detect-unsafe-regex -- measured in the spec with the longest question
  /\b(?:loan|borrow|mortgage|repay)\b.*?(?<![\d.,])(\d[\d,]{0,17}(?:\.\d{1,4})?)(?!\d).*?\b(\d{1,2}) *years?/i;

/** The first that fits wins, so the narrower ones come first. */
const patterns: readonly Pattern[] = [
  {
    words: LOAN,
    choose: (_, match) => [
      {
        tool: 'calculate_monthly_payment',
        given: { amount: (match[1] ?? '').replaceAll(',', ''), years: Number(match[2]) },
      },
    ],
  },
  {
    words: /\b(?:risks?|risky|volatil\w*|concentrat\w*)\b/i,
    choose: only('analyze_portfolio', { analysis_type: 'risk' }),
  },
  { words: /\b(?:allocat\w*|diversif\w*)\b/i, choose: only('analyze_portfolio', { analysis_type: 'portfolio' }) },
  { words: /\b(?:portfolio|invest\w*|stocks?|assets?|shares)\b/i, choose: only('get_portfolio') },
  {
    words: /\b(?:spen[dt]\w*|expenses?|paid out)\b/i,
    choose: (question) => historyOf(question, { type: 'debit', from: question.monthBegan, limit: 200 }),
  },
  {
    // eslint-disable-next-line security/detect-unsafe-regex -- measured in the spec with the longest question
    words: /\b(?:branch\w*|offices?)\b(?:.*\bin ([A-Za-z ]{2,30}?)[?.! ]*$)?/i,
    choose: (_, match) => [{ tool: 'get_branch_location', given: match[1] ? { state: match[1].trim() } : {} }],
  },
  { words: /\b(?:offers?|products?|eligib\w*)\b/i, choose: only('get_offer_information') },
  {
    words: /\b(?:transfers?|transactions?|histor\w*|payments?|entries|deposits?|received)\b/i,
    choose: (question) => historyOf(question, { limit: 5 }),
  },
  { words: /\b(?:balances?|how much|money|worth|accounts?)\b/i, choose: only('account_summary') },
];

type Row = Record<string, string>;
const rowsOf = (result: Heard['result'], name: string): Row[] => (result?.[name] as Row[] | undefined) ?? [];

const phrases: Readonly<Record<string, (result: NonNullable<Heard['result']>) => string>> = {
  account_summary: (result) => {
    const totals = rowsOf(result, 'totals').map(({ balance, currency }) => `${balance} ${currency}`);
    return totals.length === 0 ? 'You have no accounts.' : `You have ${totals.join(' and ')}.`;
  },
  calculate_monthly_payment: ({ monthly_payment: monthly, currency, payments }) =>
    `It costs ${String(monthly)} ${String(currency)} a month, ${String(payments)} times.`,
  get_branch_location: (result) => {
    const branches = rowsOf(result, 'branches').map(({ name, street, city }) => `${name} (${street}, ${city})`);
    return branches.length === 0 ? 'There is no branch there.' : `Branches: ${branches.join('; ')}.`;
  },
  get_offer_information: (result) => `We offer ${rowsOf(result, 'offers').map(({ title }) => title).join(', ')}.`,
  get_portfolio: (result) => {
    const summary = rowsOf(result['portfolio_summary'] as Heard['result'], 'totals');
    const totals = summary.map(({ total, currency }) => `${total} ${currency}`);
    return totals.length === 0 ? 'Your portfolio is empty.' : `Your portfolio is worth ${totals.join(' and ')}.`;
  },
  analyze_portfolio: ({ findings }) =>
    `The figures are below: ${Object.keys(findings as object).join(' and ')}, each with its formula.`,
};

/** Approved debits added up per currency. */
function spentIn(heard: readonly Heard[]): string {
  const sums = new Map<string, bigint>();
  for (const { amount = '', currency = '', status } of heard.flatMap(({ result }) => rowsOf(result, 'items'))) {
    if (status === 'approved') sums.set(currency, (sums.get(currency) ?? 0n) + parseAmount(amount, currency));
  }
  const told = [...sums].map(([currency, sum]) => `${formatAmount(sum, currency)} ${currency}`);
  return told.length === 0 ? 'Nothing has left your accounts this month.' : `This month ${told.join(' and ')} left.`;
}

function lastOf(heard: readonly Heard[]): string {
  const entries = heard.flatMap(({ result }) => rowsOf(result, 'items'));
  if (entries.length === 0) return 'There are no entries yet.';
  const told = entries.map(({ type, amount, currency, status, created_at: at = '' }) =>
    `${at.slice(0, 10)} ${type} ${amount} ${currency} (${status})`);
  return `The latest entries: ${told.join('; ')}.`;
}

const HELP =
  'I can tell you about your balances, spending, transactions and portfolio, about loans, branches and offers. ' +
  'I move no money.';

/** Answers without a model: patterns choose the tools, templates say what they found. */
export const ruleMatcher: LanguageModel = {
  name: 'rules',

  async choose(question: Question, tools: readonly Offered[]): Promise<readonly Choice[]> {
    const names = new Set(tools.map(({ name }) => name));
    for (const { words, choose } of patterns) {
      const match = words.exec(question.text);
      const choices = match ? choose(question, match).filter(({ tool }) => names.has(tool)) : [];
      if (choices.length > 0) return choices;
    }
    return [];
  },

  async phrase(_question: Question, heard: readonly Heard[]): Promise<string> {
    const [first] = heard;
    if (!first) return HELP;
    const failed = heard.find(({ success }) => !success);
    if (failed) return 'That could not be answered: see the error of the tool.';
    if (first.tool === 'get_transaction_history') {
      return first.given['type'] === 'debit' ? spentIn(heard) : lastOf(heard);
    }
    return phrases[first.tool]?.(first.result ?? {}) ?? HELP;
  },
};
