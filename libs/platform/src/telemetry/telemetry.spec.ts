import { Writable } from 'node:stream';
import { pino } from 'pino';
import { counter, gauge, histogram, metrics } from './metrics.js';
import { logOptions } from './logger.js';
import { currentTrace, currentTraceparent, inTrace, newTrace, randomHex, withTrace } from './trace.js';

const lines: string[] = [];
const paper = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(chunk.toString());
    done();
  },
});
const log = pino(logOptions, paper);
const written = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

describe('the log', () => {
  it('hides what must not be read, three levels deep', () => {
    const secrets = { password: 'hush', totp_code: 'hush', 'set-cookie': 'hush', refresh_token: 'hush' };
    log.info({ ...secrets, body: secrets, request: { headers: { authorization: 'hush', cookie: 'hush' } } }, 'hello');
    expect(lines.at(-1)).not.toContain('hush');
    expect(written()).toMatchObject({ level: 'info', message: 'hello', body: { password: '[hidden]' } });
  });

  it('writes an error without what was hung on it', () => {
    const cause = Object.assign(new Error('below'), { parameters: ['hush'] });
    log.error({ err: Object.assign(new Error('above', { cause }), { code: '23505', query: 'hush' }) }, 'failed');
    expect(lines.at(-1)).not.toContain('hush');
    const shown = { type: 'Error', message: 'above', code: '23505', cause: { message: 'below' } };
    expect(written()['err']).toMatchObject(shown);
  });

  it('says which trace and which request a line belongs to', () => {
    const trace = newTrace(null, 'r-1');
    inTrace(trace, () => log.info('inside'));
    expect(written()).toMatchObject({ trace_id: trace.traceId, request_id: 'r-1' });
    log.info('outside');
    expect(written()).not.toHaveProperty('trace_id');
  });
});

describe('a trace', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

  it('goes on with a step of its own', () => {
    const trace = newTrace(`00-${traceId}-00f067aa0ba902b7-00`);
    expect(trace.traceId).toBe(traceId);
    expect(trace.spanId).not.toBe('00f067aa0ba902b7');
    expect(trace.traceparent).toBe(`00-${traceId}-${trace.spanId}-00`);
  });

  it.each([
    undefined, '', 'x', `ff-${traceId}-00f067aa0ba902b7-01`, `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`, `00-${traceId.toUpperCase()}-00f067aa0ba902b7-01`,
  ])('begins anew for %s', (traceparent) => {
    const trace = newTrace(traceparent);
    expect(trace.traceId).not.toBe(traceId);
    expect(trace.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('is there for all that is awaited inside it, and only there', async () => {
    expect([currentTrace(), currentTraceparent()]).toEqual([undefined, null]);
    const seen = await withTrace(`00-${traceId}-00f067aa0ba902b7-01`, async () => {
      await Promise.resolve();
      return currentTraceparent();
    });
    expect(seen).toContain(traceId);
    expect(currentTrace()).toBeUndefined();
  });

  it('draws bytes that do not come again', () => {
    const drawn = Array.from({ length: 2000 }, () => randomHex(8));
    expect(new Set(drawn).size).toBe(2000);
    expect(drawn.every((hex) => /^[0-9a-f]{16}$/.test(hex))).toBe(true);
  });
});

describe('figures', () => {
  it('are made once and shown', async () => {
    counter('asked_total', 'How often.', ['kind']).inc({ kind: 'a' });
    counter('asked_total', 'How often.', ['kind']).inc({ kind: 'a' });
    histogram('took_seconds', 'How long.').observe(0.2);
    gauge('depth', 'How deep.', () => 7);
    const text = await metrics.metrics();
    expect(text).toContain('asked_total{kind="a"} 2');
    expect(text).toContain('took_seconds_bucket{le="0.25"} 1');
    expect(text).toContain('depth 7');
  });
});
