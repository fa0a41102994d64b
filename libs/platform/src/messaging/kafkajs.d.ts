declare module 'kafkajs/src/network/requestQueue/index.js' {
  const RequestQueue: { prototype: object };
  export default RequestQueue;
}

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  const ConsumerGroup: { prototype: object };
  export default ConsumerGroup;
}

declare module 'kafkajs/src/producer/partitioners/default/index.js' {
  import type { ICustomPartitioner } from 'kafkajs';
  const partitioner: ICustomPartitioner;
  export default partitioner;
}

declare module 'kafkajs/src/protocol/requests/index.js' {
  import type { Produce } from './produce-request.js';
  interface Encoder {
    readonly buf: Buffer;
    readonly buffer: Buffer;
    size(): number;
  }
  interface Exchange {
    readonly request: { readonly apiVersion: number; encode(): Promise<Encoder> };
    readonly response: unknown;
  }
  const protocols: { requests: { Produce: { protocol(of: { version: number }): (asked: Produce) => Exchange } } };
  export default protocols;
}
