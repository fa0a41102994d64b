import { portsFrom, portsOf } from './ports.ts';

describe('the table of ports', () => {
  it('puts everything inside at a fixed distance from its base, and the gateway where it is told', () => {
    expect(portsFrom(3000, 8080)).toMatchInlineSnapshot(`
      {
        "account": 3002,
        "auth": 3001,
        "bank-integration": 3004,
        "dummy-bank": 3000,
        "gateway": 8080,
        "kafka": 3092,
        "kafka-controller": 3093,
        "postgres": 3032,
        "redis": 3079,
        "redis-volatile": 3080,
        "transaction": 3003,
      }
    `);
  });

  it('is moved by PORT_BASE and GATEWAY_PORT', () => {
    expect(portsOf({})).toEqual(portsFrom(3000, 8080));
    expect(portsOf({ PORT_BASE: '13000', GATEWAY_PORT: '9090' })).toEqual(portsFrom(13_000, 9090));
  });

  it.each(['x', '0', '1.5', '65536', '65500'])('says in one line that PORT_BASE=%s is no port', (PORT_BASE) => {
    expect(() => portsOf({ PORT_BASE })).toThrow(
      `PORT_BASE must be a whole number from 1 to 65442, and is "${PORT_BASE}".`,
    );
  });

  it('refuses a gateway on the port of another part', () => {
    expect(() => portsOf({ PORT_BASE: '5300', GATEWAY_PORT: '5380' })).toThrow(
      'GATEWAY_PORT 5380 is also the port of redis-volatile: choose another one.',
    );
  });
});
