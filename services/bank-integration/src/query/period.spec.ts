import { periodIn, thisMonth } from './period.js';

const TODAY = '2026-03-01';

describe('the days of a question', () => {
  it.each([
    ['today', '2026-03-01', '2026-03-01'],
    ['Yesterday', '2026-02-28', '2026-02-28'],
    ['this week', '2026-02-23', '2026-03-01'],
    ['the past week', '2026-02-16', '2026-02-22'],
    ['last month', '2026-02-01', '2026-02-28'],
    ['this year', '2026-01-01', '2026-03-01'],
    ['last year', '2025-01-01', '2025-12-31'],
    ['in March', '2026-03-01', '2026-03-31'],
    ['during april', '2025-04-01', '2025-04-30'],
    ['the rent of December', '2025-12-01', '2025-12-31'],
  ])('are read in %p', (text, from, to) => {
    expect(periodIn(text, TODAY)).toMatchObject({ from, to });
  });

  it('are not guessed', () => {
    expect(periodIn('may I march in?', TODAY)).toBeUndefined();
    expect(thisMonth('2026-02-11')).toEqual({ from: '2026-02-01', to: '2026-02-11', words: 'this month' });
  });

  it('are the month before at the turn of the year', () => {
    expect(periodIn('last month', '2026-01-31')).toMatchObject({ from: '2025-12-01', to: '2025-12-31' });
  });
});
