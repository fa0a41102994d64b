import { messages, topics } from '@florin/contracts';
import { json, type Page } from './page.ts';

type Json = Record<string, unknown>;

/** The headers of every record: CloudEvents 1.0 in binary mode, with our two extensions and the trace. */
const headers = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_tenantid', 'content-type'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: {
      type: 'string',
      format: 'uuid',
      description: 'The identity that an inbox remembers; kept when published again.',
    },
    ce_type: { type: 'string', description: 'The type of the message, with its version.' },
    ce_source: { type: 'string', format: 'uri-reference', description: 'The service that speaks.' },
    ce_time: { type: 'string', format: 'date-time' },
    ce_tenantid: { type: 'string', format: 'uuid', description: 'The bank whose message it is.' },
    ce_causationid: { type: 'string', format: 'uuid', description: 'The message that this one answers.' },
    traceparent: { type: 'string', description: 'W3C trace context.' },
    'content-type': { const: 'application/json' },
  },
};

const days = (milliseconds: number): number => milliseconds / (24 * 60 * 60 * 1000);
const isDeadLetter = (topic: string): boolean => topic.endsWith('.dlq');

function channel(topic: string, { partitions, retentionMs }: { partitions: number; retentionMs: number }): Json {
  const spoken = Object.entries(messages).filter(([, row]) => row.topic === topic.replace(/\.dlq$/, ''));
  const kept = `${partitions} partition${partitions === 1 ? '' : 's'}, kept ${days(retentionMs)} days.`;
  return {
    address: topic,
    description: isDeadLetter(topic) ? `What nobody could handle, as it came, with the reason. ${kept}` : kept,
    messages: Object.fromEntries(spoken.map(([type]) => [type, { $ref: `#/components/messages/${type}` }])),
    bindings: {
      kafka: { partitions, topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': retentionMs } },
    },
  };
}

function message(type: string, row: (typeof messages)[keyof typeof messages]): Json {
  return {
    name: type,
    title: type,
    summary: row.meaning,
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/Headers' },
    payload: row.data,
    bindings: { kafka: { key: { type: 'string', description: `The id of ${row.key}.` } } },
  };
}

/** The AsyncAPI 3 document of every topic and message, from the tables in libs/contracts. */
export function asyncApi(version: string): Page {
  const open = Object.keys(topics).filter((topic) => !isDeadLetter(topic));
  return {
    path: 'docs/asyncapi.json',
    text: json({
      asyncapi: '3.0.0',
      info: {
        title: 'Florin: messages',
        version,
        description:
          'What the services of the bank tell each other over Kafka. Generated from libs/contracts: npm run generate.',
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      defaultContentType: 'application/json',
      servers: { local: { host: 'localhost:3092', protocol: 'kafka', description: 'The broker that npm start runs.' } },
      channels: Object.fromEntries(Object.entries(topics).map(([topic, row]) => [topic, channel(topic, row)])),
      operations: Object.fromEntries(
        open.map((topic) => [`speak-${topic}`, { action: 'send', channel: { $ref: `#/channels/${topic}` } }]),
      ),
      components: {
        schemas: { Headers: headers },
        messages: Object.fromEntries(Object.entries(messages).map(([type, row]) => [type, message(type, row)])),
      },
    }),
  };
}
