import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import { Readiness } from '@florin/platform/http';
import { CONFIG, type Config } from '../config.js';
import { bankStatus, checksOf, targetsOf, type ServiceHealth, type Target } from './health.js';

const ANSWER_MS = 2_000;

export interface BankHealth {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  readonly services: Readonly<Record<string, ServiceHealth>>;
  readonly timestamp: string;
}

/** Asks every service of the bank how it is, all at the same time and not for long. */
@Injectable()
export class HealthService {
  private readonly targets: readonly Target[];
  private readonly version: string;
  private asking: Promise<BankHealth> | undefined;

  constructor(
    private readonly readiness: Readiness,
    @Inject(CONFIG) config: Config,
  ) {
    this.targets = targetsOf(config.HEALTH_URLS);
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- a file of the source
    const about = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    this.version = (JSON.parse(about) as { version: string }).version;
  }

  /** Callers at the same time share one round of questions. */
  ask(): Promise<BankHealth> {
    this.asking ??= this.askAll().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async askAll(): Promise<BankHealth> {
    const [own, ...others] = await Promise.all([
      this.askOurselves(),
      ...this.targets.map((target) => askOther(target)),
    ]);
    const services = { auth: own, ...Object.fromEntries(this.targets.map((target, i) => [target.name, others[i]!])) };
    return { status: bankStatus(services), version: this.version, services, timestamp: new Date().toISOString() };
  }

  private async askOurselves(): Promise<ServiceHealth> {
    const latency = stopwatch();
    const { status, checks } = await this.readiness.judge();
    return { status: status === 'ready' ? 'up' : 'down', latency_ms: latency(), checks };
  }
}

async function askOther(target: Target): Promise<ServiceHealth> {
  const latency = stopwatch();
  try {
    const answer = await fetch(target.url, { signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error' });
    const checks = checksOf(await answer.json());
    return { status: answer.ok ? 'up' : 'down', latency_ms: latency(), checks };
  } catch {
    return { status: 'down', latency_ms: latency(), checks: {} };
  }
}

function stopwatch(): () => number {
  const begun = performance.now();
  return () => Math.round((performance.now() - begun) * 10) / 10;
}
