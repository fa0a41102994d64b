import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import { formatAmount, invalid, parseAmount } from '@florin/kernel';
import { Amount, CurrencyCode, OneOf, Optional } from '@florin/platform/http';
import {
  endOf,
  leftOf,
  limitedKinds,
  windows,
  type Allowance,
  type LimitedKind,
  type Override,
  type Window,
} from './limit.js';

const SET_MOST = 100;
/** What a bigint holds of minor units, with room to spare. */
const DIGITS_MOST = 18;
const time = '2026-02-01T00:00:00.000Z';

export class LimitQuery {
  @Optional()
  @CurrencyCode({ description: 'All that were used this month when it is left out.' })
  currency?: string;
}

export class LimitBody {
  @CurrencyCode()
  currency: string;

  @OneOf(limitedKinds, { example: 'transfer' })
  kind: LimitedKind;

  @Optional()
  @Amount({ description: "The bank's own when it is left out; 0 allows nothing.", example: '500.00' }, { zero: true })
  per_transfer?: string | number;

  @Optional()
  @Amount({ example: '1000.00' }, { zero: true })
  per_day?: string | number;

  @Optional()
  @Amount({ example: '5000.00' }, { zero: true })
  per_month?: string | number;
}

export class LimitsBody {
  @ApiProperty({ type: [LimitBody], maxItems: SET_MOST, description: 'All that differ from what everybody may.' })
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(SET_MOST, { message: `must have ${SET_MOST} items at most` })
  @ValidateNested({ each: true, message: 'must be a list of limits' })
  @Type(() => LimitBody)
  limits: LimitBody[];
}

class OnceView {
  @ApiProperty({ type: String, example: '500.00' })
  most: string;
}

class UsedView extends OnceView {
  @ApiProperty({ type: String, description: 'By what is pending or completed.', example: '120.00' })
  used: string;

  @ApiProperty({ type: String, example: '380.00' })
  left: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When the UTC day or month is over.', example: time })
  resets_at: string;
}

export class LimitView {
  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty({ type: String, enum: [...limitedKinds], example: 'transfer' })
  kind: string;

  @ApiProperty({ type: OnceView })
  per_transfer: OnceView;

  @ApiProperty({ type: UsedView })
  per_day: UsedView;

  @ApiProperty({ type: UsedView })
  per_month: UsedView;

  @ApiProperty({ type: Boolean, description: 'Whether an admin has set some of it for this person.', example: false })
  own: boolean;
}

export class LimitsView {
  @ApiProperty({ type: [LimitView] })
  items: LimitView[];
}

/** What an admin has set. Fails with: validation_failed. */
export function toOverrides({ limits }: LimitsBody): Override[] {
  const named = new Set<string>();
  return limits.map((one, i) => {
    const name = `${one.currency} ${one.kind}`;
    if (named.has(name)) throw invalid(`limits.${i}`, `${name} is there twice`);
    named.add(name);
    const set = windows.flatMap((window): [Window, bigint][] => {
      const most = one[window];
      return most === undefined ? [] : [[window, toMost(most, one.currency, `limits.${i}.${window}`)]];
    });
    if (set.length === 0) throw invalid(`limits.${i}`, `give at least one of ${windows.join(', ')}`);
    return { currency: one.currency, kind: one.kind, ...Object.fromEntries(set) };
  });
}

/** The most in minor units; unlike an amount that moves it may be zero. */
function toMost(given: string | number, currency: string, field: string): bigint {
  // eslint-disable-next-line security/detect-unsafe-regex -- there is one way to read each text
  if (/^0+(\.0+)?$/.test(String(given))) return 0n;
  const most = parseAmount(given, currency, field);
  if (String(most).length > DIGITS_MOST) throw invalid(field, 'is more than any bank moves');
  return most;
}

/** Limits as people see them. */
export function limitsView(allowances: readonly Allowance[], now: Date): LimitsView {
  return { items: allowances.map((one) => limitView(one, now)) };
}

function limitView({ currency, kind, caps, used, own }: Allowance, now: Date): LimitView {
  const shown = (amount: bigint): string => formatAmount(amount, currency);
  const over = (window: 'per_day' | 'per_month', sum: bigint): UsedView => ({
    most: shown(caps[window]),
    used: shown(sum),
    left: shown(leftOf(caps[window], sum)),
    resets_at: endOf(window, now).toISOString(),
  });
  return {
    currency,
    kind,
    per_transfer: { most: shown(caps.per_transfer) },
    per_day: over('per_day', used.day),
    per_month: over('per_month', used.month),
    own,
  };
}
