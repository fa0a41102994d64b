import { due, signsAt, waitingOf, type Phase } from './rotation.js';

const at = (seconds: number): Date => new Date(seconds * 1000);
const key = (kid: string, state: string, createdS: number, stoppedS?: number): Phase => ({
  kid,
  state,
  createdAt: at(createdS),
  stoppedAt: stoppedS === undefined ? null : at(stoppedS),
});

it('lets a new key sign when everybody may know it, and takes the old one out when no token needs it', () => {
  const fresh = [key('new', 'verifying', 1_000), key('old', 'signing', 0)];
  expect(due(fresh, at(1_359))).toEqual({ retired: [] });
  expect(due(fresh, at(1_360))).toEqual({ signs: 'new', retired: [] });
  const rotated = [key('new', 'signing', 1_000), key('old', 'verifying', 0, 1_360)];
  expect(due(rotated, at(1_719))).toEqual({ retired: [] });
  expect(due(rotated, at(1_720))).toEqual({ retired: ['old'] });
});

it('knows which key waits, and until when', () => {
  const waiting = key('new', 'verifying', 1_000);
  expect(waitingOf([waiting, key('old', 'signing', 0), key('older', 'verifying', 0, 900)])).toBe(waiting);
  expect(waitingOf([key('old', 'signing', 0), key('older', 'verifying', 0, 900)])).toBeUndefined();
  expect(signsAt(waiting)).toEqual(at(1_360));
});
