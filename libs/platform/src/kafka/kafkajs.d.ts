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
  import type { FetchResponse } from './fetch-response.js';
  import type { Produce } from './produce-request.js';
  interface Encoder {
    readonly buf: Buffer;
    readonly buffer: Buffer;
    size(): number;
  }
  export interface Exchange<Response> {
    readonly request: { readonly apiVersion: number; encode(): Promise<Encoder> };
    readonly response: { decode(bytes: Buffer): Promise<Response>; parse(response: Response): unknown };
  }
  export interface Protocol<Asked, Response> {
    protocol(of: { version: number }): (asked: Asked) => Exchange<Response>;
  }
  const protocols: { requests: { Produce: Protocol<Produce, unknown>; Fetch: Protocol<object, FetchResponse> } };
  export default protocols;
}
