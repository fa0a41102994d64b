import { noFaults, strike } from './fault.js';

describe('a fault', () => {
  it('does not happen unless it was asked for', () => {
    expect(strike(noFaults, 0)).toBe('answer');
  });

  it('strikes the share of requests that was asked for', () => {
    const faults = { ...noFaults, errorRate: 0.25 };
    const struck = [0, 0.24, 0.25, 0.99].map((chance) => strike(faults, chance));
    expect(struck).toEqual(['error', 'error', 'answer', 'answer']);
  });

  it('that is total leaves no request through', () => {
    expect(strike({ ...noFaults, errorRate: 1 }, 0.999)).toBe('error');
  });

  it('of being away beats every other', () => {
    expect(strike({ ...noFaults, latencyMs: 10, errorRate: 1, away: true }, 0)).toBe('cut');
  });
});
