import type { ICustomPartitioner } from 'kafkajs';

const SEED = 0x9747b28c;
const MIX = 0x5bd1e995;

/**
 * Kafka's partition of a key: murmur2, as the Java client and kafkajs have it, so that producers in any language put
 * one account's messages behind one another. kafkajs counts it in objects of 64 bits (8 to 27 µs a key); here they are
 * the machine's own 32. Only a dead letter may have no key, as what it was made of had none.
 */
export const keyPartitioner: ICustomPartitioner = () => ({ message, partitionMetadata }) =>
  (murmur2(Buffer.from(message.key ?? '')) & 0x7fffffff) % partitionMetadata.length;

/** https://github.com/apache/kafka/blob/4.1.1/clients/src/main/java/org/apache/kafka/common/utils/Utils.java */
function murmur2(key: Buffer): number {
  const whole = key.length & ~3;
  let hash = SEED ^ key.length;
  for (let at = 0; at < whole; at += 4) hash = Math.imul(hash, MIX) ^ mixed(key.readInt32LE(at));
  if (whole < key.length) hash = Math.imul(hash ^ key.readUIntLE(whole, key.length - whole), MIX);
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return hash ^ (hash >>> 15);
}

function mixed(word: number): number {
  const once = Math.imul(word, MIX);
  return Math.imul(once ^ (once >>> 24), MIX);
}
