import { ValidationPipe } from '@nestjs/common';
import { IsEmail } from 'class-validator';
import fc from 'fast-check';
import { DomainError } from '@florin/kernel';
import { readPlain } from './own-rules.js';
import { PageQuery } from './page.js';
import { strictPipe } from './strict.pipe.js';
import {
  Amount, CurrencyCode, FromQuery, Id, Instant, Nullable, OneOf, Opaque, Optional, Text, WholeNumber, YesNo,
} from './validators.js';

const id = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';

class Wish {
  @Id()
  id: string;

  @Amount()
  amount: string | number;

  @Optional()
  @Text(5)
  word?: string;

  @Optional()
  @Nullable()
  @Opaque(5)
  key?: string | null;

  @Optional()
  @CurrencyCode()
  currency?: string;

  @Optional()
  @OneOf(['red', 'green'])
  colour?: string;

  @Optional()
  @Instant()
  from?: string;

  @Nullable()
  @YesNo()
  loud: boolean | null;

  @Optional()
  @FromQuery()
  @WholeNumber(0, 9)
  count?: number;
}

class Filter extends PageQuery {
  @Optional()
  @Text(3)
  word?: string;
}

class Letter {
  @Text(20)
  @IsEmail()
  to: string;
}

class Shorter extends Filter {
  @Text(2)
  override word = '';
}

/** The pipe as it would be without the short way. */
async function byClassValidator(type: new () => object, value: object): Promise<object | undefined> {
  try {
    const long = ValidationPipe.prototype.transform;
    return (await long.call(strictPipe(), structuredClone(value), { type: 'body', metatype: type })) as object;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

const right: Record<keyof Wish, unknown[]> = {
  id: [id, id.toUpperCase()],
  amount: ['12.50', 3, 0.1],
  word: ['five', '  five ', 'ünïcö'],
  key: ['12345', ' a ', null],
  currency: ['USD', 'JPY'],
  colour: ['red'],
  from: ['2026-01-31', '2026-01-31T12:00:00Z'],
  loud: [true, null],
  count: [7, '7'],
};
const wrong = ['', ' ', null, 'sixsix', 'a\u0000b', '\ud800', 'x', 1e21, -1, [], {}, '2026-02-30', 'usd', 12, true];
const wishes = fc.tuple(
  fc.record(
    Object.fromEntries(
      Object.entries(right).map(([name, values]) => [
        name,
        fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...values) }, fc.constantFrom(...wrong), fc.jsonValue()),
      ]),
    ),
    { requiredKeys: ['id', 'amount', 'loud'] },
  ),
  fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, fc.dictionary(fc.string(), fc.jsonValue())),
);

describe('what our own rules read', () => {
  it('is what class-validator gives, and nothing that it refuses', async () => {
    let taken = 0;
    let refused = 0;
    const same = fc.asyncProperty(wishes, async ([wish, more]) => {
      const value = { ...wish, ...more };
      const read = readPlain(Wish, value);
      const judged = await byClassValidator(Wish, value);
      expect(read).toStrictEqual(judged);
      if (read) taken++;
      else refused++;
    });
    await fc.assert(same, { numRuns: 1_000 });
    expect(Math.min(taken, refused)).toBeGreaterThan(50);
  });

  it('has the defaults of its class, and the fields of the one that it extends', async () => {
    for (const query of [{}, { limit: '20', word: 'abc' }, { limit: '0' }, { cursor: 'x', word: 'abcd' }])
      expect(readPlain(Filter, query)).toStrictEqual(await byClassValidator(Filter, query));
  });

  it.each([
    ['a rule of another kind stands beside ours', Letter, { to: 'anna@example.org' }],
    ['a rule was replaced', Shorter, { word: 'ab' }],
    ['there is no rule', Object, {}],
  ])('is nothing where %s', (_, type, value) => {
    expect(readPlain(type, value)).toBeUndefined();
  });

  it.each([[null], ['text'], [[]], [7], [undefined]])('is nothing of %j', (value) => {
    expect(readPlain(Wish, value)).toBeUndefined();
  });
});
