/** How many requests of a kind one identity may make in a minute, and at most at once. */
export interface Quota {
  readonly name: 'write' | 'read';
  readonly perMinute: number;
}

/** What a limit says of one request. */
export interface Verdict {
  readonly limit: number;
  /** How many more would pass now; -1 says that this one did not. */
  readonly remaining: number;
  /** Until the limit is whole again; of a refused request: until one passes. */
  readonly waitS: number;
}

const MINUTE_US = 60_000_000;

/** The microseconds that one request is worth. */
export function intervalOf(quota: Quota): number {
  return MINUTE_US / quota.perMinute;
}

/**
 * The generic cell rate algorithm: one time per identity, up to which its requests are paid for. It is written out
 * twice, here for one process and there for all of them; a spec holds the two together.
 */
export function take(paidUntilUs: number, nowUs: number, quota: Quota): { paidUntilUs: number; verdict: Verdict } {
  const next = Math.max(paidUntilUs, nowUs) + intervalOf(quota);
  const over = next - nowUs - MINUTE_US;
  // A hundredth of a microsecond: intervals are no whole numbers, and a full minute must hold all of them.
  if (over > 0.01) return { paidUntilUs, verdict: verdictOf(quota, -1, over) };
  return { paidUntilUs: next, verdict: verdictOf(quota, -over / intervalOf(quota), next - nowUs) };
}

/**
 * One after the other for each key, with its requests per minute: answers how many more would pass (-1: not even this
 * one) and the microseconds to wait, as texts.
 */
export const TAKE = `local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local said = {}
for i, key in ipairs(KEYS) do
  local paid = tonumber(redis.call('GET', key) or now)
  local interval = ${MINUTE_US} / ARGV[i]
  local next = math.max(paid, now) + interval
  local over = next - now - ${MINUTE_US}
  if over > 0.01 then
    said[2 * i - 1] = '-1'
    said[2 * i] = string.format('%.2f', over)
  else
    redis.call('SET', key, string.format('%.2f', next), 'PX', math.ceil((next - now) / 1000))
    said[2 * i - 1] = string.format('%.4f', -over / interval)
    said[2 * i] = string.format('%.2f', next - now)
  end
end
return said`;

/** Reads what the script answered. */
export function verdictOf(quota: Quota, remaining: number, waitUs: number): Verdict {
  const whole = remaining < 0 ? -1 : Math.floor(remaining + 0.001);
  return { limit: quota.perMinute, remaining: whole, waitS: Math.max(1, Math.ceil(waitUs / 1_000_000)) };
}
