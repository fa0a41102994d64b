import type { MessageData } from '@florin/contracts';
import { Database, newId } from '@florin/platform/database';
import type { Heard, OutboxRow, Relay } from '@florin/platform/messaging';
import type { FreshDatabase } from '@florin/testing';
import type { QueryResultRow } from 'pg';
import { numberOf } from '../account/account.js';
import { AccountRepository } from '../account/account.repository.js';
import { entities } from '../data-source.js';
import { FreezingService } from '../freezing/freezing.service.js';
import type { CommandType } from './command.js';
import { HouseRepository } from './house.repository.js';
import { HouseService } from './house.service.js';
import { Model, ModelAccount, type Asked, type Told } from './model.builder.js';
import { PostingRepository } from './posting.repository.js';
import { PostingService } from './posting.service.js';
import type { Fresh, Held, Next, Step, Wish } from './wish.builder.js';

/** One replica of the posting service over the real database; the relay only remembers what it was given. */
export class Replica {
  readonly database: Database;
  readonly houses: HouseService;
  readonly freezing: FreezingService;
  private readonly service: PostingService;
  private readonly pushed: OutboxRow[] = [];

  constructor({ readerUrl, engineUrl }: FreshDatabase) {
    this.database = new Database({ readerUrl, engineUrl, entities, max: 4 });
    this.houses = new HouseService(this.database, new HouseRepository());
    const swept: string[] = [];
    const relay = {
      push: (rows: OutboxRow[]) => this.pushed.push(...rows),
      takeAcked: () => swept.splice(0),
      giveBack: (ids: string[]) => swept.push(...ids),
    } as unknown as Relay;
    this.service = new PostingService(this.database, this.houses, new PostingRepository(), relay);
    this.freezing = new FreezingService(this.database, new AccountRepository(), relay);
  }

  /** Gives the answers as they stand in the outbox, in the order of the commands. */
  async post(tenant: string, commands: readonly Asked[]): Promise<OutboxRow[]> {
    const messages = commands.map((data) => {
      const about = { id: newId(), tenant, key: '', time: '', causation: null, traceparent: null };
      return { ...about, type: typeOf[data.verb], data } as { [T in CommandType]: Heard<T> }[CommandType];
    });
    await this.service.post(messages);
    const answers = new Map(this.pushed.splice(0).map((row) => [row.causation, row]));
    return messages.map(({ id }) => answers.get(id)!);
  }
}

const typeOf: Record<Asked['verb'], CommandType> = {
  post: 'account.post-transfer.v1',
  reserve: 'account.reserve-funds.v1',
  capture: 'account.capture-funds.v1',
  release: 'account.release-funds.v1',
};

/** What is asked when what came before is asked about, and there was nothing. */
const PLAIN = { from: 0, to: 1, amount: '1', flaw: undefined, bank: false };
const OWNERS = ['anna', 'ben', 'carla'];
let drawn = 100_000_000;

/** A bank that lives twice: in the database, through the real service, and in the model. */
export class World {
  readonly tenant = newId();
  private readonly elsewhere = newId();
  private readonly owners = OWNERS.map(() => newId());
  private readonly cash = new Map<string, string>();
  private readonly own: ModelAccount[] = [];
  private readonly asked: Asked[] = [];
  /** What is said of each hold; the verb comes with each word. */
  private readonly holds: Asked[] = [];
  private foreign: ModelAccount;
  readonly model = new Model((tenant, currency) => this.cash.get(`${tenant} ${currency}`)!);

  constructor(private readonly replicas: readonly [Replica, Replica]) {}

  /** Two customers with an account each, a third at another bank, and the bank's cash. */
  async begin(): Promise<void> {
    for (const currency of ['USD', 'EUR']) {
      const id = await this.replicas[0].houses.idOf({ tenantId: this.tenant, house: 'cash', currency });
      this.cash.set(`${this.tenant} ${currency}`, id);
      this.model.open(new ModelAccount(id, this.tenant, null, currency));
    }
    for (const owner of this.owners.slice(0, 2)) this.own.push(await this.open(this.tenant, owner, 'USD'));
    this.foreign = await this.open(this.elsewhere, this.owners[2]!, 'USD');
  }

  /** Takes a step in both, and compares them; gives how many commands it was. */
  async live(step: Step): Promise<number> {
    const commands = await this.take(step);
    await this.compare(commands);
    return commands.length;
  }

  private async take(step: Step): Promise<Asked[]> {
    if (step.do === 'open') {
      const owner = this.owners[step.owner % this.owners.length]!;
      this.own.push(await this.open(this.tenant, owner, step.euros ? 'EUR' : 'USD'));
      return [];
    }
    if (step.do === 'put') {
      await this.put(this.nth(step.account), step.status);
      return [];
    }
    const commands = step.wishes.map((wish) => this.commandOf(wish));
    const expected = commands.map((command) => this.model.say(command, this.tenant));
    const [one, two] = this.replicas;
    const said = await Promise.all((step.twice ? [one, two] : [one]).map((each) => each.post(this.tenant, commands)));
    for (const answers of said) expect(answers.map((row) => toldBy(row))).toEqual(expected);
    return commands;
  }

  /** The database says of every account, and of these commands or all of them, what the model says. */
  async compare(commands: readonly Asked[] = this.asked): Promise<void> {
    const accounts = await this.query<{ id: string }>(
      'select id, balance, held, seq, status from account where tenant_id = any($1)',
      [[this.tenant, this.elsewhere]],
    );
    const told = [...this.model.accounts.values()].map(({ id, balance, held, lines, status }) => [
      id,
      { id, balance: String(balance), held: String(held), seq: String(lines.length), status },
    ]);
    expect(Object.fromEntries(accounts.map((row) => [row.id, row]))).toEqual(Object.fromEntries(told));
    const ids = new Set(commands.map((command) => command.transfer_id));
    const outcomes = await this.query<{ key: string; type: string; payload: string }>(
      `select transfer_id || ' ' || verb as key, type, payload from outcome where transfer_id = any($1)`,
      [[...ids]],
    );
    expect(Object.fromEntries(outcomes.map((row) => [row.key, toldBy(row)]))).toEqual(
      Object.fromEntries([...this.model.outcomes].filter(([key]) => ids.has(key.split(' ')[0]!))),
    );
    const holds = await this.query<{ id: string; status: string }>(
      'select transfer_id as id, status from hold where transfer_id = any($1)',
      [[...ids]],
    );
    expect(Object.fromEntries(holds.map(({ id, status }) => [id, { status }]))).toEqual(
      Object.fromEntries([...this.model.holds].filter(([id]) => ids.has(id))),
    );
  }

  /** So do the histories, line by line, and no line is booked before the one it follows. */
  async compareHistories(): Promise<void> {
    type Row = Record<'account' | 'transfer' | 'amount' | 'after', string> & {
      declined: string | null;
      in_time: boolean;
    };
    const rows = await this.query<Row>(
      `select account_id as account, transfer_id as transfer, amount, balance_after as after,
          decline_reason as declined,
          booked_at >= lag(booked_at, 1, booked_at) over (partition by account_id order by seq) as in_time
        from entry where tenant_id = $1 order by account_id, seq`,
      [this.tenant],
    );
    const written = rows.map(({ account, ...line }) => ({
      account,
      line: { ...line, amount: BigInt(line.amount), after: BigInt(line.after) },
    }));
    for (const { id, lines } of this.model.accounts.values()) {
      const found = written.filter(({ account }) => account === id).map(({ line }) => line);
      expect(found).toEqual(lines.map((line) => ({ ...line, in_time: true })));
    }
  }

  private async open(tenant: string, owner: string, currency: string): Promise<ModelAccount> {
    const account = new ModelAccount(newId(), tenant, owner, currency);
    await this.query(
      `insert into account (id, tenant_id, owner_id, number, type, currency, created_at, updated_at)
        values ($1, $2, $3, $4, 'checking', $5, now(), now())`,
      [account.id, tenant, owner, numberOf(drawn++), currency],
    );
    this.model.open(account);
    return account;
  }

  /** The office freezes what is active, and nothing else; closing is not offered yet, so the row is changed by hand. */
  private async put(account: ModelAccount, status: 'active' | 'frozen' | 'closed'): Promise<void> {
    if (status === 'closed') {
      await this.query(
        'update account set status = $2, frozen_at = null, frozen_by = null, frozen_reason = null where id = $1',
        [account.id, status],
      );
      account.status = status;
      return;
    }
    const officer = { tenantId: this.tenant, userId: newId() };
    const { freezing } = this.replicas[1];
    const asked =
      status === 'frozen' ? freezing.freeze(officer, account.id, 'asked') : freezing.unfreeze(officer, account.id);
    if (account.status === (status === 'frozen' ? 'active' : 'frozen')) {
      await asked;
      account.status = status;
    } else await expect(asked).rejects.toMatchObject({ code: 'account_state' });
  }

  private async query<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    return (await this.replicas[0].database.pool.query<Row>(text, values)).rows;
  }

  private nth(n: number): ModelAccount {
    return this.own[n % this.own.length]!;
  }

  private commandOf(wish: Wish): Asked {
    const before = wish.kind === 'again' ? this.asked.at(-1 - (wish.back % Math.max(1, this.asked.length))) : undefined;
    if (wish.kind === 'again') {
      const asked = before ?? this.commandOf({ kind: 'transfer', ...PLAIN });
      const isAltered = wish.altered && asked.verb === 'post';
      return isAltered ? { ...asked, amount: { ...asked.amount, amount_minor: '1' }, user_id: newId() } : asked;
    }
    const asked = wish.kind === 'hold' || wish.kind === 'next' ? this.holdCommand(wish) : this.freshCommand(wish);
    this.asked.push(asked);
    return asked;
  }

  /** All words about a hold name the same transfer. */
  private holdCommand(wish: Held | Next): Asked {
    const { verb } = wish;
    const before = wish.kind === 'next' ? this.holds.at(-1 - (wish.back % Math.max(1, this.holds.length))) : undefined;
    if (before) return { ...before, verb } as Asked;
    const { out, ...about } = wish.kind === 'hold' ? wish : { out: false, ...PLAIN };
    const { authority: _, ...asked } = this.freshCommand({ ...about, kind: out ? 'withdrawal' : 'transfer' });
    this.holds.push({ ...asked, verb } as Asked);
    return this.holds.at(-1)!;
  }

  private freshCommand({ kind, from, to, amount, flaw, bank }: Fresh): MessageData<'account.post-transfer.v1'> {
    const [source, target] = [this.nth(from), this.nth(to)];
    const own = kind === 'deposit' ? target : source;
    const other = own.currency === 'USD' ? 'EUR' : 'USD';
    const takesFromSource = kind !== 'deposit' || flaw === 'a deposit that takes from an account';
    const credit = {
      'to nowhere': newId(),
      'to another bank': this.foreign.id,
      'to the cash by its id': this.cash.get(`${this.tenant} ${own.currency}`)!,
    }[flaw as string];
    return {
      transfer_id: newId(),
      verb: 'post',
      kind,
      user_id: flaw === 'of a stranger' ? this.owners.find((owner) => owner !== own.owner)! : own.owner!,
      debit: takesFromSource ? { account_id: flaw === 'from nowhere' ? newId() : source.id } : { house: 'cash' },
      credit: kind === 'withdrawal' ? { house: 'cash' } : { account_id: credit ?? target.id },
      amount: { amount_minor: amount, currency: flaw === 'in another currency' ? other : own.currency },
      description: null,
      ...(bank ? { authority: 'bank' } : {}),
    };
  }
}

/** What an answer says, without the ids and times that are new in each. */
function toldBy({ type, payload }: { type: string; payload: string }): Told {
  const data = JSON.parse(payload);
  const { reason, available } = data;
  if (reason) return { reason, ...(available ? { available: available.amount_minor } : {}) };
  if (type === 'account.funds-reserved.v1') return { account_id: data.account_id, available: available.amount_minor };
  if (type === 'account.funds-released.v1') return {};
  const [debit, credit] = [data.debit, data.credit].map(({ account_id, seq, balance_after }) => ({
    account_id,
    seq,
    balance: balance_after.amount_minor,
  }));
  return { debit: debit!, credit: credit! };
}
