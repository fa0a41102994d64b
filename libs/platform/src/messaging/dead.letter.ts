import type { KafkaMessage, Message } from 'kafkajs';
import { headerOf } from './cloudevent.js';

/**
 * The record of a message that could not be used: as it came, with who gave it up, why, and how often that happened.
 */
export function deadLetterOf(message: KafkaMessage, about: { reason: string; service: string }): Message {
  const attempts = Number(headerOf(message, 'attempts') ?? 0) + 1;
  return {
    key: message.key,
    value: message.value,
    headers: {
      ...message.headers,
      reason: about.reason.slice(0, 1_000),
      service: about.service,
      attempts: String(attempts),
    },
  };
}
