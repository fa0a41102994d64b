import type { TObject } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { Role, Scope } from '@florin/contracts';
import { DomainError, isCurrency } from '@florin/kernel';
import * as shapes from './argument.js';

/** What a role may do with a tool: the scopes that the token must carry, and the route that the tool calls. */
export interface Right {
  readonly scopes: readonly Scope[];
  readonly calls: string;
}

/** One row of the table: the only place that says which tools there are, and for whom. */
export interface Tool {
  readonly title: string;
  readonly description: string;
  readonly input: TObject;
  /** It changes nothing, wherever it is called from. */
  readonly readOnly: boolean;
  readonly rights: Partial<Readonly<Record<Role, Right>>>;
}

const customer = (calls: string, ...scopes: Scope[]): Tool['rights'] => ({ customer: { scopes, calls } });
const officers = (calls: string, ...scopes: Scope[]): Tool['rights'] => ({
  agent: { scopes, calls },
  admin: { scopes, calls },
});
const everybody = (calls: string, ...scopes: Scope[]): Tool['rights'] => ({
  ...customer(calls, ...scopes),
  ...officers(calls, ...scopes),
  read_only: { scopes, calls },
});

/** No route: the tool itself is the answer. */
const NO_ROUTE = 'none';

function handOver(agent: string, about: string): Tool {
  return {
    title: `Hand over to the ${agent} agent`,
    description: `Names the agent that goes on with ${about}.`,
    input: shapes.nothing,
    readOnly: true,
    rights: everybody(NO_ROUTE, 'bank:read'),
  };
}

export const tools = {
  bank_balance: {
    title: 'Balance',
    description: 'The balance of one own account, or of all of them.',
    input: shapes.oneAccount,
    readOnly: true,
    rights: customer('GET /accounts', 'accounts:read'),
  },
  account_summary: {
    title: 'Account summary',
    description: 'All own accounts with totals per currency.',
    input: shapes.nothing,
    readOnly: true,
    rights: customer('GET /accounts', 'accounts:read'),
  },
  get_account_info: {
    title: 'Account details',
    description: 'One account with its number, IBAN and status; officers see those of all customers.',
    input: shapes.namedAccount,
    readOnly: true,
    rights: {
      ...customer('GET /accounts/{id}', 'accounts:read'),
      ...officers('GET /admin/accounts/{id}', 'office:read'),
      read_only: { scopes: ['office:read'], calls: 'GET /admin/accounts/{id}' },
    },
  },
  get_transaction_history: {
    title: 'Transaction history',
    description: 'The entries of one own account, newest first.',
    input: shapes.history,
    readOnly: true,
    rights: customer('GET /accounts/{id}/transactions', 'accounts:read'),
  },
  bank_transfer: {
    title: 'Transfer money',
    description:
      'Sends money from an own account. The first call answers confirmation_required: show amount and payee to the ' +
      'customer, and call again with the confirmation_id once they agreed.',
    input: shapes.transfer,
    readOnly: false,
    rights: customer('POST /transfers', 'accounts:read', 'transfers:write'),
  },
  create_account: {
    title: 'Open an account',
    description: 'Opens an account; officers open one for a customer (owner_id).',
    input: shapes.opening,
    readOnly: false,
    rights: { ...customer('POST /accounts', 'accounts:write'), ...officers('POST /admin/accounts', 'office:write') },
  },
  freeze_account: {
    title: 'Freeze an account',
    description: "Stops everything that would leave a customer's account.",
    input: shapes.freezing,
    readOnly: false,
    rights: officers('POST /accounts/{id}/freeze', 'office:write'),
  },
  unfreeze_account: {
    title: 'Lift a freeze',
    description: "Lets a customer's account pay again.",
    input: shapes.namedAccount,
    readOnly: false,
    rights: officers('POST /accounts/{id}/unfreeze', 'office:write'),
  },
  update_contact_info: {
    title: 'Change contact details',
    description: 'Changes the own name or phone number; null clears the phone number.',
    input: shapes.contact,
    readOnly: false,
    rights: everybody('PATCH /account-holders/me', 'profile:write'),
  },
  get_portfolio: {
    title: 'Outside portfolio',
    description: 'What the customer has at the other bank, with totals per currency.',
    input: shapes.nothing,
    readOnly: true,
    rights: customer('GET /bank/portfolio', 'bank:read'),
  },
  analyze_portfolio: {
    title: 'Analyse the portfolio',
    description: 'Allocation, concentration and volatility, or spending by category, each with its formula.',
    input: shapes.analysis,
    readOnly: true,
    rights: customer('POST /mcp/analyze', 'bank:read'),
  },
  calculate_monthly_payment: {
    title: 'Loan calculator',
    description: 'The monthly payment of a loan.',
    input: shapes.loan,
    readOnly: true,
    rights: everybody('GET /loans/quote', 'bank:read'),
  },
  get_branch_location: {
    title: 'Branch locator',
    description: 'The branches of the bank, by state.',
    input: shapes.state,
    readOnly: true,
    rights: everybody('GET /branches', 'bank:read'),
  },
  get_offer_information: {
    title: 'Offers',
    description: 'What the bank offers, and who may have it.',
    input: shapes.offer,
    readOnly: true,
    rights: everybody('GET /offers', 'bank:read'),
  },
  service_request: {
    title: 'Service requests',
    description: 'Opens, lists, shows, annotates or closes requests to the people of the bank.',
    input: shapes.serviceRequest,
    readOnly: false,
    rights: {
      ...customer('POST /service-requests', 'requests:read', 'requests:write'),
      ...officers('GET /service-requests', 'requests:read', 'requests:write'),
    },
  },
  transfer_to_customer_support_agent: handOver('customer support', 'service requests and contact details'),
  transfer_to_sales_agent: handOver('sales', 'offers, loans and new accounts'),
  transfer_to_transactions_agent: handOver('transactions', 'balances, history and transfers'),
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;

export const toolNames = Object.keys(tools) as ToolName[];

export function isTool(name: unknown): name is ToolName {
  return typeof name === 'string' && Object.hasOwn(tools, name);
}

interface Rights {
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
}

/** As what somebody may use a tool; nothing when no role of theirs may. */
export function rightOf(name: ToolName, held: readonly Role[]): Right | undefined {
  const rights: Tool['rights'] = tools[name].rights;
  const role = (Object.keys(rights) as Role[]).find((one) => held.includes(one));
  return role && rights[role];
}

/** The tools of somebody's roles. A scope that is missing hides none: it can be asked for. */
export function toolsOf(held: readonly Role[]): ToolName[] {
  return toolNames.filter((name) => rightOf(name, held));
}

/** The scopes that a call needs and the token lacks. */
export function lacking(right: Right, { scopes }: Pick<Rights, 'scopes'>): Scope[] {
  return right.scopes.filter((scope) => !scopes.includes(scope));
}

/** Whether somebody may call a tool. Fails with: unknown_tool, forbidden, insufficient_scope. */
export function permit(name: string, who: Rights): ToolName {
  if (!isTool(name)) throw new DomainError('unknown_tool');
  const right = rightOf(name, who.roles);
  if (!right) throw new DomainError('forbidden');
  if (lacking(right, who).length > 0) {
    throw new DomainError('insufficient_scope', undefined, { scope: right.scopes.join(' ') });
  }
  return name;
}

const compiled = new Map<ToolName, Validator>();
const FAULTS_MOST = 20;

/** Judges what a tool is given. The value itself is never told. Fails with: validation_failed. */
export function mustFit(name: ToolName, given: unknown): Record<string, unknown> {
  let validator = compiled.get(name);
  if (!validator) compiled.set(name, (validator = Compile(tools[name].input as TObject)));
  if (!validator.Check(given)) {
    // One that is unknown is told twice: by itself, and by the whole.
    const faults = [...validator.Errors(given)].filter(({ keyword }) => keyword !== 'additionalProperties');
    const errors = faults.slice(0, FAULTS_MOST).map((fault) => ({ field: fieldOf(fault), message: messageOf(fault) }));
    throw new DomainError('validation_failed', 'The arguments do not fit the tool.', { errors });
  }
  const fitting = given as Record<string, unknown>;
  const { currency } = fitting;
  if (typeof currency === 'string' && !isCurrency(currency)) {
    throw new DomainError('validation_failed', undefined, {
      errors: [{ field: 'currency', message: 'must be an ISO 4217 currency code' }],
    });
  }
  return fitting;
}

/** Which argument a fault is about; of one that is missing or unknown only the schema tells the name. */
function fieldOf(fault: { instancePath: string; keyword: string; params: object }): string {
  const { requiredProperties } = fault.params as { requiredProperties?: string[] };
  return fault.instancePath.slice(1).replaceAll('/', '.') || requiredProperties?.join(', ') || 'arguments';
}

function messageOf({ keyword, message }: { keyword: string; message: string }): string {
  if (keyword === 'boolean') return 'is not known here';
  return keyword === 'required' ? 'must be given' : message;
}
