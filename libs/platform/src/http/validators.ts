import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { isCurrency } from '@florin/kernel';
import { noting } from './own-rules.js';

/** What a field's documentation may add to what its rule says already. */
export interface Told {
  readonly description?: string;
  readonly example?: unknown;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
// eslint-disable-next-line security/detect-unsafe-regex -- there is one way to read each text
const AMOUNT = /^[0-9]+(\.[0-9]+)?$/;
const AMOUNT_LENGTH_MOST = 40;
/** Half of a character that takes two code units; no storage keeps it. */
const HALF = /\p{Cs}/u;
/** Control characters, halves of characters, line separators, and the marks that turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

function rule(name: string, holds: (value: unknown) => boolean, message: string): PropertyDecorator {
  const validator = { validate: holds, defaultMessage: () => message };
  return applyDecorators(noting({ tests: [{ name, holds }] }), ValidateBy({ name, validator }));
}

function reading(read: (value: unknown) => unknown): PropertyDecorator {
  return applyDecorators(noting({ reads: [read] }), Transform(({ value }: { value: unknown }) => read(value)));
}

function unless(which: null | undefined): PropertyDecorator {
  return applyDecorators(noting({ mayBe: [which] }), ValidateIf((_, value) => value !== which));
}

/** Documents a field and says that its rules belong together. */
function documented(schema: ApiPropertyOptions, told: Told, ...rules: PropertyDecorator[]): PropertyDecorator {
  return applyDecorators(ApiProperty({ ...schema, ...told } as ApiPropertyOptions), ...rules);
}

/** Whether it is a UUID, of any version. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** Whether text is 1..max characters without control characters and half characters. */
export function isText(value: unknown, max: number): value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > max * 2) return false;
  if (value.length > max && Array.from(value).length > max) return false;
  return !UNPRINTABLE.test(value);
}

/** Whether it is a decimal string like "12.50", or a JSON number whose shortest form is one. */
export function isAmount(value: unknown): value is string | number {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.length <= AMOUNT_LENGTH_MOST && AMOUNT.test(text);
}

/** Takes the blanks off both ends of a text. Not for passwords, tokens, codes and keys. */
export function Trimmed(): PropertyDecorator {
  return reading((value) => (typeof value === 'string' ? value.trim() : value));
}

/** A line of text for people: trimmed, then 1..max characters, no control characters. */
export function Text(max: number, told: Told = {}): PropertyDecorator {
  return documented(
    { type: 'string', minLength: 1, maxLength: max },
    told,
    Trimmed(),
    rule('text', (value) => isText(value, max), `must be 1 to ${max} characters of text without control characters`),
  );
}

/** A password, token, code or key: taken as it is, 1..max characters. */
export function Opaque(max: number, told: Told = {}): PropertyDecorator {
  return documented(
    { type: 'string', minLength: 1, maxLength: max },
    told,
    rule('opaque', (value) => typeof value === 'string' && value.length > 0 && value.length <= max && !HALF.test(value),
      `must be a string of 1 to ${max} characters`),
  );
}

/** An amount of money in major units. Its decimals are judged by `parseAmount`, which knows the currency. */
export function Amount(told: Told = {}, { zero = false } = {}): PropertyDecorator {
  const least = zero ? { minimum: 0 } : { exclusiveMinimum: 0 };
  return documented(
    {
      oneOf: [{ type: 'string', pattern: AMOUNT.source, maxLength: AMOUNT_LENGTH_MOST }, { type: 'number', ...least }],
      example: '12.50',
    } as never,
    told,
    rule('amount', isAmount, 'must be a decimal amount like "12.50"'),
  );
}

/** The same in a query, where all is text. */
export function AmountText(told: Told = {}): PropertyDecorator {
  const schema = { type: 'string', pattern: AMOUNT.source, maxLength: AMOUNT_LENGTH_MOST, example: '12.50' } as const;
  return documented(schema, told, rule('amount', isAmount, 'must be a decimal amount like "12.50"'));
}

/** An ISO 4217 code that Florin knows. */
export function CurrencyCode(told: Told = {}): PropertyDecorator {
  return documented(
    { type: 'string', pattern: '^[A-Z]{3}$', example: 'USD' },
    told,
    rule('currency', (value) => typeof value === 'string' && isCurrency(value), 'must be an ISO 4217 currency code'),
  );
}

/** The id of something of the bank's. */
export function Id(told: Told = {}): PropertyDecorator {
  return documented({ type: 'string', format: 'uuid' }, told, rule('id', isId, 'must be a UUID'));
}

/** One of the given words. */
export function OneOf(values: readonly string[], told: Told = {}): PropertyDecorator {
  return documented(
    { type: 'string', enum: [...values] },
    told,
    rule('oneOf', (value) => values.includes(value as string), `must be one of ${values.join(', ')}`),
  );
}

/** An instant in RFC 3339 with its zone, or a whole day; a text, so that the service decides how to read it. */
export function Instant(told: Told = {}): PropertyDecorator {
  return documented(
    { type: 'string', format: 'date-time' },
    told,
    rule('instant', isInstant, 'must be an RFC 3339 time such as 2026-01-31T12:00:00Z, or a day'),
  );
}

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
// eslint-disable-next-line security/detect-unsafe-regex -- there is one way to read each text
const TIME = /^[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})$/;

/** Whether it is a day, or a time with its zone. */
function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !isDay(value.slice(0, 10))) return false;
  return value.length === 10 || (TIME.test(value.slice(10)) && !Number.isNaN(Date.parse(value)));
}

/** Whether a day exists: JavaScript takes the 30th of February for the 2nd of March. */
function isDay(day: string): boolean {
  if (!DAY.test(day)) return false;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** A whole number between bounds. In a query it comes as text and is read here. */
export function WholeNumber(min: number, max: number, told: Told = {}): PropertyDecorator {
  return documented(
    { type: 'integer', minimum: min, maximum: max },
    told,
    rule('wholeNumber', (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
      `must be a whole number from ${min} to ${max}`),
  );
}

/** Reads the digits of a query value; anything else stays as it came and is refused by its rule. */
export function FromQuery(): PropertyDecorator {
  return reading((value) => (typeof value === 'string' && /^-?[0-9]{1,15}$/.test(value) ? Number(value) : value));
}

/** true or false. */
export function YesNo(told: Told = {}): PropertyDecorator {
  const test = (value: unknown): boolean => typeof value === 'boolean';
  return documented({ type: 'boolean' }, told, rule('yesNo', test, 'must be true or false'));
}

/** The field may be left out. It may not be null: class-validator's own IsOptional lets null pass. */
export function Optional(): PropertyDecorator {
  return applyDecorators(ApiProperty({ required: false }), unless(undefined));
}

/** The field may be null, which clears it. */
export function Nullable(): PropertyDecorator {
  return applyDecorators(ApiProperty({ nullable: true }), unless(null));
}
