import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** All figures of this process, as `/metrics` shows them. */
export const metrics = new Registry();

/** How often the event loop's delay is looked at; the default of 10 ms wakes a process a hundred times a second. */
const EVENT_LOOP_LOOK_MS = 200;

let collecting = false;

/** Starts the default figures of a Node process (memory, event loop, collections); once, however often called. */
export function collectProcessMetrics(): void {
  if (collecting) return;
  collecting = true;
  collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MS });
}

/** The counter of this name; made when it is asked for the first time. */
export function counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
  const known = metrics.getSingleMetric(name);
  if (known instanceof Counter) return known as Counter<L>;
  return new Counter({ name, help, labelNames, registers: [metrics] });
}

/** The gauge of this name, read by `collect` when somebody looks. */
export function gauge(name: string, help: string, collect: () => number): Gauge {
  metrics.removeSingleMetric(name);
  return new Gauge({
    name,
    help,
    registers: [metrics],
    collect() {
      this.set(collect());
    },
  });
}

/** Seconds, from a millisecond to half a minute. */
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The histogram of this name; made when it is asked for the first time. Buckets are seconds unless said. */
export function histogram<L extends string>(
  name: string,
  help: string,
  labelNames: readonly L[] = [],
  buckets: readonly number[] = secondsBuckets,
): Histogram<L> {
  const known = metrics.getSingleMetric(name);
  if (known instanceof Histogram) return known as Histogram<L>;
  return new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [metrics] });
}
