import { randomInt } from 'node:crypto';
import { migrate } from '@florin/platform/database';
import { freshDatabase, testSeed } from '@florin/testing';
import fc from 'fast-check';
import { BooksService } from '../books/books.service.js';
import { migrations } from '../data-source.js';
import type { Told } from './model.builder.js';
import { steps } from './wish.builder.js';
import { Replica, World } from './world.builder.js';

/** Real: PostgreSQL and the posting service, twice. Fake: the relay. Beside it: a model that is easy to believe. */
const COMMANDS = 10_000;
/** Time for finding the smallest history that is wrong. */
const SHRINK_MS = 60_000;

const reasons = [
  'account_not_found',
  'same_account',
  'account_closed',
  'account_frozen',
  'currency_mismatch',
  'insufficient_funds',
  'not_reserved',
  'released',
  'captured',
];

const database = freshDatabase('account');
let replicas: [Replica, Replica];

beforeAll(async () => {
  await migrate({ ...database, migrations });
  replicas = [new Replica(database), new Replica(database)];
  await Promise.all(replicas.map((replica) => replica.database.onModuleInit()));
}, 60_000);

afterAll(async () => {
  await Promise.all((replicas ?? []).map((replica) => replica.database.close()));
  await database.drop();
});

/** What was answered, so that it shows when the histories have grown tame: a reason, or nothing for what was posted. */
const answered = new Set<string | undefined>();

const reasonIn = (told: Told): string | undefined => ('reason' in told ? String(told.reason) : undefined);

/** One bank from its first day to its last, as this seed wants it: how many commands it was given. */
async function aLife(seed: number): Promise<number> {
  let commands = 0;
  const life = fc.asyncProperty(steps, async (lived) => {
    const world = new World(replicas);
    await world.begin();
    for (const step of lived) commands += await world.live(step);
    await world.compare();
    await world.compareHistories();
    for (const told of world.model.outcomes.values()) answered.add(reasonIn(told));
  });
  try {
    await fc.assert(life, { seed, numRuns: 1, interruptAfterTimeLimit: SHRINK_MS });
  } catch (error) {
    throw new Error(`TEST_SEED=${seed} lives it again. ${(error as Error).message}`, { cause: error });
  }
  return commands;
}

it('says what the model says of ten thousand commands, and the books are right', async () => {
  let seed = testSeed() ?? randomInt(2 ** 31 - 1);
  let commands = 0;
  while (commands < COMMANDS) commands += await aLife(seed++);
  expect(answered).toEqual(new Set([undefined, ...reasons]));
  expect((await BooksService.of(replicas[0].database).check()).findings).toEqual([]);
}, 120_000);
