import { randomUUID } from 'node:crypto';
import { anAccountOf, Neighbours } from '../neighbours.builder.js';
import { codeOf, somebody, World } from '../world.builder.js';

/** Real here: PostgreSQL, Redis, Kafka. Played: the other services. */
const world = new World();
const neighbours = new Neighbours(() => world.tokens);

beforeAll(async () => {
  await world.start(await neighbours.start());
}, 60_000);
afterAll(async () => {
  await world.stop();
  await neighbours.stop();
}, 30_000);

function rich(): { who: ReturnType<typeof somebody>; id: string } {
  const who = somebody();
  const id = randomUUID();
  const booked = { status: 'approved', type: 'debit', created_at: '2026-01-01T00:00:00Z' };
  const entry = { amount: '5.00', currency: 'USD', ...booked };
  const entries = [entry];
  anAccountOf(neighbours, who.userId, { id, currency: 'USD', balance: '80.00', available_balance: '80.00', entries });
  return { who, id };
}

describe('a question without a model', () => {
  it('is answered from the own data, and says which tools were used', async () => {
    const { who } = rich();
    const balance = await world.post(who, '/mcp/query', { query: 'How much money do I have?' });
    expect(balance.body).toMatchObject({
      answer: 'You have 80.00 USD.', model: 'rules', tools_used: ['account_summary'],
      results: [{ tool_name: 'account_summary', success: true }],
    });
    const spent = await world.post(who, '/mcp/query', { query: 'What did I spend?' });
    expect(spent.body['answer']).toBe('This month 5.00 USD left.');
  });

  it('is answered with the rights of the token alone', async () => {
    const narrow = { ...rich().who, scopes: ['bank:read'] } as const;
    const { body } = await world.post(narrow, '/mcp/query', { query: 'How much money do I have?' });
    expect(body).toMatchObject({ results: [{ success: false, error: { code: 'insufficient_scope' } }] });
    const agent = await world.post({ roles: ['agent'] }, '/mcp/query', { query: 'What is the balance?' });
    expect(agent.body['tools_used']).toEqual([]);
  });

  it('is refused when it is empty', async () => {
    for (const query of ['', '  ', undefined, 7, 'x'.repeat(1_001)]) {
      expect(codeOf(await world.post(somebody(), '/mcp/query', { query }))).toEqual([422, 'validation_failed']);
    }
    expect((await world.post(undefined, '/mcp/query', { query: 'x' })).status).toBe(401);
  });

  it('can be asked by everybody, and so can who answers', async () => {
    const { body } = await world.get({ roles: ['agent'] }, '/mcp/status');
    expect(body).toMatchObject({ language_model: 'rules', mcp_server_url: 'http://localhost:8080/mcp' });
    expect(body['tools']).toContain('freeze_account');
  });
});
