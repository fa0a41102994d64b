import { Inject, Injectable, Optional } from '@nestjs/common';
import { log } from '../telemetry/index.js';

/** Something that a service cannot work without, and a way to ask whether it is there. */
export interface HealthCheck {
  readonly name: string;
  /** Rejects when it is not there. */
  check(): Promise<void>;
}

/** Provider token for the `HealthCheck[]` of a service. */
export const HEALTH_CHECKS = Symbol('florin.health-checks');

export interface Verdict {
  readonly status: 'ready' | 'not_ready';
  readonly checks: Readonly<Record<string, { status: 'up' | 'down'; latency_ms: number }>>;
  readonly failing: string[];
}

const CHECK_MS = 2000;

function bounded(check: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_MS} ms`)), CHECK_MS);
    check.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Asks everything that the service needs, at the same time and not for ever. */
@Injectable()
export class Readiness {
  constructor(@Optional() @Inject(HEALTH_CHECKS) private readonly checks: readonly HealthCheck[] | undefined) {}

  async judge(): Promise<Verdict> {
    const asked = await Promise.all((this.checks ?? []).map((check) => this.ask(check)));
    const failing = asked.filter((one) => one.status === 'down').map((one) => one.name);
    return {
      status: failing.length === 0 ? 'ready' : 'not_ready',
      checks: Object.fromEntries(asked.map(({ name, ...said }) => [name, said])),
      failing,
    };
  }

  private async ask(check: HealthCheck): Promise<{ name: string; status: 'up' | 'down'; latency_ms: number }> {
    const begun = performance.now();
    const latency = (): number => Math.round((performance.now() - begun) * 10) / 10;
    try {
      await bounded(Promise.resolve().then(() => check.check()));
      return { name: check.name, status: 'up', latency_ms: latency() };
    } catch (error) {
      log.warn({ check: check.name, err: error }, 'health check failed');
      return { name: check.name, status: 'down', latency_ms: latency() };
    }
  }
}
