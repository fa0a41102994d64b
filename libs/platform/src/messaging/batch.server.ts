import { hostname } from 'node:os';
import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { faultsOf, isMessageType, type MessageType, type TopicName } from '@florin/contracts';
import type { KafkaMessage } from 'kafkajs';
import { isObservable, lastValueFrom, throwError, type Observable } from 'rxjs';
import type { KafkaLink } from '../kafka/index.js';
import { Lane } from '../lane/index.js';
import { log, withTrace } from '../telemetry/index.js';
import { headerOf, type Heard } from './cloudevent.js';
import { deadLetterOf } from './dead.letter.js';
import { Feed, type Fetched } from './feed.js';
import { Patience } from './patience.js';

export const BATCH_TRANSPORT = Symbol('florin-batches');

const BATCH_MOST = 500;

/** Lets a handler's error through to the transport as it is; Nest would replace it by a status and a text. */
@Catch()
class PassThroughRpcFilter implements RpcExceptionFilter<unknown> {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

/**
 * Declares a method as the handler of these message types. It gets a `Heard[]`: all that has arrived of them, one
 * batch in flight at a time. When it returns, everything in the batch has had its effect.
 */
export const BatchPattern = (...types: MessageType[]): MethodDecorator =>
  applyDecorators(
    EventPattern<string[]>(types, BATCH_TRANSPORT, { lane: types.join(' ') }),
    UseFilters(PassThroughRpcFilter),
  );

export interface BatchServerOptions {
  readonly link: KafkaLink;
  /** The consumer group: the service's name. */
  readonly group: string;
  readonly topics: readonly TopicName[];
  /**
   * Topics written for this service alone: an unknown type there is a fault, elsewhere it is somebody else's
   * business.
   */
  readonly own?: readonly TopicName[];
  /** The port that this process serves: with its host it tells it apart, and is the same after a restart. */
  readonly port?: number;
}

/** The batch transport of Nest: one consumer group, and a lane per handler that is fed without being waited for. */
export class BatchServer extends Server implements CustomTransportStrategy {
  override readonly transportId = BATCH_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;
  private readonly lanes = new Map<string, Lane<Heard, void>>();
  private readonly feed: Feed;
  private readonly patience = new Patience();

  constructor(private readonly options: BatchServerOptions) {
    super();
    const { link, group, topics, port } = options;
    const member = port === undefined ? undefined : `${group}@${hostname()}:${port}`;
    this.feed = new Feed(link.consumer(group, member), topics, (fetched) => this.take(fetched));
  }

  listen(callback: (error?: unknown) => void): void {
    for (const [pattern, handler] of this.messageHandlers) {
      const name = String(handler.extras?.lane ?? pattern);
      const lane = this.laneNamed(name);
      this.lanes.set(pattern, lane);
    }
    this.feed.start().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    this.patience.end();
    await this.feed.stop();
  }

  on(): void {
    throw new Error('the batch transport has no events of its own');
  }

  unwrap<T>(): T {
    return this.feed as T;
  }

  private laneNamed(name: string): Lane<Heard, void> {
    const pattern = name.split(' ')[0] as string;
    const twin = this.lanes.get(pattern);
    if (twin) return twin;
    const run = async (messages: Heard[]): Promise<void[]> => {
      await this.patience.run(
        messages,
        (some) => this.dispatch(pattern, some),
        (one, reason) => this.bury(one, reason),
      );
      return messages.map(() => undefined);
    };
    return new Lane(run, { most: BATCH_MOST });
  }

  private async dispatch(pattern: string, messages: readonly Heard[]): Promise<void> {
    const handler = this.getHandlerByPattern(pattern);
    if (!handler) throw new Error(`no handler for ${pattern}`);
    const result: unknown = await handler(messages);
    // A failure comes as an Observable that errors, not as a rejection.
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }

  private async take(fetched: Fetched): Promise<void> {
    const { topic, message } = fetched;
    const type = headerOf(message, 'ce_type') ?? '';
    const lane = this.lanes.get(type);
    if (!lane || !isMessageType(type)) {
      const reason = `unknown type ${type || '(none)'}`;
      return this.options.own?.includes(topic) ? this.discard(topic, message, reason) : undefined;
    }
    const heard = heardOf(type, message);
    if (typeof heard === 'string') return this.discard(topic, message, heard);
    if (log.isLevelEnabled('debug')) {
      const about = { type, message_id: heard.id, topic, partition: fetched.partition };
      withTrace(heard.traceparent, () => log.debug(about, 'heard'));
    }
    return lane.add(Object.assign(heard, { [ORIGIN]: fetched }));
  }

  private bury(heard: Heard, reason: string): Promise<void> {
    const { topic, message } = (heard as Heard & { [ORIGIN]: Fetched })[ORIGIN];
    return this.discard(topic, message, reason);
  }

  private async discard(topic: TopicName, message: KafkaMessage, reason: string): Promise<void> {
    const about = { topic, message_id: headerOf(message, 'ce_id'), reason };
    withTrace(headerOf(message, 'traceparent'), () => log.error(about, 'a message goes to the dead letters'));
    const letter = deadLetterOf(message, { reason, service: this.options.group });
    await this.patience.insist(() => this.options.link.publish([{ topic: `${topic}.dlq`, messages: [letter] }]));
  }
}

const ORIGIN = Symbol('origin');
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The message with its envelope, or what is wrong with it. */
function heardOf(type: MessageType, message: KafkaMessage): Heard | string {
  const id = headerOf(message, 'ce_id') ?? '';
  const tenant = headerOf(message, 'ce_tenantid') ?? '';
  if (!UUID.test(id) || !UUID.test(tenant)) return 'ce_id or ce_tenantid is not an id';
  let data: unknown;
  try {
    data = JSON.parse(message.value?.toString() ?? '');
  } catch {
    return 'the value is not JSON';
  }
  const faults = faultsOf(type, data);
  if (faults.length > 0) return `against its schema: ${faults.join('; ')}`;
  return {
    id,
    type,
    data: data as Heard['data'],
    tenant,
    key: message.key?.toString() ?? '',
    time: headerOf(message, 'ce_time') ?? '',
    causation: headerOf(message, 'ce_causationid') ?? null,
    traceparent: headerOf(message, 'traceparent') ?? null,
  };
}
