import { Logger } from '@nestjs/common';
import type { TopicName } from '@florin/contracts';
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { Progress } from './progress.js';

/** A message as it was fetched. */
export interface Fetched {
  readonly topic: TopicName;
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** Messages that may be under way at once; past that, fetching waits and keeps its place in the group. */
const OPEN_MOST = 4_000;
const COMMIT_EVERY_MS = 1_000;
const HEARTBEAT_EVERY_MS = 1_000;
const DRAIN_MOST_MS = 10_000;

/**
 * Fetches without waiting for what is done with the messages. About once a second it commits, for the partitions it
 * still owns, the offset below which everything has had its effect; what is fetched twice after a crash or a
 * rebalance is recognised by whoever takes it.
 */
export class Feed {
  private partitions = new Map<string, { topic: string; partition: number; progress: Progress }>();
  private open = 0;
  private room: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private readonly log = new Logger('Feed');

  constructor(
    private readonly consumer: Consumer,
    private readonly topics: readonly TopicName[],
    private readonly take: (fetched: Fetched) => Promise<void>,
  ) {}

  async start(): Promise<void> {
    const { GROUP_JOIN, REBALANCING } = this.consumer.events;
    // A new assignment starts with a clean slate: offsets of the last one say nothing about this one.
    this.consumer.on(GROUP_JOIN, () => void (this.partitions = new Map()));
    this.consumer.on(REBALANCING, () => void this.commit());
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.topics], fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      partitionsConsumedConcurrently: 8,
      eachBatch: (payload) => this.fetched(payload),
    });
    this.timer = setInterval(() => void this.commit(), COMMIT_EVERY_MS);
    this.timer.unref();
  }

  /** Stops fetching, waits for what is under way, commits, and leaves the group. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    this.consumer.pause(this.topics.map((topic) => ({ topic })));
    const deadline = performance.now() + DRAIN_MOST_MS;
    while (this.open > 0 && performance.now() < deadline) await this.roomOr(50);
    await this.commit();
    await this.consumer.disconnect();
  }

  private async fetched({ batch, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    if (this.stopping || isStale()) return;
    const topic = batch.topic as TopicName;
    const name = `${topic}:${batch.partition}`;
    let owned = this.partitions.get(name);
    if (!owned) this.partitions.set(name, (owned = { topic, partition: batch.partition, progress: new Progress() }));
    const { progress } = owned;
    progress.take(batch.messages.map((message) => BigInt(message.offset)));
    for (const message of batch.messages) this.follow({ topic, partition: batch.partition, message }, progress);
    while (this.open >= OPEN_MOST && isRunning() && !isStale()) {
      await this.roomOr(HEARTBEAT_EVERY_MS);
      await heartbeat();
    }
  }

  private follow(fetched: Fetched, progress: Progress): void {
    this.open++;
    this.take(fetched)
      .then(
        () => progress.done(BigInt(fetched.message.offset)),
        // Not done: its offset is never committed, and the next owner of the partition gets it again.
        (error: Error) => this.log.error(`a message was left undone at shutdown: ${error.message}`),
      )
      .finally(() => {
        this.open--;
        for (const wake of this.room.splice(0)) wake();
      });
  }

  private roomOr(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.room.push(() => (clearTimeout(timer), resolve()));
    });
  }

  private async commit(): Promise<void> {
    const due = [...this.partitions.values()].flatMap(({ topic, partition, progress }) => {
      const offset = progress.due();
      return offset === undefined ? [] : [{ topic, partition, offset, progress }];
    });
    if (due.length === 0) return;
    try {
      await this.consumer.commitOffsets(
        due.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
      );
      for (const { progress, offset } of due) progress.commit(offset);
    } catch (error) {
      this.log.debug(`offsets will be committed later: ${(error as Error).message}`);
    }
  }
}
