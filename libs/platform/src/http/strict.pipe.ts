import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { DomainError } from '@florin/kernel';
import { readPlain } from './own-rules.js';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** More faults than these in one body help nobody. */
const FAULTS_MOST = 50;
const FIELD_LENGTH_MOST = 128;

/** Flattens nested faults to dotted paths. The rejected value is never part of them. */
export function fieldErrors(errors: readonly ValidationError[], path = ''): FieldError[] {
  const found: FieldError[] = [];
  for (const error of errors) {
    if (found.length >= FAULTS_MOST) break;
    const field = path === '' ? error.property : `${path}.${error.property}`;
    for (const [rule, message] of Object.entries(error.constraints ?? {})) {
      found.push({ field: field.slice(0, FIELD_LENGTH_MOST), message: wordsOf(rule, message, error.property) });
    }
    if (error.children) found.push(...fieldErrors(error.children, field));
  }
  return found.slice(0, FAULTS_MOST);
}

/** class-validator begins with the name of the property; the field says that already. */
function wordsOf(rule: string, message: string, property: string): string {
  if (rule === 'whitelistValidation') return 'is not known here';
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

/** Nest takes a body of `null` for an empty one; here it is as wrong as any other value that is no object. */
class StrictPipe extends ValidationPipe {
  override transform(value: unknown, about: ArgumentMetadata): Promise<unknown> {
    if (about.type === 'custom') return Promise.resolve(value);
    if (value === null && about.type === 'body') throw new DomainError('validation_failed', 'The body is no object.');
    const read = about.metatype && readPlain(about.metatype, value);
    return read ? Promise.resolve(read) : super.transform(value, about);
  }
}

/** The one pipe of the bank: unknown fields, wrong types and stray nulls are refused with `validation_failed`. */
export function strictPipe(): ValidationPipe {
  return new StrictPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors: ValidationError[]) =>
      new DomainError('validation_failed', undefined, { errors: fieldErrors(errors) }),
  });
}
