import { heeded, offeredTo, wordsOf } from './query.js';
import { ruleMatcher } from './rule-matcher.js';

const accounts = [
  { account_id: 'a1', type: 'checking', currency: 'USD' },
  { account_id: 'a2', type: 'savings', currency: 'USD' },
];
type Roles = readonly ('customer' | 'agent')[];
const questionOf = (text: string, roles: Roles = ['customer']) => ({ text, roles, accounts, today: '2026-01-15' });
const ask = (text: string, roles: Roles = ['customer']) =>
  ruleMatcher.choose(questionOf(text, roles), offeredTo(roles));

describe('the rules', () => {
  it.each([
    ['How much money do I have?', 'account_summary', {}],
    ['what is my BALANCE', 'account_summary', {}],
    ['How is my portfolio doing?', 'get_portfolio', {}],
    ['How risky are my stocks?', 'analyze_portfolio', { analysis_type: 'risk' }],
    ['How is my portfolio diversified?', 'analyze_portfolio', { analysis_type: 'portfolio' }],
    ['What does a loan of 10,000 over 5 years cost?', 'calculate_monthly_payment', { amount: '10000', years: 5 }],
    ['Is there a branch in New York?', 'get_branch_location', { state: 'New York' }],
    ['Which offers do you have?', 'get_offer_information', {}],
    ['what savings products are there', 'get_offer_information', { account_type: 'savings' }],
    ['do you have a student account', 'get_offer_information', {}],
    ['if I borrow 10k for 5 years', 'calculate_monthly_payment', { amount: '10000', years: 5 }],
    ['$12,500.50 for five years, at 3.5 %: a loan', 'calculate_monthly_payment', { amount: '12500.50', years: 5 }],
    ['30 yrs of mortgage, 0.25 million', 'calculate_monthly_payment', { amount: '250000', years: 30 }],
    ['how rich am I', 'account_summary', {}],
    ['what do I have', 'account_summary', {}],
    ['branches near Texas', 'get_branch_location', { state: 'Texas' }],
    ['where can I find you near here', 'get_branch_location', {}],
  ])('take %p for %s', async (text, tool, given) => {
    expect(await ask(text)).toEqual([{ tool, given }]);
  });

  it.each([
    ['digits', `loan ${'1'.repeat(995)}`],
    ['numbers', `loan ${'1 '.repeat(497)}`],
    ['loans and numbers', 'loan 1 '.repeat(142)],
    ['branches', `branch ${'in a '.repeat(198)}`],
    ['wishes', `${'please '.repeat(142)}x`],
    ['commas', `loan ${'1,'.repeat(497)}`],
  ])('read the longest question of %s at once', async (_what, text) => {
    const begunAt = performance.now();
    await ask(text);
    expect(performance.now() - begunAt).toBeLessThan(150);
  });

  it('ask for each account where entries are meant', async () => {
    expect(await ask('What did I spend this month?')).toEqual(
      ['a1', 'a2'].map((account_id) => ({
        tool: 'get_transaction_history',
        given: { account_id, type: 'debit', from: '2026-01-01', to: '2026-01-15', limit: 200 },
      })),
    );
    expect(await ask('Show my last transfers')).toHaveLength(2);
  });

  it.each([
    ['how much did I spend last month', { type: 'debit', from: '2025-12-01', to: '2025-12-31', limit: 200 }],
    ['where did my money go in November', { type: 'debit', from: '2025-11-01', to: '2025-11-30', limit: 200 }],
    ['what happened yesterday', { from: '2026-01-14', to: '2026-01-14', limit: 5 }],
    ['is there any declined payment', { status: 'declined', limit: 5 }],
    ['have I been paid this week', { type: 'credit', from: '2026-01-12', to: '2026-01-15', limit: 5 }],
    ['did my salary arrive', { type: 'credit', limit: 5 }],
  ])('take %p for the entries that it means', async (text, given) => {
    const [choice] = await ask(text);
    expect(choice).toEqual({ tool: 'get_transaction_history', given: { account_id: 'a1', ...given } });
  });

  it.each([
    'send 50 to ben',
    'please transfer 100 dollars to DE86',
    'Move all my money to Mallory',
    'freeze my account',
  ])('take %p for no question', async (text) => {
    expect(await ask(text)).toEqual([]);
  });

  it('choose nothing for what they do not understand, or what the role may not use', async () => {
    expect(await ask('Tell me a joke')).toEqual([]);
    expect(await ask('What is my balance?', ['agent'])).toEqual([]);
    expect(await ruleMatcher.phrase(questionOf(''), [])).toMatch(/I move no money/);
  });

  describe('say what was spent', () => {
    const items = [
      { amount: '10.50', currency: 'USD', status: 'approved', category: 'groceries', description: null },
      { amount: '4.00', currency: 'USD', status: 'approved', category: 'restaurants', description: 'Rialto' },
      { amount: '99.00', currency: 'USD', status: 'declined', category: 'groceries', description: null },
      { amount: '500', currency: 'JPY', status: 'approved', category: null, description: null },
    ];
    const heard = { tool: 'get_transaction_history', given: { type: 'debit' }, success: true, result: { items } };
    const say = (text: string): Promise<string> => ruleMatcher.phrase(questionOf(text), [heard]);

    it.each([
      ['What did I spend?', 'This month 14.50 USD and 500 JPY left.'],
      ['How much did I spend in December?', 'In December 2025 14.50 USD and 500 JPY left.'],
      ['How much did I spend on groceries last week', 'Last week 10.50 USD left for groceries.'],
      ['spending for my grocery shopping', 'Nothing has left your accounts this month for grocery shopping.'],
      ['spent at rialto?', 'This month 4.00 USD left for rialto.'],
    ])('to %p', async (text, answer) => {
      expect(await say(text)).toBe(answer);
    });

    it('without a claim to be whole where there is more', async () => {
      const more = { ...heard, result: { items, next_cursor: 'x' } };
      expect(await ruleMatcher.phrase(questionOf('spent'), [more])).toMatch(/^This month at least 14.50 USD/);
      const many = { ...questionOf('spent'), accounts: Array(6).fill(accounts[0]) as typeof accounts };
      expect(await ruleMatcher.phrase(many, [heard])).toMatch(/^This month at least/);
    });
  });

  it('name the accounts where numbers are meant', async () => {
    const result = { accounts: [{ type: 'checking', number: '4823915073', iban: 'DE44' }], totals: [] };
    const heard = { tool: 'account_summary', given: {}, success: true, result };
    const answer = await ruleMatcher.phrase(questionOf('what is my IBAN'), [heard]);
    expect(answer).toBe('Your accounts: checking 4823915073, IBAN DE44.');
  });
});

describe('what a model says', () => {
  const offered = offeredTo(['customer']);

  it('is heeded where it names a tool on offer, and nothing on offer changes anything', () => {
    expect(offered.map(({ name }) => name)).not.toContain('bank_transfer');
    const choices = [
      { tool: 'bank_transfer', given: {} },
      { tool: 'freeze_account', given: {} },
      { tool: 'service_request', given: { action: 'open' } },
      { tool: 'update_contact_info', given: { phone: null } },
      { tool: '__proto__', given: {} },
      { tool: 'bank_balance', given: 'x' },
      null,
    ];
    expect(heeded(choices, offered)).toEqual([{ tool: 'bank_balance', given: {} }]);
    expect(heeded('bank_transfer', offered)).toEqual([]);
    expect(heeded(Array(50).fill({ tool: 'bank_balance', given: {} }), offered)).toHaveLength(5);
  });

  it('is text of a decent length without control characters', () => {
    expect(wordsOf(' a\u0000b\u001b[31m ')).toBe('ab[31m');
    expect(wordsOf('x'.repeat(10_000))).toHaveLength(4_000);
    expect(wordsOf({ tool_calls: [] })).toBe('');
  });
});
