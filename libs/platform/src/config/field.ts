/** One environment variable: how its text becomes a value, and what it is when it is not set. */
export interface Field<T> {
  /** Returns the value, or throws {@link FieldFault} with words that do not repeat the text. */
  read(text: string): T;
  /** Undefined means that the variable must be set. */
  readonly fallback?: { readonly value: T };
  /** Secrets have no default and are never shown. */
  readonly secret: boolean;
}

/** Says what is wrong with one variable, without its value. */
export class FieldFault extends Error {}

function field<T>(read: (text: string) => T, fallback: T | undefined, secret = false): Field<T> {
  return fallback === undefined ? { read, secret } : { read, secret, fallback: { value: fallback } };
}

/** Any text that is not blank. */
export function text(options: { default?: string } = {}): Field<string> {
  return field((value) => value, options.default);
}

/** A whole number, with inclusive bounds. */
export function integer(options: { default?: number; min?: number; max?: number } = {}): Field<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return field((value) => {
    const number = /^-?[0-9]{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(number)) throw new FieldFault('must be a whole number');
    if (number < min || number > max) throw new FieldFault(`must be between ${min} and ${max}`);
    return number;
  }, options.default);
}

/** A TCP port. */
export function port(fallback: number): Field<number> {
  return integer({ default: fallback, min: 0, max: 65535 });
}

/** true or false (also 1, 0, yes, no, on, off). */
export function flag(options: { default: boolean }): Field<boolean> {
  return field((value) => {
    if (/^(true|1|yes|on)$/i.test(value)) return true;
    if (/^(false|0|no|off)$/i.test(value)) return false;
    throw new FieldFault('must be true or false');
  }, options.default);
}

/** An absolute address. A slash at its end is taken off, so that paths can be appended. */
export function url(options: { default?: string } = {}): Field<string> {
  return field((value) => {
    if (!URL.canParse(value) || !value.includes('://')) throw new FieldFault('must be an absolute URL');
    return value.replace(/\/+$/, '');
  }, options.default);
}

/** Items between commas; blanks around them do not count, and there is at least one. */
export function list(options: { default?: readonly string[] } = {}): Field<string[]> {
  return field((value) => {
    const items = value.split(',').map((item) => item.trim());
    if (items.some((item) => item === '')) throw new FieldFault('must be a list of items between commas, none blank');
    return items;
  }, options.default && [...options.default]);
}

/** Exact origins (`https://app.example`) between commas; none unless set. */
export function origins(): Field<string[]> {
  const items = list();
  return field((value) => {
    const read = items.read(value);
    if (read.some((item) => !URL.canParse(item) || new URL(item).origin !== item)) {
      throw new FieldFault('must be a list of origins such as https://app.example');
    }
    return read;
  }, []);
}

/** One of the given words. */
export function choice<const V extends string>(values: readonly V[], options: { default?: V } = {}): Field<V> {
  return field((value) => {
    const found = values.find((one) => one === value);
    if (found === undefined) throw new FieldFault(`must be one of ${values.join(', ')}`);
    return found;
  }, options.default);
}

/** A password, a key, or an address with a password in it: never a default, never shown. `bytes`: base64 of so many. */
export function secret(options: { bytes?: number } = {}): Field<string> {
  return field(
    (value) => {
      if (options.bytes !== undefined && Buffer.from(value, 'base64').length !== options.bytes) {
        throw new FieldFault(`must be ${options.bytes} bytes in base64`);
      }
      return value;
    },
    undefined,
    true,
  );
}

/** The same field, but it may be left out. */
export function optional<T>(of: Field<T>): Field<T | undefined> {
  return { read: of.read, secret: of.secret, fallback: { value: undefined } };
}
