import { kafka } from './kafka.ts';
import type { Place } from './place.ts';
import type { PortName, Ports } from './ports.ts';
import { postgres, postgresUrl } from './postgres.ts';
import type { Progress } from './progress.ts';
import { redis, redisUrl } from './redis.ts';
import type { Secrets } from './secrets.ts';
import type { Supervisor } from './supervisor.ts';

/** What is needed to start the parts of a bank, or the bank. */
export interface Surroundings {
  place: Place;
  ports: Ports;
  secrets: Secrets;
  progress: Progress;
  supervisor: Supervisor;
}

/** The ports on which the parts listen. */
export const partPorts: readonly PortName[] = ['postgres', 'redis', 'redis-volatile', 'kafka', 'kafka-controller'];

/** The parts while they start: each is done when it is ready. */
export interface StartingParts {
  postgres: Promise<void>;
  redis: Promise<void>;
  kafka: Promise<void>;
}

/** Begins to start PostgreSQL, the two Redis servers and Kafka, all at once. */
export function beginParts({ place, ports, secrets, progress, supervisor }: Surroundings): StartingParts {
  return {
    postgres: progress.step('PostgreSQL', async () => {
      await supervisor.keep('postgres', await postgres(place, ports, secrets, supervisor));
    }),
    redis: progress.step('Redis', async () => {
      const both = (['redis', 'redis-volatile'] as const).map((name) => redis(name, place, ports, secrets));
      await Promise.all(both.map((program) => supervisor.keep('redis', program)));
    }),
    kafka: progress.step('Kafka', async (tell) => {
      await supervisor.keep('kafka', await kafka(place, ports, supervisor, tell));
    }),
  };
}

/** Starts the parts and waits until all of them are ready. */
export async function startParts(surroundings: Surroundings): Promise<void> {
  await Promise.all(Object.values(beginParts(surroundings)));
}

/** The addresses of the parts, under the names that specs read. */
export function partsEnvironment(ports: Ports, secrets: Secrets): Record<string, string> {
  return {
    TEST_POSTGRES_URL: postgresUrl(ports, secrets),
    TEST_KAFKA_BROKERS: `127.0.0.1:${ports.kafka}`,
    TEST_REDIS_URL: redisUrl('redis', ports, secrets),
    TEST_REDIS_VOLATILE_URL: redisUrl('redis-volatile', ports, secrets),
  };
}
