import { anAuthService, aReplica, type AuthService } from '../auth.builder.js';

let auth: AuthService;
beforeAll(async () => {
  auth = await anAuthService();
}, 60_000);
afterAll(() => auth?.close(), 30_000);

describe('the health of the bank', () => {
  it('is good when every part is, and 503 when one does not answer', async () => {
    const well = await auth.ask('GET', '/health');
    expect([well.status, well.body['status']]).toEqual([200, 'ok']);
    const { checks } = (well.body['services'] as { auth: { checks: object } }).auth;
    expect(Object.keys(checks).sort()).toEqual(['kafka', 'postgres', 'redis']);
    const lonely = await aReplica({ ...auth.config, HEALTH_URLS: ['account=http://127.0.0.1:1/health/ready'] });
    const answer = await lonely.inject({ method: 'GET', url: '/health' });
    await lonely.close();
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({
      status: 'degraded',
      services: { auth: { status: 'up' }, account: { status: 'down' } },
    });
  });
});
