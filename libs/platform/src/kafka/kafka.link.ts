import { topics } from '@florin/contracts';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Kafka, logLevel } from 'kafkajs';
import type { Consumer, LogEntry, Producer, TopicMessages } from 'kafkajs';
import { mendFetchResponse } from './fetch-response.js';
import { keyPartitioner } from './partitioner.js';
import { leaveForPredecessor } from './predecessor.js';
import { mendProduceRequest } from './produce-request.js';
import { mendRequestQueue } from './request-queue.js';

export interface KafkaLinkOptions {
  readonly brokers: readonly string[];
  /** The service's name: client id, and `ce_source` of what it publishes. */
  readonly clientId: string;
}

/**
 * A dead consumer's partitions are given to others after this time, so it bounds how long a `kill -9` is felt; less a
 * broker does not grant.
 */
const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_000;
/** The broker answers a fetch at once when there is data; this only bounds an idle one. */
const IDLE_FETCH_MS = 1_500;

/** The connection to Kafka: one warm producer, consumers on demand, and the topics of the contract made at start. */
@Injectable()
export class KafkaLink implements OnModuleInit {
  readonly name = 'kafka';
  readonly source: string;
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  private readonly admin;
  private readonly logger = new Logger('Kafka');

  constructor(private readonly options: KafkaLinkOptions) {
    mendRequestQueue();
    mendProduceRequest();
    mendFetchResponse();
    this.source = `/florin/${options.clientId}`;
    this.kafka = this.client(options.clientId);
    this.producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: keyPartitioner,
    });
    this.admin = this.kafka.admin();
  }

  async onModuleInit(): Promise<void> {
    await Promise.all([this.admin.connect(), this.producer.connect()]);
    await this.makeTopics();
  }

  /** Publishes with the acknowledgement of all replicas, in one request per broker. */
  async publish(topicMessages: TopicMessages[]): Promise<void> {
    await this.producer.sendBatch({ acks: -1, topicMessages });
  }

  /** `member`: what this process is called in the group, and was called before a restart; nobody else may be. */
  consumer(groupId: string, member?: string): Consumer {
    if (member !== undefined) leaveForPredecessor(groupId, member);
    const kafka = member === undefined ? this.kafka : this.client(member);
    return kafka.consumer({
      groupId,
      sessionTimeout: SESSION_TIMEOUT_MS,
      rebalanceTimeout: 2 * SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      minBytes: 1,
      maxWaitTimeInMs: IDLE_FETCH_MS,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8, restartOnFailure: () => Promise.resolve(true) },
    });
  }

  /** Fails when no broker answers. */
  async check(): Promise<void> {
    await this.admin.describeCluster();
  }

  /** Ends the connections; the relay calls it when nothing is left to publish. */
  async close(): Promise<void> {
    await Promise.all([this.producer.disconnect(), this.admin.disconnect()]);
  }

  private client(clientId: string): Kafka {
    return new Kafka({
      clientId,
      brokers: [...this.options.brokers],
      logCreator: () => (entry) => this.log(entry),
      retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 },
    });
  }

  private async makeTopics(): Promise<void> {
    const known = new Set(await this.admin.listTopics());
    const missing = Object.entries(topics).filter(([topic]) => !known.has(topic));
    if (missing.length === 0) return;
    // Another service may be making the same ones now: kafkajs answers false for those, and fails for anything else.
    await this.admin.createTopics({
      topics: missing.map(([topic, { partitions, retentionMs }]) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: -1,
        configEntries: [{ name: 'retention.ms', value: String(retentionMs) }],
      })),
    });
  }

  /**
   * kafkajs calls many passing states of a cluster errors (a coordinator that loads, a group that forms): they are
   * warnings.
   */
  private log({ level, log }: LogEntry): void {
    const { message, error } = log as { message: string; error?: string };
    const line = error === undefined ? message : `${message}: ${error}`;
    if (level === logLevel.ERROR || level === logLevel.WARN) this.logger.warn(line);
    else this.logger.debug(line);
  }
}
