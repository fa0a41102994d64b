// One Jest over all projects: `npm test` runs it for what speaks to nothing, and again for what speaks to real parts.
export default {
  // A busy machine is slow, not wrong: what waits for a condition waits this long at the most.
  testTimeout: 30_000,
  projects: ['<rootDir>/libs/*', '<rootDir>/services/*', '<rootDir>/tools', '<rootDir>/load'],
};
