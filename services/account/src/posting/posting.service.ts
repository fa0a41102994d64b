import { Injectable } from '@nestjs/common';
import type { MessageData } from '@florin/contracts';
import { assert, isCurrency } from '@florin/kernel';
import { Database, inTransaction, newId, sqlStateOf } from '@florin/platform/database';
import { outgoing, Relay, withAcked, type Heard, type OutboxRow } from '@florin/platform/messaging';
import type { PoolClient } from 'pg';
import { HouseService } from './house.service.js';
import { Overtaken, type Answer, type Command, type CommandType, type Leg } from './command.js';
import { decide } from './posting.js';
import { PostingRepository, type Locked, type Outcome } from './posting.repository.js';

type Ordered = { [T in CommandType]: Heard<T> }[CommandType];

/** A command beside the message that brought it. */
interface Asked {
  readonly heard: Ordered;
  readonly command: Command;
}

const COLLISIONS_MOST = 5;
const UNIQUE_VIOLATION = '23505';
const COLLIDING = ['outcome_pkey', 'hold_pkey'];

const keyOf = (of: { transferId: string; verb: string }): string => `${of.transferId} ${of.verb}`;

/** Moves money: one database transaction for all commands that have arrived, an answer to each. */
@Injectable()
export class PostingService {
  constructor(
    private readonly database: Database,
    private readonly houses: HouseService,
    private readonly postings: PostingRepository,
    private readonly relay: Relay,
  ) {}

  /** Returns when every command has been decided, now or before, and its answer stands in the outbox. */
  async post(messages: readonly Ordered[]): Promise<void> {
    const asked: Asked[] = [];
    for (const heard of messages) asked.push({ heard, command: await this.commandOf(heard) });
    const rows = await withAcked(this.relay, (acked) =>
      this.untilNobodyElse(() => inTransaction(this.database.pool, (tx) => this.postIn(tx, asked, acked))),
    );
    this.relay.push(rows);
  }

  private async postIn(tx: PoolClient, asked: readonly Asked[], acked: readonly string[]): Promise<OutboxRow[]> {
    const first = new Map<string, Command>();
    for (const { command } of asked) if (!first.has(keyOf(command))) first.set(keyOf(command), command);
    const commands = [...first.values()];
    const touched = [...new Set(commands.flatMap((command) => legsOf(command).map(({ accountId }) => accountId)))];
    const locked = await this.postings.lock(tx, touched, commands, acked);
    this.assertHouses(commands, locked);
    const before = new Map(locked.outcomes.map((outcome) => [keyOf(outcome), outcome]));
    const fresh = commands.filter((command) => !before.has(keyOf(command)));
    const decision = decide(fresh, locked, new Date(), newId);
    const said = new Map<string, Answer>(fresh.map((command, i) => [keyOf(command), decision.answers[i] as Answer]));
    const rows = asked.map(({ heard, command }) => {
      const outcome = before.get(keyOf(command));
      return answerTo(heard, outcome ? repeated(outcome, command) : (said.get(keyOf(command)) as Answer));
    });
    const rowOf = new Map(asked.map(({ command }, i) => [keyOf(command), rows[i] as OutboxRow]));
    const outcomes = fresh.map(({ transferId, verb, tenantId }): Outcome => {
      const { type, payload } = rowOf.get(keyOf({ transferId, verb })) as OutboxRow;
      return { transferId, verb, tenantId, type, payload };
    });
    await this.postings.write(tx, decision, outcomes, rows);
    return rows;
  }

  private async commandOf({ data, tenant }: Ordered): Promise<Command> {
    const currency = data.amount.currency;
    assert(isCurrency(currency), 'whoever asks for a posting knows the currency');
    const legOf = async (leg: MessageData<'account.post-transfer.v1'>['debit']): Promise<Leg> =>
      'house' in leg
        ? { accountId: await this.houses.idOf({ tenantId: tenant, house: leg.house, currency }), house: true }
        : { accountId: leg.account_id.toLowerCase(), house: false };
    return {
      transferId: data.transfer_id.toLowerCase(),
      verb: data.verb,
      kind: data.kind,
      tenantId: tenant,
      userId: data.user_id.toLowerCase(),
      debit: await legOf(data.debit),
      credit: await legOf(data.credit),
      ...('credit_else' in data && data.credit_else ? { creditElse: await legOf(data.credit_else) } : {}),
      amount: { amount: BigInt(data.amount.amount_minor), currency },
      description: data.description as string | null,
      ...(data.counterparty ? { outside: data.counterparty } : {}),
      ...('card_id' in data && data.card_id !== undefined ? { cardId: data.card_id.toLowerCase() } : {}),
      ...('authority' in data ? { authority: data.authority } : {}),
      ...('booked_at' in data && data.booked_at !== undefined ? { bookedAt: new Date(data.booked_at) } : {}),
    };
  }

  private assertHouses(commands: readonly Command[], { accounts }: Locked): void {
    const gone = commands.some((command) =>
      legsOf(command).some((leg) => leg.house && !accounts.has(leg.accountId)),
    );
    if (gone) this.houses.forget();
    assert(!gone, "the bank's own accounts are never removed");
  }

  /** Another replica decided one of the commands while this one waited for a lock: by now its outcome can be read. */
  private async untilNobodyElse<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!isCollision(error) || attempt === COLLISIONS_MOST) throw error;
      }
    }
  }
}

function isCollision(error: unknown): boolean {
  if (error instanceof Overtaken) return true;
  const { constraint = '' } = error as { constraint?: string };
  return sqlStateOf(error) === UNIQUE_VIOLATION && COLLIDING.includes(constraint);
}

/** The accounts that a command looks at: a release is between the bank and the payer alone. */
const legsOf = ({ verb, debit, credit, creditElse }: Command): Leg[] =>
  verb === 'release' ? [debit] : creditElse ? [debit, credit, creditElse] : [debit, credit];

function answerTo(heard: Ordered, { type, data }: Answer): OutboxRow {
  const about = { key: data.transfer_id, tenant: heard.tenant, causation: heard.id, traceparent: heard.traceparent };
  return outgoing(type, data, about);
}

/** The answer that was given once and for all. */
function repeated(outcome: Outcome, command: Command): Answer {
  assert(outcome.tenantId === command.tenantId, 'a transfer belongs to one tenant');
  return { type: outcome.type, data: JSON.parse(outcome.payload) } as Answer;
}
