import { Failure } from './failure.ts';

/** The one table of ports: all inside sit at a fixed distance from PORT_BASE; the gateway has its own variable. */
export const offsets = {
  'dummy-bank': 0,
  auth: 1,
  account: 2,
  transaction: 3,
  'bank-integration': 4,
  postgres: 32,
  redis: 79,
  'redis-volatile': 80,
  kafka: 92,
  'kafka-controller': 93,
} as const;

export type PortName = keyof typeof offsets | 'gateway';
export type Ports = Record<PortName, number>;

/** The ports of one bank. */
export function portsFrom(base: number, gateway: number): Ports {
  const inside = Object.entries(offsets).map(([name, offset]) => [name, base + offset]);
  return { ...Object.fromEntries(inside), gateway } as Ports;
}

/** The ports that the environment asks for. */
export function portsOf(env: NodeJS.ProcessEnv): Ports {
  const ports = portsFrom(portIn(env, 'PORT_BASE', 3000, 65_535 - 93), portIn(env, 'GATEWAY_PORT', 8080, 65_535));
  const twin = Object.entries(ports).find(([name, port]) => name !== 'gateway' && port === ports.gateway);
  if (twin) throw new Failure(`GATEWAY_PORT ${ports.gateway} is also the port of ${twin[0]}: choose another one.`);
  return ports;
}

/** The variable that moves a port. */
export const variableOf = (name: PortName): string => (name === 'gateway' ? 'GATEWAY_PORT' : 'PORT_BASE');

function portIn(env: NodeJS.ProcessEnv, name: string, byDefault: number, most: number): number {
  const value = Number(env[name] || byDefault);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Failure(`${name} must be a whole number from 1 to ${most}, and is "${env[name]}".`);
}
