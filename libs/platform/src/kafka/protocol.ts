import type { Exchange, Protocol } from 'kafkajs/src/protocol/requests/index.js';

const mended = new WeakSet<object>();

/**
 * Puts another exchange in the place of each that kafkajs makes of one kind of request, once for all its connections:
 * 2.2.4 has no later release.
 */
export function mendProtocol<Asked, Response>(
  kind: Protocol<Asked, Response>,
  mend: (exchange: Exchange<Response>, asked: Asked) => Exchange<Response>,
): void {
  if (mended.has(kind)) return;
  mended.add(kind);
  const { protocol } = kind;
  kind.protocol = (of) => {
    const make = protocol(of);
    return (asked) => mend(make(asked), asked);
  };
}
