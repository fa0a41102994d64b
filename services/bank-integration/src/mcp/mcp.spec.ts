import { challengeOf, isOwnHost, metadataOf, resourceOf, toolsCalledIn } from './mcp.js';

const resource = resourceOf('https://bank.example');

it('says where tokens come from, under the one address of the bank', () => {
  expect(metadataOf(resource, ['bank:read'])).toMatchObject({
    resource: 'https://bank.example/mcp',
    authorization_servers: ['https://bank.example'],
    scopes_supported: ['bank:read'],
    bearer_methods_supported: ['header'],
  });
});

it('challenges with the metadata and the scopes', () => {
  const metadata = 'resource_metadata="https://bank.example/.well-known/oauth-protected-resource/mcp"';
  expect(challengeOf(resource, { scopes: ['bank:read'] })).toBe(`Bearer scope="bank:read", ${metadata}`);
  const refusal = { error: 'insufficient_scope', scopes: ['accounts:read', 'transfers:write'] } as const;
  const words = 'error="insufficient_scope", scope="accounts:read transfers:write"';
  expect(challengeOf(resource, refusal)).toBe(`Bearer ${words}, ${metadata}`);
});

it.each([
  [{ method: 'tools/call', params: { name: 'a' } }, ['a']],
  [[{ method: 'tools/call', params: { name: 'a' } }, { method: 'tools/call', params: { name: 'b' } }], ['a', 'b']],
  [{ method: 'tools/list' }, []],
  [{ method: 'tools/call', params: { name: 7 } }, []],
  [{ method: 'tools/call', params: null }, []],
  [[null, 'x', 3], []],
  [undefined, []],
])('finds the tools that %p calls', (body, names) => {
  expect(toolsCalledIn(body)).toEqual(names);
});

it.each([
  ['https://bank.example', 'bank.example', true],
  ['https://bank.example', 'bank.example:443', true],
  ['https://bank.example', 'BANK.example', true],
  ['https://bank.example', 'evil.example', false],
  ['https://bank.example', 'bank.example.evil.example', false],
  ['https://bank.example', 'localhost', false],
  ['http://localhost:8080', '127.0.0.1:8080', true],
  ['http://localhost:8080', '[::1]:8080', true],
  ['http://localhost:8080', 'evil.example:8080', false],
  ['http://localhost:8080', '', false],
  ['http://localhost:8080', undefined, false],
])('of the bank at %s, the host %p is its own: %p', (publicUrl, host, expected) => {
  expect(isOwnHost(host, resourceOf(publicUrl))).toBe(expected);
});
