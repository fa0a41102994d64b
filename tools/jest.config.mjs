import preset from '../jest.preset.mjs';

// The tools import with .ts, which is what Node's own type stripping wants.
export default {
  ...preset,
  moduleNameMapper: {},
  testMatch: ['<rootDir>/**/*.spec.ts'],
};
