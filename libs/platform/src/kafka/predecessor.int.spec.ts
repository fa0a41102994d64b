import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { eventually, testKafkaBrokers } from '@florin/testing';
import { Kafka, logLevel, type Admin, type Consumer } from 'kafkajs';
import { KafkaLink } from './kafka.link.js';

/** Longer than this spec: a broker would keep the place of a dead member for so long. */
const SESSION_MS = 120_000;
const topic = 'fraud.events';
const link = new KafkaLink({ brokers: testKafkaBrokers(), clientId: 'spec' });
const consumers: Consumer[] = [];

Logger.overrideLogger(false);
beforeAll(async () => {
  await link.onModuleInit();
  // A topic that has just been made has no leader yet, and whoever fetches from it joins its group a second time.
  await eventually(() => asked((admin) => admin.fetchTopicOffsets(topic)));
}, 30_000);
afterAll(async () => {
  // Who was taken out of its group cannot leave it.
  await Promise.allSettled(consumers.map((one) => one.disconnect()));
  await link.close();
}, 30_000);

/** Gives its id when it has a place in the group. */
async function joined(consumer: Consumer): Promise<string> {
  consumers.push(consumer);
  const place = new Promise<string>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => resolve(payload.memberId));
  });
  await consumer.connect();
  await consumer.subscribe({ topic });
  await consumer.run({ eachMessage: () => Promise.resolve() });
  return place;
}

/** A member that says nothing any more, as a killed process does. */
async function theDead(group: string, name: string): Promise<string> {
  const kafka = new Kafka({ clientId: name, brokers: testKafkaBrokers(), logLevel: logLevel.NOTHING });
  return joined(kafka.consumer({ groupId: group, sessionTimeout: SESSION_MS, heartbeatInterval: SESSION_MS - 1 }));
}

async function asked<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Kafka({ brokers: testKafkaBrokers(), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  return question(admin).finally(() => admin.disconnect());
}

const membersOf = async (group: string): Promise<string[]> => {
  const { groups } = await asked((admin) => admin.describeGroups([group]));
  return groups.flatMap(({ members }) => members.map(({ memberId }) => memberId));
};

it('a killed process that is back takes its own place in the group, and does not wait for its session', async () => {
  const group = `spec-${randomUUID()}`;
  const dead = await theDead(group, `${group}@here:1`);
  const heir = await joined(link.consumer(group, `${group}@here:1`));
  expect(heir).not.toBe(dead);
  expect(await membersOf(group)).toEqual([heir]);
}, 30_000);

it('nobody is taken out by a process of another name', async () => {
  const group = `spec-${randomUUID()}`;
  const first = await joined(link.consumer(group, `${group}@here:1`));
  const second = await joined(link.consumer(group, `${group}@here:2`));
  expect((await membersOf(group)).sort()).toEqual([first, second].sort());
}, 30_000);
