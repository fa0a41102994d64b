import { writeFileSync } from 'node:fs';
import type { Program } from './child.ts';
import { Failure } from './failure.ts';
import type { Place } from './place.ts';
import type { Ports } from './ports.ts';
import { find } from './programs.mjs';
import type { Secrets } from './secrets.ts';
import { ask } from './wait.ts';

const settings = {
  // Revocations and sessions: nothing is forgotten.
  redis: ['appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction'],
  // Limits, hints and caches: everything may be forgotten.
  'redis-volatile': ['appendonly no', 'maxmemory 64mb', 'maxmemory-policy allkeys-lru'],
};

/** One of the two Redis servers. */
export function redis(name: keyof typeof settings, place: Place, ports: Ports, secrets: Secrets): Program {
  const command = find('redis-server', 'valkey-server');
  if (!command) throw new Failure('redis-server is missing: `npm start` says how to install it.');
  const config = place.path(name, 'redis.conf');
  const common = ['bind 127.0.0.1', `port ${ports[name]}`, `dir "${place.dir(name)}"`, 'save ""', 'daemonize no'];
  // In the file and not among the arguments, where every user of the machine could read the password.
  writeFileSync(config, [...common, `requirepass ${secrets.redis}`, ...settings[name], ''].join('\n'), { mode: 0o600 });
  return {
    name,
    command,
    args: [config],
    ready: async () => (await ask(ports[name], `AUTH ${secrets.redis}\r\n`)).startsWith('+OK'),
    readyWithinS: 30,
    stop: { signal: 'SIGTERM', withinS: 10 },
  };
}

/** The address of one of the two. */
export function redisUrl(name: keyof typeof settings, ports: Ports, secrets: Secrets): string {
  return `redis://:${secrets.redis}@127.0.0.1:${ports[name]}`;
}
