import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import defaultPartitioner from 'kafkajs/src/producer/partitioners/default/index.js';
import { keyPartitioner } from './partitioner.js';

type Placed = Parameters<ReturnType<typeof keyPartitioner>>[0];

const ours = keyPartitioner();
const theirs = defaultPartitioner();

function placed(key: Buffer | string | null, partitions: number): Placed {
  const known = Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 1 }));
  const partitionMetadata = known as Placed['partitionMetadata'];
  return { topic: 'account.events', partitionMetadata, message: { key, value: '' } };
}

describe('the partition of a key', () => {
  it('is the one of kafkajs, for any key and any number of partitions', () => {
    const key = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.integer({ min: 0, max: 3 }).map(() => randomUUID()),
    );
    const same = fc.property(key, fc.integer({ min: 1, max: 64 }), (of, partitions) => {
      expect(ours(placed(of, partitions))).toBe(theirs(placed(of, partitions)));
    });
    fc.assert(same, { numRuns: 5_000 });
  });

  it('of no key is the first where there is but one', () => {
    expect(ours(placed(null, 1))).toBe(0);
  });

  // The values of Kafka's own test of its Java client, UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is the one of the Java client', (key, hash) => {
    expect(ours(placed(key, 1_009))).toBe((hash & 0x7fffffff) % 1_009);
  });
});
