import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import type { Actor, Deed } from './deed.ts';
import type { Kept } from './judge.ts';

/** Reads what the bank keeps, past all services: the databases, and what waits in Kafka. */
export class Witness {
  private readonly urlOf: (database: string) => string;
  private readonly brokers: string[];

  constructor(urlOf: (database: string) => string, brokers: string[]) {
    this.urlOf = urlOf;
    this.brokers = brokers;
  }

  /** What still waits to be done, in words; empty when the bank is quiet. */
  async waiting(): Promise<string[]> {
    const outboxes = ['florin_auth', 'florin_account', 'florin_transaction', 'florin_bank'];
    const inOutbox = await Promise.all(outboxes.map((name) => this.count(name, 'select count(*) from outbox')));
    const undecided = await this.count('florin_transaction', 'select count(*) from transfer where decided_at is null');
    const held = await this.count('florin_account', 'select count(*) from account where held <> 0');
    const counts = [
      ...outboxes.map((name, i) => [inOutbox[i]!, `messages in the outbox of ${name}`] as const),
      [undecided, 'transfers that are not decided'] as const,
      [held, 'accounts with a hold'] as const,
    ];
    const waits = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
    return waits.length > 0 ? waits : this.unread();
  }

  /** Messages that a service has not read to the end, and dead letters. */
  private async unread(): Promise<string[]> {
    return this.asking(async (admin) => {
      const waits: string[] = [];
      const { groups } = await admin.listGroups();
      for (const { groupId } of groups) {
        for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
          const ends = new Map((await admin.fetchTopicOffsets(topic)).map((end) => [end.partition, BigInt(end.high)]));
          const left = partitions.map((one) => (ends.get(one.partition) ?? 0n) - BigInt(one.offset));
          const sum = left.reduce((one, other) => one + (other > 0n ? other : 0n), 0n);
          if (sum > 0n) waits.push(`${sum} messages of ${topic} that ${groupId} has not done`);
        }
      }
      return waits;
    });
  }

  /** How many dead letters there are. */
  deadLetters(): Promise<number> {
    return this.asking(async (admin) => {
      const topics = (await admin.listTopics()).filter((topic) => topic.endsWith('.dlq'));
      const offsets = (await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)))).flat();
      return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
    });
  }

  /** What is kept of these deeds and these actors. */
  async kept(actors: readonly Actor[], deeds: readonly Deed[]): Promise<Kept> {
    const users = actors.map(({ userId }) => userId);
    const accounts = actors.flatMap((actor) => actor.accounts.map(({ id }) => id));
    const transfers = await this.rows<{ id: string; userId: string; key: string | null; status: string }>(
      'florin_transaction',
      'select id, user_id as "userId", idempotency_key as key, status from transfer where user_id = any($1::uuid[])',
      [users],
    );
    const told = deeds.flatMap(({ said }) => said.flatMap(({ id }) => id ?? []));
    const ids = [...new Set([...transfers.map(({ id }) => id), ...told])];
    const outcomes = await this.rows<{ id: string; type: string }>(
      'florin_account',
      'select transfer_id as id, type from outcome where transfer_id = any($1::uuid[])',
      [ids],
    );
    const entries = await this.rows<{ transferId: string; accountId: string; cents: string; approved: boolean }>(
      'florin_account',
      `select transfer_id as "transferId", account_id as "accountId", amount as cents, status = 'approved' as approved
        from entry where transfer_id = any($1::uuid[]) or account_id = any($2::uuid[])`,
      [ids, accounts],
    );
    const balances = await this.rows<{ id: string; cents: string }>(
      'florin_account',
      'select id, balance as cents from account where id = any($1::uuid[])',
      [accounts],
    );
    const decided = (type: string): Set<string> =>
      new Set(outcomes.filter((one) => one.type === type).map(({ id }) => id));
    return {
      transfers,
      posted: decided('account.transfer-posted.v1'),
      declined: decided('account.transfer-declined.v1'),
      entries: entries.map((entry) => ({ ...entry, cents: BigInt(entry.cents) })),
      balances: new Map(balances.map(({ id, cents }) => [id, BigInt(cents)])),
    };
  }

  /** The sum of all money of each currency in which it is not zero. */
  async imbalances(): Promise<string[]> {
    const rows = await this.rows<{ currency: string; cents: string }>(
      'florin_account',
      'select currency, sum(balance) as cents from account group by currency having sum(balance) <> 0',
      [],
    );
    return rows.map(({ currency, cents }) => `all balances in ${currency} together are ${cents} and not zero`);
  }

  private async count(database: string, text: string): Promise<number> {
    const [row] = await this.rows<{ count: string }>(database, text, []);
    return Number(row?.count);
  }

  private async rows<R extends object>(database: string, text: string, values: unknown[]): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.urlOf(database), connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  private async asking<T>(ask: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const kafka = new Kafka({ brokers: this.brokers, clientId: 'torture', logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    try {
      return await ask(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
