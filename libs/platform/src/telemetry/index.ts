export { log, NestLog, setUpLog, type Logger } from './logger.js';
export { collectProcessMetrics, counter, gauge, histogram, metrics } from './metrics.js';
export { currentTrace, currentTraceparent, inTrace, newTrace, randomHex, withTrace, type Trace } from './trace.js';
