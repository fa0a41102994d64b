import type { TopicName } from '@florin/contracts';

/** Where the answers to this service's questions come from. */
export const heardTopics: TopicName[] = ['account.events', 'bank.events', 'fraud.events'];
