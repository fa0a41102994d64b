import fc from 'fast-check';

/** Which of the accounts or commands that there are: the number is taken modulo how many. */
const nth = fc.nat({ max: 60 });
const amount = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 150 }).map(String) },
  { weight: 1, arbitrary: fc.constant(String(2n ** 63n - 1n)) },
);
const chance = (many: number): fc.Arbitrary<boolean> => fc.integer({ min: 1, max: many }).map((n) => n === many);

export const flaws = [
  'of a stranger',
  'in another currency',
  'from nowhere',
  'to nowhere',
  'to another bank',
  'to the cash by its id',
  'a deposit that takes from an account',
] as const;
const flaw = fc.oneof(
  { weight: 20, arbitrary: fc.constant(undefined) },
  { weight: flaws.length, arbitrary: fc.constantFrom(...flaws) },
);

/** A deposit is always small: it makes money, and a balance has an end. */
const small = fc.integer({ min: 1, max: 200 }).map(String);
/** `bank`: by the bank's authority, which asks neither whose it is nor whether it is frozen. */
const about = { from: nth, to: nth, amount, flaw, bank: chance(12) };
const fresh = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('deposit' as const), ...about, amount: small }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdrawal' as const), ...about }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('transfer' as const), ...about }) },
);
/** What is said first of a hold: mostly the reservation, now and then what should come behind it. */
const hold = fc.record({
  kind: fc.constant('hold' as const),
  verb: fc.oneof(
    { weight: 6, arbitrary: fc.constant('reserve' as const) },
    { weight: 1, arbitrary: fc.constantFrom('capture' as const, 'release' as const) },
  ),
  /** To the bank's own account instead of a customer's. */
  out: chance(3),
  ...about,
});
/** What is said next of a hold, in whatever order. */
const next = fc.record({
  kind: fc.constant('next' as const),
  back: fc.nat({ max: 12 }),
  verb: fc.constantFrom('reserve' as const, 'capture' as const, 'release' as const),
});
/** An earlier command comes again, from this batch or any before it; altered, it is still the earlier one. */
const again = fc.record({ kind: fc.constant('again' as const), back: fc.nat({ max: 200 }), altered: chance(4) });

export type Fresh = typeof fresh extends fc.Arbitrary<infer T> ? T : never;
export type Held = typeof hold extends fc.Arbitrary<infer T> ? T : never;
export type Next = typeof next extends fc.Arbitrary<infer T> ? T : never;
export type Wish = Fresh | Held | Next | (typeof again extends fc.Arbitrary<infer T> ? T : never);
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 12, arbitrary: fresh },
  { weight: 4, arbitrary: hold },
  { weight: 5, arbitrary: next },
  { weight: 3, arbitrary: again },
);

const wishes = fc.oneof(
  { weight: 1, arbitrary: fc.array(wish, { minLength: 1, maxLength: 4, size: 'max' }) },
  { weight: 1, arbitrary: fc.array(wish, { minLength: 1, maxLength: 120, size: 'max' }) },
);
const status = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('active' as const, 'frozen' as const) },
  { weight: 1, arbitrary: fc.constant('closed' as const) },
);
const step = fc.oneof(
  /** `twice`: the whole batch goes to both replicas at once. */
  { weight: 24, arbitrary: fc.record({ do: fc.constant('post' as const), wishes, twice: chance(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), owner: nth, euros: chance(4) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), account: nth, status }) },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a bank may live through. */
export const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });
