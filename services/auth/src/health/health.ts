/** A service that the bank's health depends on, and where its readiness is asked. */
export interface Target {
  readonly name: string;
  readonly url: string;
}

export interface CheckHealth {
  readonly status: 'up' | 'down';
  readonly latency_ms: number;
}

/** What one service said of itself. */
export interface ServiceHealth {
  readonly status: 'up' | 'down';
  readonly latency_ms: number;
  readonly checks: Readonly<Record<string, CheckHealth>>;
}

/** Reads `name=url` items; throws with words for the operator. */
export function targetsOf(items: readonly string[]): Target[] {
  return items.map((item) => {
    const [, name, url] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(item) ?? [];
    if (name === undefined || url === undefined || !URL.canParse(url))
      throw new Error('HEALTH_URLS must be a list of name=url');
    return { name, url };
  });
}

/** The bank is well when every part of it is. */
export function bankStatus(services: Readonly<Record<string, ServiceHealth>>): 'ok' | 'degraded' {
  return Object.values(services).every((service) => service.status === 'up') ? 'ok' : 'degraded';
}

/** The checks of a readiness answer, as far as they have the form of one; whatever else it says stays inside. */
export function checksOf(answer: unknown): Record<string, CheckHealth> {
  const checks = (answer as { checks?: unknown } | null)?.checks;
  if (typeof checks !== 'object' || checks === null) return {};
  const found: Record<string, CheckHealth> = {};
  for (const [name, check] of Object.entries(checks as Record<string, Partial<CheckHealth> | null>)) {
    if (!/^[a-z][a-z0-9_-]{0,39}$/.test(name)) continue;
    const latency = typeof check?.latency_ms === 'number' ? check.latency_ms : 0;
    found[name] = { status: check?.status === 'up' ? 'up' : 'down', latency_ms: latency };
  }
  return found;
}
