/**
 * How many transfers the whole path makes and how long one takes, as a client of the gateway sees it.
 * Usage: node load/transfers.ts [connections=64] [seconds=10] [gateway=http://localhost:8080]
 * Closed model: each connection sends its next transfer when the last is answered. The bank must run with raised
 * limits (as tools/local/raised-limits.ts has them), since all load comes from one address and few people.
 */
import { Client } from './client.ts';
import { Customers } from './customers.ts';
import { closed, completed } from './drive.ts';
import { transferOf } from './orders.ts';

const [connections = 64, seconds = 10] = process.argv.slice(2, 4).map(Number);
const client = new Client(new URL(process.argv[4] ?? 'http://localhost:8080'), connections);
const customers = new Customers(client);
await customers.make(8, 8);
const send = transferOf(client, () => customers.pair());
await closed(connections, 2, send, completed);
const { perSecond, latency, others } = await closed(connections, seconds, send, completed);
client.close();
console.log(
  `${connections} connections, ${seconds} s: ${perSecond.toFixed(0)} transfers/s, p50 ${latency.p50.toFixed(1)} ms, ` +
    `p99 ${latency.p99.toFixed(1)} ms, worst ${latency.worst.toFixed(1)} ms`,
);
if (Object.keys(others).length > 0) console.log('answered otherwise:', others);
