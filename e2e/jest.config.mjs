import preset from '../jest.preset.mjs';

// The specs share one bank, and some count what it does or kill a part of it: one file at a time, the books last.
export default {
  ...preset,
  testMatch: ['<rootDir>/**/*.e2e.spec.ts'],
  testSequencer: '<rootDir>/sequencer.mjs',
  testTimeout: 60_000,
  maxWorkers: 1,
};
