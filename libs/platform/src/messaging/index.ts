export { BatchPattern, BatchServer, type BatchServerOptions } from './batch.server.js';
export { outgoing, type About, type Heard, type OutboxRow } from './cloudevent.js';
export { forgetHeard, freshOnly } from './inbox.js';
export { addToOutbox, OUTBOX_COLUMNS, outboxArrays, outboxUnnest } from './outbox.js';
export { Relay, withAcked } from './relay.js';
