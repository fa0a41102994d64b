import { Injectable } from '@nestjs/common';
import { formatAmount, parseAmount } from '@florin/kernel';
import type { Desk, Done, Errand } from './desk.js';
import { HouseClient, type HouseCall, type Told } from './house.client.js';

type Account = Told & { currency: string; balance: string; available_balance: string };

/** The tools about accounts and people: each is one call of a route of account or auth. */
@Injectable()
export class AccountDesk implements Desk {
  readonly deeds: Desk['deeds'] = {
    bank_balance: (errand) => this.balance(errand),
    account_summary: (errand) => this.summary(errand),
    get_account_info: (errand) => this.info(errand),
    get_transaction_history: (errand) => this.history(errand),
    create_account: (errand) => this.open(errand),
    freeze_account: (errand) => this.turn(errand, 'freeze'),
    unfreeze_account: (errand) => this.turn(errand, 'unfreeze'),
    update_contact_info: (errand) => this.updateContact(errand),
  };

  constructor(private readonly houses: HouseClient) {}

  private ask({ asker, right }: Errand, call: Omit<HouseCall, 'house' | 'scopes'>): Promise<Told> {
    return this.houses.ask(asker, { house: 'account', scopes: right.scopes, ...call });
  }

  private async accountsOf(errand: Errand): Promise<Account[]> {
    const { items } = await this.ask(errand, { method: 'GET', path: '/accounts' });
    return items as Account[];
  }

  private async balance(errand: Errand): Promise<Done> {
    const { account_id: id } = errand.given;
    const accounts =
      id === undefined
        ? await this.accountsOf(errand)
        : [await this.ask(errand, { method: 'GET', path: `/accounts/${String(id)}` })];
    return { accounts: accounts.map(balanceOf) };
  }

  private async summary(errand: Errand): Promise<Done> {
    const accounts = await this.accountsOf(errand);
    const totals = new Map<string, { balance: bigint; available: bigint }>();
    for (const { currency, balance, available_balance: available } of accounts) {
      const before = totals.get(currency) ?? { balance: 0n, available: 0n };
      totals.set(currency, {
        balance: before.balance + minor(balance, currency),
        available: before.available + minor(available, currency),
      });
    }
    return {
      accounts: accounts.map((account) => ({ ...balanceOf(account), name: account['name'], iban: account['iban'] })),
      totals: [...totals].map(([currency, { balance, available }]) => ({
        currency,
        balance: formatAmount(balance, currency),
        available_balance: formatAmount(available, currency),
      })),
    };
  }

  private info(errand: Errand): Promise<Done> {
    const path = errand.right.calls.slice('GET '.length).replace('{id}', String(errand.given['account_id']));
    return this.ask(errand, { method: 'GET', path });
  }

  private history(errand: Errand): Promise<Done> {
    const { account_id: id, ...query } = errand.given;
    return this.ask(errand, { method: 'GET', path: `/accounts/${String(id)}/transactions`, query });
  }

  private open(errand: Errand): Promise<Done> {
    const { idempotency_key: key, ...body } = errand.given;
    const path = errand.right.calls.slice('POST '.length);
    return this.ask(errand, { method: 'POST', path, body, idempotencyKey: key as string | undefined });
  }

  private turn(errand: Errand, verb: 'freeze' | 'unfreeze'): Promise<Done> {
    const { account_id: id, ...rest } = errand.given;
    const body = verb === 'freeze' ? rest : undefined;
    return this.ask(errand, { method: 'POST', path: `/accounts/${String(id)}/${verb}`, body });
  }

  private updateContact({ asker, right, given }: Errand): Promise<Done> {
    const call = { house: 'auth', method: 'PATCH', path: '/account-holders/me' } as const;
    return this.houses.ask(asker, { ...call, body: given, scopes: right.scopes });
  }
}

/** Balances may be zero or less, which no amount of a request is. */
function minor(decimal: string, currency: string): bigint {
  const isNegative = decimal.startsWith('-');
  const digits = isNegative ? decimal.slice(1) : decimal;
  if (/^[0.]*$/.test(digits)) return 0n;
  const amount = parseAmount(digits, currency);
  return isNegative ? -amount : amount;
}

function balanceOf(account: Told): Done {
  const { id, number, type, currency, status, balance, available_balance, held } = account;
  return { account_id: id, number, type, currency, status, balance, available_balance, held };
}
