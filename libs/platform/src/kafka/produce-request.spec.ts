import fc from 'fast-check';
import kafka from 'kafkajs/src/protocol/requests/index.js';
import { bytesOf, mendProduceRequest, type Produce } from './produce-request.js';

type Partition = Produce['topicData'][number]['partitions'][number];
type Message = Partition['messages'][number];

const NOW_MS = 1_795_766_400_000;
const { Produce: produce } = kafka.requests;
/** As kafkajs makes it: the mended one stands beside it. */
const { protocol } = produce;

const bytes = fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some));
const text = fc.string({ unit: 'grapheme', maxLength: 300 });
const header = fc.oneof(text, bytes, fc.array(fc.oneof(text, bytes), { minLength: 1, maxLength: 3 }));
const message: fc.Arbitrary<Message> = fc.record({
  key: fc.option(fc.oneof(text, bytes)),
  value: fc.option(fc.oneof(text, bytes)),
  headers: fc.dictionary(fc.string({ minLength: 1 }), header, { maxKeys: 12, noNullPrototype: true }),
});
const asked: fc.Arbitrary<Produce> = fc.record({
  acks: fc.constantFrom(-1, 1),
  timeout: fc.nat(),
  topicData: fc.array(
    fc.record({
      topic: fc.string({ minLength: 1 }),
      partitions: fc.array(
        fc.record({ partition: fc.nat(), messages: fc.array(message, { minLength: 1, maxLength: 80 }) }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
});

/** The same request with the time said, which kafkajs then does not take from its clock. */
function timed({ topicData, ...rest }: Produce): Produce {
  const timestamp = String(NOW_MS);
  const at = ({ partition, messages }: Partition) => ({
    partition,
    messages: messages.map((one) => ({ ...one, timestamp })),
  });
  return { ...rest, topicData: topicData.map((of) => ({ ...of, partitions: of.partitions.map(at) })) };
}

function carrying(...partitions: Partition[]): Produce {
  return { acks: -1, timeout: 1, topicData: [{ topic: 'account.events', partitions }] };
}

async function byKafkajs(of: Produce): Promise<Buffer> {
  return (await protocol({ version: 7 })(of).request.encode()).buffer;
}

describe('a produce request', () => {
  it('has the bytes that kafkajs gives it', async () => {
    const same = fc.asyncProperty(asked, async (one) =>
      expect(bytesOf(one, NOW_MS).equals(await byKafkajs(timed(one)))).toBe(true),
    );
    await fc.assert(same, { numRuns: 200 });
  });

  it('grows with what it carries', async () => {
    const messages = [{ key: null, value: 'x'.repeat(3_000_000), headers: { small: '1' } }, { value: 'y' }];
    const one = carrying({ partition: 0, messages });
    expect(bytesOf(one, NOW_MS).equals(await byKafkajs(timed(one)))).toBe(true);
  });

  it('is left to kafkajs when it is out of the ordinary', async () => {
    mendProduceRequest();
    const plain = timed(carrying({ partition: 0, messages: [{ value: 'x' }] }));
    for (const one of [plain, { ...plain, compression: 1 }, { ...plain, producerId: 7 }]) {
      const { request } = produce.protocol({ version: 7 })(one);
      expect((await request.encode()).buffer.equals(await byKafkajs(one))).toBe(true);
    }
  });
});
