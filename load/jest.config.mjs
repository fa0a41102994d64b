import preset from '../jest.preset.mjs';

// The specs lie beside what they test, without a src folder.
export default {
  ...preset,
  testMatch: ['<rootDir>/**/*.spec.ts'],
};
