const DAY_MS = 24 * 60 * 60 * 1000;

interface Topic {
  readonly partitions: number;
  readonly retentionMs: number;
}

const work = { partitions: 6, retentionMs: 7 * DAY_MS };
const deadLetters = { partitions: 1, retentionMs: 90 * DAY_MS };

/** Every topic of the bank: the platform makes them at start, nothing makes one by chance. */
export const topics = {
  'account.commands': work,
  'account.events': work,
  'transaction.events': { partitions: 6, retentionMs: 30 * DAY_MS },
  'bank.commands': work,
  'bank.events': work,
  'fraud.commands': work,
  'fraud.events': work,
  'auth.events': work,
  'audit.events': { partitions: 6, retentionMs: 30 * DAY_MS },
  'account.commands.dlq': deadLetters,
  'account.events.dlq': deadLetters,
  'transaction.events.dlq': deadLetters,
  'bank.commands.dlq': deadLetters,
  'bank.events.dlq': deadLetters,
  'fraud.commands.dlq': deadLetters,
  'fraud.events.dlq': deadLetters,
  'auth.events.dlq': deadLetters,
  'audit.events.dlq': deadLetters,
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof topics;
