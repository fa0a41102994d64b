import { FieldFault, type Field } from './field.js';

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values of a set of fields, under the names of the environment. */
export type ConfigOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** Everything that is wrong with the environment, told at once and without any value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`the configuration is not usable: ${faults.join('; ')}`);
  }
}

/** Reads all fields from the environment. A blank variable counts as not set. Throws one {@link ConfigError}. */
export function readConfig<F extends Fields>(
  fields: F,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<F> {
  const faults: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = env[name]?.trim();
    if (value === undefined || value === '') {
      if (field.fallback) config[name] = field.fallback.value;
      else faults.push(`${name} is not set`);
      continue;
    }
    try {
      config[name] = field.read(value);
    } catch (fault) {
      if (!(fault instanceof FieldFault)) throw fault;
      faults.push(`${name} ${fault.message}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(config) as ConfigOf<F>;
}
