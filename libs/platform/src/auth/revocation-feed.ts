import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { log } from '../telemetry/index.js';
import { denialKinds, type Denial, type DenialKind } from './denials.js';

export const STREAM = 'revocations';

/** Older revocations than these concern no token that is still alive. */
const LOOK_BACK_MS = 360_000;
const BLOCK_MS = 5000;
const AGAIN_MS = 200;
/** How long the start of a service waits for the first news; without them it starts and refuses. */
const START_MS = 3000;

type Entry = [id: string, fields: string[]];

/** Writes one entry of the stream. */
export function fieldsOf(denial: Denial): (string | number)[] {
  return ['kind', denial.kind, 'id', denial.id, 'value', denial.value, 'until', denial.untilMs];
}

/** Reads one entry of the stream; undefined when it is not one of ours. */
export function denialOf(fields: readonly string[]): Denial | undefined {
  const read = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) read.set(fields[at] as string, fields[at + 1] as string);
  const kind = denialKinds.find((one: DenialKind) => one === read.get('kind'));
  const id = read.get('id');
  const value = Number(read.get('value'));
  const untilMs = Number(read.get('until'));
  if (!kind || !id || !Number.isFinite(value) || !Number.isFinite(untilMs)) return undefined;
  return { kind, id, value, untilMs };
}

/** Follows the stream of revocations by id on a connection of its own, so that none is lost, also over a broken one. */
export class RevocationFeed {
  private readonly redis: Redis;
  private lastId = `${Date.now() - LOOK_BACK_MS}-0`;
  private heardAt = Number.NEGATIVE_INFINITY;
  private stopped = false;

  constructor(
    url: string,
    private readonly hear: (denial: Denial) => void,
  ) {
    this.redis = new Redis(url, {
      lazyConnect: true,
      connectionName: `florin-deny-${process.pid}`,
      disconnectTimeout: 100,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2000,
      blockingTimeout: BLOCK_MS * 2,
      retryStrategy: (times) => Math.min(50 * times, AGAIN_MS),
    });
    this.redis.on('error', (error: Error) => log.debug({ err: error }, 'redis (revocation feed)'));
  }

  /** Milliseconds since the stream was last heard, if only that there was nothing new. */
  silentMs(): number {
    return performance.now() - this.heardAt;
  }

  /** Returns when everything that is in the stream was heard, or when that takes too long; and goes on following. */
  async start(): Promise<void> {
    await this.redis.connect().catch((error: unknown) => log.warn({ err: error }, 'redis (revocation feed) is away'));
    const caughtUp = new Promise<void>((resolve) => void this.follow(resolve));
    await Promise.race([caughtUp, wait(START_MS, undefined, { ref: false })]);
  }

  stop(): void {
    this.stopped = true;
    this.redis.disconnect();
  }

  private async follow(caughtUp: () => void): Promise<void> {
    let behind = true;
    while (!this.stopped) {
      try {
        const entries = await this.next(behind ? undefined : BLOCK_MS);
        for (const [id, fields] of entries) {
          const denial = denialOf(fields);
          if (denial) this.hear(denial);
          this.lastId = id;
        }
        behind = entries.length > 0;
        if (!behind) caughtUp();
        this.heardAt = performance.now();
      } catch (error) {
        if (this.stopped) return;
        log.debug({ err: error }, 'the revocations are not heard');
        behind = true;
        await wait(AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  private async next(blockMs: number | undefined): Promise<Entry[]> {
    const answer =
      blockMs === undefined
        ? await this.redis.xread('COUNT', 1000, 'STREAMS', STREAM, this.lastId)
        : await this.redis.xread('COUNT', 1000, 'BLOCK', blockMs, 'STREAMS', STREAM, this.lastId);
    return (answer?.[0]?.[1] ?? []) as Entry[];
  }
}
