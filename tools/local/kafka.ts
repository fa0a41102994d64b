import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import type { Program } from './child.ts';
import { Failure } from './failure.ts';
import { kafkaJars } from './kafka-jars.ts';
import type { Place } from './place.ts';
import type { Ports } from './ports.ts';
import { find } from './programs.mjs';
import type { Tell } from './progress.ts';
import type { Supervisor } from './supervisor.ts';

/** One broker that is its own controller, on loopback, told to be still when nothing happens. */
const settings = (ports: Ports, data: string): Record<string, string | number | boolean> => ({
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.quorum.voters': `1@127.0.0.1:${ports['kafka-controller']}`,
  'controller.listener.names': 'CONTROLLER',
  listeners: `PLAINTEXT://127.0.0.1:${ports.kafka},CONTROLLER://127.0.0.1:${ports['kafka-controller']}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.kafka}`,
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'inter.broker.listener.name': 'PLAINTEXT',
  'log.dirs': data,
  'num.partitions': 4,
  'auto.create.topics.enable': false,
  'default.replication.factor': 1,
  'min.insync.replicas': 1,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'num.replica.fetchers': 1,
  'log.cleaner.threads': 1,
  'log.cleaner.dedupe.buffer.size': 16_777_216,
  // By itself the quorum writes an empty record twice a second: an idle laptop need not.
  'metadata.max.idle.interval.ms': 10_000,
  // After a crash the broker may come back only when the session of the crashed one is over.
  'broker.heartbeat.interval.ms': 1_500,
  'broker.session.timeout.ms': 6_000,
  'controller.quorum.fetch.timeout.ms': 30_000,
});

const QUIET_JVM = [
  '-Xms128m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Djava.awt.headless=true',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
];

/** The Kafka broker; fetches its jars and formats its storage on the first start. */
export async function kafka(place: Place, ports: Ports, supervisor: Supervisor, tell: Tell): Promise<Program> {
  const command = find('java');
  if (!command) throw new Failure('Java is missing: `npm start` says how to install it.');
  const jars = await kafkaJars(supervisor, tell);
  const data = place.path('kafka', 'data');
  const properties = place.path('kafka', 'server.properties');
  const lines = Object.entries(settings(ports, data)).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(properties, lines.join(''));
  const java = [...QUIET_JVM, '-cp', join(jars, '*')];
  if (!existsSync(join(data, 'meta.properties'))) {
    // In one word: an id may begin with a dash.
    const cluster = `--cluster-id=${randomBytes(16).toString('base64url')}`;
    const format = ['kafka.tools.StorageTool', 'format', cluster, '-c', properties];
    await supervisor.run({ name: 'kafka-format', command, args: [...java, ...format] });
  }
  return {
    name: 'kafka',
    command,
    args: [...java, 'kafka.Kafka', properties],
    ready: () => serves(ports.kafka),
    readyWithinS: 90,
    stop: { signal: 'SIGTERM', withinS: 20 },
  };
}

/** A broker that accepts connections may still not serve: ask it for its controller and for the offsets of a group. */
async function serves(port: number): Promise<boolean> {
  const client = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    clientId: 'florin-start',
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 2, initialRetryTime: 50 },
  });
  const admin = client.admin();
  try {
    await admin.connect();
    const { brokers, controller } = await admin.describeCluster();
    if (brokers.length !== 1 || controller === null) return false;
    await admin.fetchOffsets({ groupId: 'florin-start', topics: [] });
    return true;
  } finally {
    await admin.disconnect();
  }
}
