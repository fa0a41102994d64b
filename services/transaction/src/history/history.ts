import { invalid, isCurrency, parseAmount } from '@florin/kernel';
import { fingerprintOf, type Kind, type Order } from '../transfer/transfer.js';

/** What customers do by themselves; nothing else is history. */
const kinds = ['deposit', 'withdrawal', 'transfer'] as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const KEY = /^[\x21-\x7e]{1,255}$/;

function textOf(line: Record<string, unknown>, name: string, form: RegExp): string {
  const value = line[name];
  if (typeof value !== 'string' || !form.test(value)) throw invalid(name, 'is missing or not of its form');
  return value;
}

function accountOf(line: Record<string, unknown>, name: string, needed: boolean): string | null {
  if (needed) return textOf(line, name, UUID);
  if (line[name] !== undefined && line[name] !== null) throw invalid(name, 'does not belong to this kind');
  return null;
}

/** Reads one line of a history file as an order. Fails with: validation_failed. */
export function bookingOf(text: string): Order {
  const line = JSON.parse(text) as Record<string, unknown>;
  const kind = kinds.find((one) => one === line.kind) as Kind | undefined;
  if (!kind) throw invalid('kind', `must be one of ${kinds.join(', ')}`);
  const currency = textOf(line, 'currency', /^[A-Z]{3}$/);
  if (!isCurrency(currency)) throw invalid('currency', 'is not known');
  const amount = parseAmount(String(line.amount), currency);
  const fromAccountId = accountOf(line, 'from_account_id', kind !== 'deposit');
  const toAccountId = accountOf(line, 'to_account_id', kind !== 'withdrawal');
  const description =
    line.description === undefined || line.description === null ? null : textOf(line, 'description', /^.{1,255}$/u);
  const bookedAt = new Date(textOf(line, 'booked_at', /^\d{4}-\d{2}-\d{2}T/));
  if (Number.isNaN(bookedAt.getTime())) throw invalid('booked_at', 'is not a time');
  const to = toAccountId === null ? null : { by: 'id' as const, name: toAccountId };
  return {
    tenantId: textOf(line, 'tenant_id', UUID),
    userId: textOf(line, 'user_id', UUID),
    kind,
    fromAccountId,
    toAccountId,
    toUserId: null,
    amount,
    currency,
    description,
    cardId: null,
    key: textOf(line, 'key', KEY),
    fingerprint: fingerprintOf({ kind, from: fromAccountId, to, amount, currency, description }),
    bookedAt,
  };
}

/** Reads a whole file, oldest booking first; what was booked at one time stays in the order of the file. */
export function historyOf(file: string): Order[] {
  const orders = file.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      return [bookingOf(line)];
    } catch (error) {
      throw new Error(`line ${i + 1}: ${(error as Error).message}`);
    }
  });
  return orders.sort((one, other) => one.bookedAt!.getTime() - other.bookedAt!.getTime());
}
