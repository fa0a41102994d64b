import { formatAmount, parseAmount } from '@florin/kernel';
import type { Choice, Heard, LanguageModel, Offered, Question } from './language-model.js';
import { loanIn } from './loan-question.js';
import { periodIn, thisMonth } from './period.js';
import { CHOICES_MOST } from './query.js';

interface Pattern {
  readonly fits: (text: string) => boolean;
  readonly choose: (question: Question) => Choice[];
}

const ENTRIES_MOST = 200;
const LATEST_MOST = 5;

const words = (pattern: RegExp) => (text: string): boolean => pattern.test(text);
const only = (tool: string, given: Choice['given'] = {}) => (): Choice[] => [{ tool, given }];

function historyOf(question: Question, given: Choice['given']): Choice[] {
  return question.accounts
    .slice(0, CHOICES_MOST)
    .map(({ account_id }) => ({ tool: 'get_transaction_history', given: { account_id, ...given } }));
}

/** What was spent in the time that the question names. */
function spending(question: Question): Choice[] {
  const { from, to } = periodIn(question.text, question.today) ?? thisMonth(question.today);
  return historyOf(question, { type: 'debit', from, to, limit: ENTRIES_MOST });
}

const CAME_IN = /\b(?:received|salary|wages?|income|deposits?|(?:been|got) paid|paid me|came in)\b/i;

function latest(question: Question): Choice[] {
  const { text, today } = question;
  const period = periodIn(text, today);
  const status = /\b(declined|pending)\b/i.exec(text)?.[1]?.toLowerCase();
  return historyOf(question, {
    ...(period && { from: period.from, to: period.to }),
    ...(status && { status }),
    ...(CAME_IN.test(text) && { type: 'credit' }),
    limit: LATEST_MOST,
  });
}

const PLACE = /\b(?:in|near|around) (?!me\b|here\b|my\b)([A-Za-z ]{2,30}?)[?.! ]*$/i;

function branches({ text }: Question): Choice[] {
  const state = PLACE.exec(text)?.[1]?.trim();
  return [{ tool: 'get_branch_location', given: state === undefined ? {} : { state } }];
}

function offers({ text }: Question): Choice[] {
  const type = /\b(savings|checking)\b/i.exec(text)?.[1]?.toLowerCase();
  return [{ tool: 'get_offer_information', given: type === undefined ? {} : { account_type: type } }];
}

function loan({ text }: Question): Choice[] {
  const asked = loanIn(text);
  return asked ? [{ tool: 'calculate_monthly_payment', given: { ...asked } }] : [];
}

/** A wish that something be done: no question, and nothing that an answer could do. */
// eslint-disable-next-line security/detect-unsafe-regex -- measured in the spec with the longest question
const WISH = /^\W*(?:(?:please|can you|could you|i want to)\W+)*(?:send|transfer|move|pay|wire|freeze)\b(?! hist)/i;

/** The first that fits and has a tool wins, so the narrower ones come first. */
const patterns: readonly Pattern[] = [
  { fits: (text) => loanIn(text) !== undefined, choose: loan },
  {
    fits: words(/\b(?:risks?|risky|volatil\w*|concentrat\w*)\b/i),
    choose: only('analyze_portfolio', { analysis_type: 'risk' }),
  },
  {
    fits: words(/\b(?:allocat\w*|diversif\w*)\b/i),
    choose: only('analyze_portfolio', { analysis_type: 'portfolio' }),
  },
  { fits: words(/\b(?:portfolio|invest\w*|stocks?|assets?|shares)\b/i), choose: only('get_portfolio') },
  { fits: words(/\b(?:spen[dt]\w*|expenses?|paid out|money go(?:es|ne)?)\b/i), choose: spending },
  { fits: words(/\b(?:branch\w*|offices?|find you)\b/i), choose: branches },
  { fits: words(/\b(?:offers?|products?|eligib\w*|do you have)\b/i), choose: offers },
  {
    fits: words(/\b(?:transfers?|transactions?|histor\w*|payments?|entries|movements?|activity|happened)\b/i),
    choose: latest,
  },
  { fits: words(CAME_IN), choose: latest },
  {
    fits: words(/\b(?:balances?|how (?:much|rich)|money|worth|accounts?|iban|(?:do|have) i (?:have|got)|broke)\b/i),
    choose: only('account_summary'),
  },
];

type Row = Record<string, string>;
const rowsOf = (result: Heard['result'], name: string): Row[] => (result?.[name] as Row[] | undefined) ?? [];

type Result = NonNullable<Heard['result']>;
const phrases: Readonly<Record<string, (result: Result, question: Question) => string>> = {
  account_summary: (result, { text }) => {
    if (/\b(?:iban|number)\b/i.test(text)) return numbersIn(result);
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

function numbersIn(result: Result): string {
  const told = rowsOf(result, 'accounts').map(({ type, number, iban }) => `${type} ${number}, IBAN ${iban}`);
  return told.length === 0 ? 'You have no accounts.' : `Your accounts: ${told.join('; ')}.`;
}

const SUBJECT =
  /\b(?:on|for|at) (?:my |the )?([a-z][a-z '&-]{1,29}?)(?= (?:this|last|past|previous|in|today|yesterday)\b|[?.!,]|$)/i;
const EVERYTHING = /^(?:everything|all|total|average|accounts?|whole)$/i;

/** What the money was spent on, if the question names it; without its ending "grocery" is among the "groceries". */
function subjectOf({ text }: Question): { words: string; stem: string } | undefined {
  const subject = SUBJECT.exec(text)?.[1]?.toLowerCase();
  if (subject === undefined || EVERYTHING.test(subject)) return undefined;
  return { words: subject, stem: subject.length > 4 ? subject.replace(/(?:ies|es|s|y)$/, '') : subject };
}

/** Approved debits of the time and the subject that the question names, added up per currency. */
function spentIn(question: Question, heard: readonly Heard[]): string {
  const subject = subjectOf(question);
  const period = periodIn(question.text, question.today) ?? thisMonth(question.today);
  const sums = new Map<string, bigint>();
  for (const { amount = '', currency = '', status, category, description } of entriesOf(heard)) {
    if (status !== 'approved') continue;
    if (subject && !`${category} ${description}`.toLowerCase().includes(subject.stem)) continue;
    sums.set(currency, (sums.get(currency) ?? 0n) + parseAmount(amount, currency));
  }
  const isWhole = heard.every(({ result }) => !result?.['next_cursor']) && question.accounts.length <= CHOICES_MOST;
  const told = [...sums].map(([currency, sum]) => `${formatAmount(sum, currency)} ${currency}`);
  const on = subject ? ` for ${subject.words}` : '';
  if (told.length === 0) return `Nothing has left your accounts ${period.words}${on}.`;
  const when = `${period.words[0]!.toUpperCase()}${period.words.slice(1)}`;
  return `${when} ${isWhole ? '' : 'at least '}${told.join(' and ')} left${on}.`;
}

const entriesOf = (heard: readonly Heard[]): Row[] => heard.flatMap(({ result }) => rowsOf(result, 'items'));

function lastOf(heard: readonly Heard[]): string {
  const entries = entriesOf(heard);
  if (entries.length === 0) return 'There are no such entries.';
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
    if (WISH.test(question.text)) return [];
    const names = new Set(tools.map(({ name }) => name));
    for (const { fits, choose } of patterns) {
      const choices = fits(question.text) ? choose(question).filter(({ tool }) => names.has(tool)) : [];
      if (choices.length > 0) return choices;
    }
    return [];
  },

  async phrase(question: Question, heard: readonly Heard[]): Promise<string> {
    const [first] = heard;
    if (!first) return HELP;
    const failed = heard.find(({ success }) => !success);
    if (failed) return 'That could not be answered: see the error of the tool.';
    if (first.tool === 'get_transaction_history') {
      return first.given['type'] === 'debit' ? spentIn(question, heard) : lastOf(heard);
    }
    return phrases[first.tool]?.(first.result ?? {}, question) ?? HELP;
  },
};
