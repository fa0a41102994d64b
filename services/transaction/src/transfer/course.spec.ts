import fc from 'fast-check';
import { testSeed } from '@florin/testing';
import { course, isWaiting, statuses, step, words, type Status, type Traits, type Word } from './course.js';

interface State extends Traits {
  readonly status: Status;
}

const begun = (change: Partial<State> = {}): State => ({
  status: 'requested',
  kind: 'transfer',
  screened: false,
  withdrawal: null,
  ending: null,
  ...change,
});

/** The state after a word, and what is asked with it; the very same state when the word means nothing. */
function go(state: State, heard: Word): { state: State; ask?: string } {
  const next = step(state.status, heard, state);
  return next ? { state: { ...state, ...next.note, status: next.to }, ask: next.ask } : { state };
}

const ways = fc.record({ kind: fc.constantFrom('transfer', 'reversal', 'external'), screened: fc.boolean() });
const spoken = fc.array(fc.constantFrom(...words), { maxLength: 40 });
/** Words of which most mean something where they are heard: chance alone rarely gets to the end. */
const lively = fc.array(fc.tuple(fc.nat(), fc.boolean(), fc.constantFrom(...words)), { maxLength: 40 });
const seed = testSeed();
const chance = { numRuns: 1_000, ...(seed === undefined ? {} : { seed }) };

/** Plays words that the state can hear (or any word), and tells every step. */
function play(way: Partial<State>, choices: readonly [number, boolean, Word][], each: (step: Heard) => void): State {
  let state = begun(way);
  for (const [nth, stray, any] of choices) {
    const heard = course.filter((row) => row.status === state.status).map((row) => row.heard);
    const word = stray || heard.length === 0 ? any : (heard[nth % heard.length] as Word);
    const { state: next, ask } = go(state, word);
    each({ before: state, word, next, ask });
    state = next;
  }
  return state;
}

interface Heard {
  before: State;
  word: Word;
  next: State;
  ask?: string;
}

describe('the whole course', () => {
  it('is this', () => {
    const lines = statuses.flatMap((status) => {
      const rows = course.filter((row) => row.status === status);
      if (rows.length === 0) return [`${status}: nothing is heard any more`];
      return rows.map(({ heard, when, to, ask, note }) => {
        const noted = Object.entries(note ?? {}).map(([what, value]) => `, notes ${what} ${value}`);
        return `${status}, ${heard}${when ? ` (${when})` : ''} -> ${to}${ask ? `, asks ${ask}` : ''}${noted.join('')}`;
      });
    });
    expect(lines.join('\n')).toMatchInlineSnapshot(`
"requested, account.transfer-posted.v1 (straight) -> completed
requested, account.transfer-declined.v1 (straight) -> declined
requested, timer (straight) -> requested, asks account.post-transfer.v1
requested, account.funds-reserved.v1 (screened) -> in_review, asks fraud.screen-transfer.v1
requested, account.funds-reserved.v1 (external) -> reserved, asks bank.submit-payment.v1
requested, account.funds-declined.v1 (held) -> declined
requested, timer (held) -> requested, asks account.reserve-funds.v1
in_review, fraud.transfer-cleared.v1 (external) -> reserved, asks bank.submit-payment.v1
in_review, fraud.transfer-cleared.v1 (internal) -> capturing, asks account.capture-funds.v1
in_review, fraud.transfer-refused.v1 -> releasing, asks account.release-funds.v1, notes ending declined
in_review, cancel -> releasing, asks account.release-funds.v1, notes ending cancelled
in_review, timer -> in_review, asks fraud.screen-transfer.v1
reserved, bank.payment-settled.v1 -> capturing, asks account.capture-funds.v1
reserved, bank.payment-rejected.v1 -> releasing, asks account.release-funds.v1, notes ending declined
reserved, bank.payment-returned.v1 -> releasing, asks account.release-funds.v1, notes ending returned
reserved, cancel (not asked back) -> reserved, asks bank.withdraw-payment.v1, notes withdrawal asked
reserved, expiry (not asked back) -> reserved, asks bank.withdraw-payment.v1, notes withdrawal asked
reserved, bank.payment-withdrawn.v1 (asked back) -> releasing, asks account.release-funds.v1, notes ending cancelled
reserved, already asked (asked back) -> reserved, asks bank.submit-payment.v1, notes withdrawal refused
reserved, timer (asked back) -> reserved, asks bank.withdraw-payment.v1, notes withdrawal asked
reserved, timer -> reserved, asks bank.submit-payment.v1
capturing, account.funds-captured.v1 (returned) -> returning, asks account.post-transfer.v1
capturing, account.funds-captured.v1 -> completed
capturing, account.capture-refused.v1 (internal) -> releasing, asks account.release-funds.v1, notes ending declined
capturing, bank.payment-returned.v1 (external, not returned) -> capturing, notes ending returned
capturing, timer -> capturing, asks account.capture-funds.v1
releasing, account.funds-released.v1 (declined) -> declined
releasing, account.funds-released.v1 (returned) -> returned
releasing, account.funds-released.v1 (cancelled) -> cancelled
releasing, timer -> releasing, asks account.release-funds.v1
returning, account.transfer-posted.v1 -> returned
returning, timer -> returning, asks account.post-transfer.v1
completed, bank.payment-returned.v1 (external) -> returning, asks account.post-transfer.v1
declined: nothing is heard any more
returned: nothing is heard any more
cancelled: nothing is heard any more"
`);
  });

  it('is told in full by rows that are each reachable', () => {
    const seen = new Set<object>();
    fc.assert(
      fc.property(ways, lively, (way, choices) => {
        play(way, choices, ({ before, word }) => {
          const row = step(before.status, word, before);
          if (row) seen.add(row);
        });
      }),
      { ...chance, numRuns: 30_000 },
    );
    expect(course.filter((row) => !seen.has(row))).toEqual([]);
  });
});

describe.each<[string, Partial<State>, Word, string, string?]>([
  ['a transfer inside the bank', {}, 'account.transfer-posted.v1', 'completed'],
  ['a transfer inside the bank', {}, 'account.funds-reserved.v1', 'nothing'],
  ['one to be screened', { screened: true }, 'account.funds-reserved.v1', 'in_review', 'fraud.screen-transfer.v1'],
  ['one to be screened', { screened: true }, 'account.transfer-posted.v1', 'nothing'],
  ['one to another bank', { kind: 'external' }, 'account.funds-reserved.v1', 'reserved', 'bank.submit-payment.v1'],
  ['one that is reserved', { kind: 'external', status: 'reserved' }, 'cancel', 'reserved', 'bank.withdraw-payment.v1'],
  ['one asked back', { kind: 'external', status: 'reserved', withdrawal: 'asked' }, 'cancel', 'nothing'],
  [
    'one that the other bank knew already',
    { kind: 'external', status: 'reserved', withdrawal: 'asked' },
    'already asked',
    'reserved',
    'bank.submit-payment.v1',
  ],
  ['one that was paid', { kind: 'external', status: 'capturing' }, 'account.capture-refused.v1', 'nothing'],
  [
    'a cleared one whose destination closed',
    { screened: true, status: 'capturing' },
    'account.capture-refused.v1',
    'releasing',
    'account.release-funds.v1',
  ],
  [
    'one returned late',
    { kind: 'external', status: 'completed' },
    'bank.payment-returned.v1',
    'returning',
    'account.post-transfer.v1',
  ],
  ['a completed one inside the bank', { status: 'completed' }, 'bank.payment-returned.v1', 'nothing'],
])('given %s %j', (_what, given, heard, to, ask) => {
  it(`when ${heard} then ${to}${ask ? ` and ${ask}` : ''}`, () => {
    const state = begun(given);
    const next = step(state.status, heard, state);
    expect([next?.to ?? 'nothing', next?.ask]).toEqual([to, ask]);
  });
});

describe('on every way', () => {
  it('a word heard again changes nothing, unless it is the timer', () => {
    fc.assert(
      fc.property(ways, lively, (way, choices) => {
        play(way, choices, ({ word, next }) => {
          if (word !== 'timer') expect(go(next, word).state).toEqual(next);
        });
      }),
      chance,
    );
  });

  it('what has ended hears nothing more, but a return from another bank', () => {
    fc.assert(
      fc.property(ways, lively, (way, choices) => {
        play(way, choices, ({ before, word, next }) => {
          if (isWaiting(before.status) || word === 'bank.payment-returned.v1') return;
          expect(next).toEqual(before);
        });
      }),
      chance,
    );
  });

  it('whoever waits asks the last question again on the timer', () => {
    fc.assert(
      fc.property(ways, lively, (way, choices) => {
        let last: string | undefined = begunWith(way);
        play(way, choices, ({ next, ask }) => {
          last = ask ?? last;
          if (isWaiting(next.status)) expect(go(next, 'timer')).toEqual({ state: next, ask: last });
        });
      }),
      chance,
    );
  });

  it('once the other bank was asked only its answer ends the transfer', () => {
    fc.assert(
      fc.property(ways, lively, (way, choices) => {
        play(way, choices, ({ before, word, next }) => {
          if (before.status === 'reserved' && next.status !== 'reserved') expect(word).toMatch(/^bank\.payment-/);
        });
      }),
      chance,
    );
  });

  it('none ends with an open hold, and none opens one without asking for it', () => {
    fc.assert(
      fc.property(ways, lively, (way, choices) => {
        let held = false;
        play(way, choices, ({ before, word, next }) => {
          if (next === before) return;
          if (word === 'account.funds-reserved.v1') held = true;
          if (word === 'account.funds-captured.v1' || word === 'account.funds-released.v1') held = false;
          if (!isWaiting(next.status)) expect(held).toBe(false);
        });
      }),
      chance,
    );
  });

  it('any words in any order lead only where the table says', () => {
    fc.assert(
      fc.property(ways, spoken, (way, said) => {
        const end = said.reduce((state, word) => go(state, word).state, begun(way));
        expect(statuses).toContain(end.status);
      }),
      chance,
    );
  });
});

function begunWith({ kind, screened }: Pick<State, 'kind' | 'screened'>): string {
  return kind === 'external' || screened ? 'account.reserve-funds.v1' : 'account.post-transfer.v1';
}
