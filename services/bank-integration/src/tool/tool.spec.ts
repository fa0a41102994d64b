import { readFileSync } from 'node:fs';
import { roles, scopes } from '@florin/contracts';
import { lacking, mustFit, permit, rightOf, toolNames, tools, toolsOf, type ToolName } from './tool.js';

/** The routes of the whole bank with the scope of each, as the document tells the world. */
const { paths } = JSON.parse(readFileSync(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, { 'x-scope'?: string }>>;
};

const rows = toolNames.flatMap((name) => roles.flatMap((role) => {
  const right = rightOf(name, [role]);
  return right ? [{ name, role, right }] : [];
}));

describe('the table of tools', () => {
  it('says which role may use which tool, with which scopes, and what it calls', () => {
    const table = new Map<string, string[]>();
    for (const { name, role, right } of rows) {
      const line = `${name} | ${right.calls} | ${right.scopes.join(' ')}`;
      table.set(line, [...(table.get(line) ?? []), role]);
    }
    expect([...table].map(([line, who]) => `${line} | ${who.join(' ')}`)).toEqual([
      'bank_balance | GET /accounts | accounts:read | customer',
      'account_summary | GET /accounts | accounts:read | customer',
      'get_account_info | GET /accounts/{id} | accounts:read | customer',
      'get_account_info | GET /admin/accounts/{id} | office:read | agent admin read_only',
      'get_transaction_history | GET /accounts/{id}/transactions | accounts:read | customer',
      'bank_transfer | POST /transfers | accounts:read transfers:write | customer',
      'create_account | POST /accounts | accounts:write | customer',
      'create_account | POST /admin/accounts | office:write | agent admin',
      'freeze_account | POST /accounts/{id}/freeze | office:write | agent admin',
      'unfreeze_account | POST /accounts/{id}/unfreeze | office:write | agent admin',
      'update_contact_info | PATCH /account-holders/me | profile:write | customer agent admin read_only',
      'get_portfolio | GET /bank/portfolio | bank:read | customer',
      'analyze_portfolio | POST /mcp/analyze | bank:read | customer',
      'calculate_monthly_payment | GET /loans/quote | bank:read | customer agent admin read_only',
      'get_branch_location | GET /branches | bank:read | customer agent admin read_only',
      'get_offer_information | GET /offers | bank:read | customer agent admin read_only',
      'service_request | POST /service-requests | requests:read requests:write | customer',
      'service_request | GET /service-requests | requests:read requests:write | agent admin',
      'transfer_to_customer_support_agent | none | bank:read | customer agent admin read_only',
      'transfer_to_sales_agent | none | bank:read | customer agent admin read_only',
      'transfer_to_transactions_agent | none | bank:read | customer agent admin read_only',
    ]);
  });

  it('names no scope that the role does not have', () => {
    const wrong = rows.filter(({ role, right }) =>
      right.scopes.some((scope) => !(scopes[scope] as readonly string[]).includes(role)),
    );
    expect(wrong).toEqual([]);
  });

  it('asks for the scope of the route that it calls', () => {
    const served = rows.filter(({ right }) => {
      const [method = '', path = ''] = right.calls.split(' ');
      return paths[path]?.[method.toLowerCase()];
    });
    expect(served.length).toBeGreaterThan(20);
    const wrong = served.filter(({ right }) => {
      const [method = '', path = ''] = right.calls.split(' ');
      const scope = paths[path]?.[method.toLowerCase()]?.['x-scope'];
      return scope !== 'any' && !right.scopes.some((one) => one === scope);
    });
    expect(wrong).toEqual([]);
  });

  it('lets a read-only tool call nothing but reads', () => {
    const reads = new Set(['GET', 'none']);
    const wrong = rows
      .filter(({ name, right }) => tools[name].readOnly && !reads.has(right.calls.split(' ')[0]!))
      .map(({ name }) => name);
    expect(wrong).toEqual(['analyze_portfolio']);
  });

  it('gives every argument of money as a decimal string', () => {
    for (const name of toolNames) {
      const { amount } = tools[name].input.properties as { amount?: { type: string; pattern: string } };
      if (amount) expect(amount).toMatchObject({ type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?$' });
    }
  });
});

describe('a permit', () => {
  const customer = { roles: ['customer'], scopes: ['accounts:read'] } as never;

  it('is denied for an unknown tool, whatever it is called', () => {
    for (const name of ['', 'drop_tables', '__proto__', 'constructor', 'toString']) {
      expect(() => permit(name, customer)).toThrow('unknown_tool');
    }
  });

  it('judges the role before the scope', () => {
    expect(() => permit('freeze_account', customer)).toThrow('forbidden');
    expect(() => permit('bank_transfer', customer)).toThrow('insufficient_scope');
    expect(permit('bank_balance', customer)).toBe('bank_balance');
  });

  it('lists by role, whatever the scopes are', () => {
    expect(toolsOf(['customer'])).toContain('bank_transfer');
    expect(toolsOf(['customer'])).not.toContain('freeze_account');
    expect(toolsOf(['agent'])).toContain('freeze_account');
    expect(toolsOf(['read_only'])).not.toContain('create_account');
    expect(toolsOf([])).toEqual([]);
  });

  it('names what a token lacks', () => {
    const right = rightOf('bank_transfer', ['customer'])!;
    expect(lacking(right, { scopes: ['accounts:read'] })).toEqual(['transfers:write']);
  });
});

describe('the arguments of a tool', () => {
  const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';
  const transfer = { from_account_id: id, to_account_id: id, amount: '5', idempotency_key: 'k' };

  it.each<[ToolName, unknown]>([
    ['bank_transfer', transfer],
    ['bank_balance', {}],
    ['create_account', { type: 'savings', currency: 'JPY' }],
    ['update_contact_info', { phone: null }],
  ])('%s takes %p', (name, given) => {
    expect(mustFit(name, given)).toEqual(given);
  });

  it.each<[ToolName, unknown]>([
    ['bank_transfer', { ...transfer, amount: 5 }],
    ['bank_transfer', { ...transfer, amount: '5e3' }],
    ['bank_transfer', { ...transfer, amount: '-5' }],
    ['bank_transfer', { ...transfer, currency: 'XXQ' }],
    ['bank_transfer', { ...transfer, idempotency_key: undefined }],
    ['bank_transfer', { ...transfer, idempotency_key: 'with blank' }],
    ['bank_transfer', { ...transfer, confirmed: true }],
    ['bank_balance', { account_id: 'mine' }],
    ['bank_balance', []],
    ['bank_balance', 'x'],
    ['bank_balance', { constructor: 1 }],
    ['create_account', { name: 'a\u0000b' }],
  ])('%s refuses %p, and does not tell the value again', (name, given) => {
    expect(() => mustFit(name, given)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it('are told by their names when one is unknown or missing', () => {
    const errors = (missing: string): object => ({
      extra: { errors: [{ field: missing, message: 'must be given' }, { field: 'x', message: 'is not known here' }] },
    });
    const { amount: _amount, ...rest } = transfer;
    expect(() => mustFit('get_account_info', { x: 1 })).toThrow(expect.objectContaining(errors('account_id')));
    expect(() => mustFit('bank_transfer', { ...rest, x: 1 })).toThrow(expect.objectContaining(errors('amount')));
  });
});
