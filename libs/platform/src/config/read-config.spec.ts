import {
  choice, ConfigError, flag, integer, list, optional, port, readConfig, secret, serviceFields, text, url, type Fields,
} from './index.js';

function faultsOf(fields: Fields, env: Record<string, string>): readonly string[] {
  try {
    readConfig(fields, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('reads every kind of field under the name of its variable', () => {
    const fields = {
      NAME: text(),
      COUNT: integer({ min: 1 }),
      PORT: port(3001),
      LOUD: flag({ default: false }),
      BANK_URL: url(),
      BROKERS: list(),
      LEVEL: choice(['low', 'high']),
      KEY: secret(),
      EXTRA: optional(text()),
    };
    const env = {
      NAME: ' x ', COUNT: '7', PORT: '', LOUD: 'yes', BANK_URL: 'http://bank:3000/', BROKERS: 'a:1, b:2', LEVEL: 'high',
      KEY: 'k',
    };
    expect(readConfig(fields, env)).toEqual({
      NAME: 'x', COUNT: 7, PORT: 3001, LOUD: true, BANK_URL: 'http://bank:3000', BROKERS: ['a:1', 'b:2'], LEVEL: 'high',
      KEY: 'k', EXTRA: undefined,
    });
  });

  it('tells all faults at once and no value', () => {
    const fields = {
      A: text(), B: integer({ min: 1, max: 9 }), C: flag({ default: true }), D: url(), E: list(), F: choice(['x', 'y']),
      G: secret(), H: secret({ bytes: 32 }), I: integer(),
    };
    const env = { B: '4711', C: '4711', D: '4711', E: '4711,', F: '4711', G: '  ', H: '4711', I: '4711.5' };
    const faults = faultsOf(fields, env);
    expect(faults).toEqual([
      'A is not set', 'B must be between 1 and 9', 'C must be true or false', 'D must be an absolute URL',
      'E must be a list of items between commas, none blank', 'F must be one of x, y', 'G is not set',
      'H must be 32 bytes in base64', 'I must be a whole number',
    ]);
    expect(new ConfigError(faults).message).not.toContain('4711');
  });

  it('gives no secret a default', () => {
    expect(faultsOf(serviceFields, {})).toEqual(['DATABASE_READER_URL is not set', 'DATABASE_ENGINE_URL is not set']);
    expect(Object.values(serviceFields).filter((field) => field.secret && field.fallback)).toEqual([]);
  });
});
