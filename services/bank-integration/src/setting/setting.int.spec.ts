import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, World, type Answer } from '../world.builder.js';

/** Real here: PostgreSQL, Redis, Kafka, DNS for localhost. Played: the host that an admin points to. */
const world = new World();
const admin = { roles: ['admin'] } as const;
const visits: string[] = [];
let host: Server;
let port: number;

beforeAll(async () => {
  host = createServer((request, response) => {
    visits.push(request.url ?? '');
    if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    else response.writeHead(401).end();
  });
  await new Promise<void>((listening) => host.listen(0, listening));
  ({ port } = host.address() as AddressInfo);
  const listed = { MCP_HOSTS: `127.0.0.1:${port}`, MCP_PRIVATE_HOSTS: `localhost:${port}` };
  await world.start(listed);
}, 60_000);
afterAll(async () => {
  await world.stop();
  host.close();
  host.closeAllConnections();
}, 30_000);

const set = (mcp_server_url: unknown): Promise<Answer> => world.post(admin, '/config', { mcp_server_url });

describe('the address of the tools', () => {
  it("is the bank's own until an admin has set another, for that tenant alone", async () => {
    expect((await world.get(admin, '/config')).body).toEqual({ mcp_server_url: 'http://localhost:8080/mcp' });
    const url = `http://localhost:${port}/mcp`;
    expect((await set(url)).body).toEqual({ mcp_server_url: url });
    expect((await set(url)).status).toBe(200);
    expect((await world.get(admin, '/config')).body).toEqual({ mcp_server_url: url });
    expect((await world.get({}, '/mcp/status')).body['mcp_server_url']).toBe(url);
    const foreign = { ...admin, tenantId: '01900000-0000-7000-8000-00000000000f' };
    expect((await world.get(foreign, '/config')).body['mcp_server_url']).toBe('http://localhost:8080/mcp');
  });

  it.each(['customer', 'agent', 'read_only'] as const)('is not for the %s', async (role) => {
    expect(codeOf(await world.get({ roles: [role] }, '/config'))).toEqual([403, 'forbidden']);
    expect(codeOf(await world.post({ roles: [role] }, '/config', {}))).toEqual([403, 'forbidden']);
  });

  it('leads to no host that is not listed, to no private one that is not listed as such, to no redirect', async () => {
    visits.length = 0;
    const wrong = [`http://127.0.0.1:${port}/`, 'http://169.254.169.254/latest', 'http://[::1]/', 'file:///etc/passwd'];
    for (const url of wrong) expect([url, ...codeOf(await set(url))]).toEqual([url, 422, 'url_not_allowed']);
    expect(visits).toEqual([]);
    expect(codeOf(await set(`http://localhost:${port}/away`))).toEqual([422, 'url_not_allowed']);
    expect(visits).toEqual(['/away']);
    expect(codeOf(await set(7))).toEqual([422, 'validation_failed']);
  });
});
