// A door before /mcp for test suites that cannot log in: it adds the token of a new customer's program, and gives the
// bank its own name as the host. Run by hand, see docs/mcp.md.
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { aProgram, anAgentOf } from './agent.ts';
import { aCustomer, anOfficer, gateway } from './bank.ts';

const PORT = Number(process.env['DOOR_PORT'] ?? 8090);
const outside = `127.0.0.1:${PORT}`;
const bank = new URL(gateway);

const anna = await aCustomer();
await anna.opens({ deposit: '900.00' });
const program = await anAgentOf(anna, await aProgram(await anOfficer('admin')));
// Asks for the scope that reads need.
await program.call('bank_balance', {});

/** What was said to the door, as it would be said to the bank. A foreign host or origin stays what it is. */
function toBank(headers: IncomingHttpHeaders): Record<string, string | string[] | undefined> {
  const named = (text: string | undefined): string | undefined => text?.replace(outside, bank.host);
  const { host, origin, ...rest } = headers;
  const own = { host: named(host), authorization: `Bearer ${program.wallet.accessToken}` };
  return { ...rest, ...own, ...(origin === undefined ? {} : { origin: named(origin) }) };
}

createServer((asked, answer) => {
  const { hostname, port } = bank;
  const to = { hostname, port, path: asked.url, method: asked.method, headers: toBank(asked.headers) };
  const onward = request(to, (told) => {
    answer.writeHead(told.statusCode ?? 502, told.headers);
    told.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
}).listen(PORT, '127.0.0.1', () => process.stdout.write(`http://${outside}/mcp stands for ${gateway}/mcp\n`));
