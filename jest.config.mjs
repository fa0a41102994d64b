// One Jest over all projects: `npm test` runs it once for what speaks to nothing, and once for what speaks to real parts.
export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/services/*', '<rootDir>/tools'],
};
