// One Jest over all projects: `npm test` runs it for what speaks to nothing, and again for what speaks to real parts.
export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/services/*', '<rootDir>/tools', '<rootDir>/load'],
};
