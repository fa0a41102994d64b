import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { CONFIG, type Config } from '../config.js';

const CHANNEL = 'florin:transfers-decided';

/** Tells other replicas which transfers were decided. Only a hint: it may be lost, and nothing depends on it. */
@Injectable()
export class Hints implements OnApplicationBootstrap, OnApplicationShutdown {
  private speaker: Redis | undefined;
  private listener: Redis | undefined;
  private hear: (ids: string[]) => void = () => undefined;
  private readonly logger = new Logger('Hints');

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Who wants to know. */
  onHint(hear: (ids: string[]) => void): void {
    this.hear = hear;
  }

  onApplicationBootstrap(): void {
    this.speaker = this.open();
    this.listener = this.open();
    this.listener.on('message', (_channel, text) => this.hear(text.split(',')));
    this.listener.on('ready', () => void this.listener?.subscribe(CHANNEL).catch((error: Error) => this.away(error)));
    for (const redis of [this.speaker, this.listener]) redis.connect().catch((error: Error) => this.away(error));
  }

  onApplicationShutdown(): void {
    this.speaker?.disconnect();
    this.listener?.disconnect();
  }

  /** Whether the hints of other replicas come here now. */
  get areHeard(): boolean {
    return this.listener?.status === 'ready';
  }

  /** Says that these were decided here and are not waited for here. */
  tell(ids: readonly string[]): void {
    if (ids.length === 0 || this.speaker?.status !== 'ready') return;
    this.speaker.publish(CHANNEL, ids.join(',')).catch((error: Error) => this.away(error));
  }

  private open(): Redis {
    const redis = new Redis(this.config.REDIS_VOLATILE_URL, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      commandTimeout: 1_000,
      // Where Redis was away the connection has closed before, and its end would be waited for this long all the same.
      disconnectTimeout: 100,
      retryStrategy: (times) => Math.min(100 * times, 2_000),
    });
    redis.on('error', (error: Error) => this.logger.debug(error.message));
    return redis;
  }

  private away(error: Error): void {
    this.logger.debug(`no hints for now: ${error.message}`);
  }
}
