import { heeded, offeredTo, wordsOf } from './query.js';
import { ruleMatcher } from './rule-matcher.js';

const accounts = [
  { account_id: 'a1', type: 'checking', currency: 'USD' },
  { account_id: 'a2', type: 'savings', currency: 'USD' },
];
const ask = (text: string, roles: readonly ('customer' | 'agent')[] = ['customer']) =>
  ruleMatcher.choose({ text, roles, accounts, monthBegan: '2026-01-01' }, offeredTo(roles));

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
  ])('take %p for %s', async (text, tool, given) => {
    expect(await ask(text)).toEqual([{ tool, given }]);
  });

  it.each([
    ['digits', `loan ${'1'.repeat(995)}`],
    ['numbers', `loan ${'1 '.repeat(497)}`],
    ['loans and numbers', 'loan 1 '.repeat(142)],
    ['branches', `branch ${'in a '.repeat(198)}`],
  ])('read the longest question of %s at once', async (_what, text) => {
    const begunAt = performance.now();
    await ask(text);
    expect(performance.now() - begunAt).toBeLessThan(150);
  });

  it('ask for each account where entries are meant', async () => {
    expect(await ask('What did I spend this month?')).toEqual(
      ['a1', 'a2'].map((account_id) => ({
        tool: 'get_transaction_history',
        given: { account_id, type: 'debit', from: '2026-01-01', limit: 200 },
      })),
    );
    expect(await ask('Show my last transfers')).toHaveLength(2);
  });

  it('choose nothing for what they do not understand, or what the role may not use', async () => {
    expect(await ask('Tell me a joke')).toEqual([]);
    expect(await ask('What is my balance?', ['agent'])).toEqual([]);
    expect(await ruleMatcher.phrase({ text: '', roles: [], accounts, monthBegan: '' }, [])).toMatch(/I move no money/);
  });

  it('add up what was spent, without what was declined', async () => {
    const items = [
      { amount: '10.50', currency: 'USD', status: 'approved' },
      { amount: '99.00', currency: 'USD', status: 'declined' },
      { amount: '500', currency: 'JPY', status: 'approved' },
    ];
    const heard = { tool: 'get_transaction_history', given: { type: 'debit' }, success: true, result: { items } };
    const question = { text: '', roles: [], accounts, monthBegan: '' };
    expect(await ruleMatcher.phrase(question, [heard])).toBe('This month 10.50 USD and 500 JPY left.');
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
