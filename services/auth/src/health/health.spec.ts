import { bankStatus, checksOf, targetsOf } from './health.js';

it('reads where to ask, and says what is wrong with the list', () => {
  expect(targetsOf(['account=http://127.0.0.1:3002/health/ready'])).toEqual([
    { name: 'account', url: 'http://127.0.0.1:3002/health/ready' },
  ]);
  for (const bad of ['account', '=http://x', 'account=nowhere']) expect(() => targetsOf([bad])).toThrow('HEALTH_URLS');
});

it('is degraded when one part is down', () => {
  const up = { status: 'up', latency_ms: 1, checks: {} } as const;
  expect(bankStatus({ auth: up, account: up })).toBe('ok');
  expect(bankStatus({ auth: up, account: { ...up, status: 'down' } })).toBe('degraded');
});

it('takes from an answer nothing but checks', () => {
  const answer = {
    checks: { postgres: { status: 'up', latency_ms: 2, url: 'secret' }, '<b>': { status: 'up' } },
    host: 'x',
  };
  expect(checksOf(answer)).toEqual({ postgres: { status: 'up', latency_ms: 2 } });
  expect([checksOf(null), checksOf('no'), checksOf({ checks: { kafka: null } })]).toEqual([
    {},
    {},
    { kafka: { status: 'down', latency_ms: 0 } },
  ]);
});
