import preset from '../../jest.preset.mjs';

export default { ...preset, setupFiles: ['../../jest.nest-first.mjs'], testTimeout: 20_000 };
