// The law of the house as lint: who may import whom, by project (Nx tags) and inside a service by suffix.
// tools/tidy/lint.spec.ts puts wrong lines in and wants each refused. Run it through Nx, or the first law is skipped.
import nx from '@nx/eslint-plugin';
import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';
import { builtSql } from './tools/scan/built-sql.mjs';

const only = (from, ...to) => ({ sourceTag: from, onlyDependOnLibsWithTags: to });
/** Relative imports end in .js, and a pattern without it would never match one. */
const files = (...suffixes) => suffixes.flatMap((suffix) => [`**/*.${suffix}`, `**/*.${suffix}.js`]);

const doors = ['controller', 'consumer', 'timer', 'command'];
const infra = ['@nestjs/*', '@fastify/*', 'fastify', 'typeorm', 'pg', 'kafkajs', 'ioredis', 'express'];
const shell = files('module', ...doors, 'service', 'repository', 'entity', 'dto');

const services = ['auth', 'account', 'transaction', 'bank-integration', 'dummy-bank'];
const foreign = {
  group: services.map((name) => `@florin/${name}`),
  message: 'services share libs/contracts and the network, nothing else',
};
const testing = { group: ['@florin/testing', ...files('builder')], message: 'only a spec may import this' };
const environment = { name: 'node:process', importNames: ['env'], message: 'only config.ts reads the environment' };
const chance = {
  name: 'node:crypto',
  importNames: ['randomUUID', 'randomBytes', 'randomInt'],
  message: 'take the id as an argument',
};
const httpExceptions = {
  name: '@nestjs/common',
  importNames: [
    'HttpException',
    'BadRequestException',
    'UnauthorizedException',
    'ForbiddenException',
    'NotFoundException',
    'ConflictException',
    'UnprocessableEntityException',
    'InternalServerErrorException',
    'ServiceUnavailableException',
    'NotImplementedException',
    'BadGatewayException',
    'GatewayTimeoutException',
    'GoneException',
    'MethodNotAllowedException',
    'PayloadTooLargeException',
  ],
  message: 'throw DomainError; the filter knows the status',
};

/** The one import rule of a file: what all and what its layer are refused. A later block replaces it whole. */
const refuse = ({ group = [], message = '', paths = [] } = {}) => ({
  'no-restricted-imports': [
    'error',
    {
      paths: [environment, httpExceptions, ...paths],
      patterns: [testing, foreign, ...(group.length > 0 ? [{ group, message }] : [])],
    },
  ],
});

const allow = {
  selector:
    'MethodDefinition:has(> Decorator[expression.callee.name=/^(Get|Post|Put|Patch|Delete|Head|Options|All)$/])' +
    ":not(:has(> Decorator[expression.callee.name='Allow']))",
  message: "say who may call this route: @Allow('scope') or @Allow('public')",
};
const judged = {
  selector: 'Identifier:has(> Decorator[expression.callee.name=/^(Body|Query)$/]) > TSTypeAnnotation > TSUnionType',
  message: 'the pipe judges a body by its class, which a union has not: the body is never undefined, name the class',
};
const clock = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'take `now` as an argument' },
  {
    selector: "CallExpression[callee.object.name=/^(Date|performance)$/][callee.property.name='now']",
    message: 'take `now` as an argument',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'take the id as an argument',
  },
  {
    selector: "CallExpression[callee.object.name='crypto'][callee.property.name=/^random/]",
    message: 'take the id as an argument',
  },
];

/**
 * The static scan for injection and unsafe sinks. One rule of eslint-plugin-security is left out:
 * detect-object-injection reports every `table[name]`, and here names from outside meet strict schemas first.
 */
const sinks = {
  'security/detect-bidi-characters': 'error',
  'security/detect-invisible-characters': 'error',
  'security/detect-buffer-noassert': 'error',
  'security/detect-disable-mustache-escape': 'error',
  'security/detect-eval-with-expression': 'error',
  'security/detect-new-buffer': 'error',
  'security/detect-no-csrf-before-method-override': 'error',
  'security/detect-non-literal-require': 'error',
  'security/detect-pseudoRandomBytes': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
};
/** What runs in the bank has no business with a shell, with files or patterns named from outside, with built SQL. */
const sinksOfTheBank = {
  'security/detect-child-process': 'error',
  'security/detect-non-literal-fs-filename': 'error',
  'security/detect-non-literal-regexp': 'error',
  'security/detect-possible-timing-attacks': 'error',
  'security/detect-unsafe-regex': 'error',
  'no-script-url': 'error',
  'bank/built-sql': 'error',
};

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.local/**', 'coverage/**', '**/*.mjs'] },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@nx': nx, security, bank: { rules: { 'built-sql': builtSql } } },
    rules: {
      ...sinks,
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          depConstraints: [
            { ...only('type:kernel', 'type:kernel'), bannedExternalImports: infra },
            { ...only('type:contracts', 'type:kernel'), bannedExternalImports: infra },
            only('type:platform', 'type:kernel', 'type:contracts', 'type:testing'),
            only('type:testing', 'type:kernel', 'type:contracts'),
            only('type:service', 'type:kernel', 'type:contracts', 'type:platform', 'type:testing'),
            only('type:tools', 'type:kernel', 'type:contracts', 'type:platform', 'type:testing', 'type:service'),
            only('type:e2e', 'type:kernel', 'type:contracts', 'type:testing'),
          ],
        },
      ],
      // Dependencies are given to constructors and metadata as classes: `Function` is their honest type.
      '@typescript-eslint/no-unsafe-function-type': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'only config.ts reads the environment' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', 70],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      ...refuse(),
    },
  },
  {
    files: ['**/config.ts', 'tools/**/*.ts', 'e2e/**/*.ts', 'load/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['services/*/src/**/*.ts', 'libs/{kernel,contracts,platform}/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/*.builder.ts'],
    rules: sinksOfTheBank,
  },
  // A program of the repository, and a service before it has a logger, may speak to the terminal.
  {
    files: ['tools/**/*.ts', 'load/**/*.ts', 'services/*/src/main.ts', 'services/*/src/**/*.command.ts'],
    rules: { 'no-console': 'off' },
  },
  // The kernel and a file without a suffix are rules: pure, and they ask nobody for the time.
  {
    files: ['services/*/src/!(migrations)/+([a-z-]).ts', 'libs/kernel/src/**/*.ts'],
    rules: {
      ...refuse({
        group: [
          ...infra,
          'node:*',
          '!node:crypto',
          '@florin/platform/*',
          ...shell,
          ...files('config', 'data-source'),
          '../config.js',
          '../data-source.js',
        ],
        message: 'a rule knows no framework, no storage, no wire',
        paths: [chance],
      }),
      'no-restricted-syntax': ['error', ...clock],
    },
  },
  { files: ['**/*.controller.ts'], rules: { 'no-restricted-syntax': ['error', allow, judged] } },
  {
    files: doors.map((door) => `services/*/src/**/*.${door}.ts`),
    rules: refuse({
      group: ['typeorm', 'pg', 'kafkajs', 'ioredis', ...files('repository', 'entity')],
      message: 'a door calls the service and nothing behind it',
    }),
  },
  {
    files: ['services/*/src/**/*.service.ts'],
    rules: refuse({
      group: files(...doors, 'entity', 'dto', 'module'),
      message: 'a row stays in the repository, a shape of the wire at the door',
    }),
  },
  {
    files: ['services/*/src/**/*.repository.ts'],
    rules: refuse({
      group: [...files('service', ...doors, 'dto', 'module'), '@florin/platform/http'],
      message: 'storage knows no caller',
    }),
  },
  {
    files: ['services/*/src/**/*.entity.ts'],
    rules: refuse({
      group: ['@nestjs/*', '@florin/platform/*', ...files('module', ...doors, 'service', 'repository', 'dto')],
      message: 'a row knows only its columns',
    }),
  },
  {
    files: ['services/*/src/**/*.dto.ts'],
    rules: refuse({
      group: ['typeorm', 'pg', ...files('module', ...doors, 'service', 'repository', 'entity')],
      message: 'a shape of the wire knows nothing behind the door',
    }),
  },
  {
    files: ['services/*/src/migrations/*.ts'],
    rules: {
      // It asks nobody for anything, and it makes many tables alike.
      'bank/built-sql': 'off',
      ...refuse({
        group: ['*', '!typeorm'],
        message: 'a migration is frozen: it imports typeorm and nothing that can change',
      }),
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.builder.ts', 'libs/testing/src/**/*.ts', '{tools,e2e,load}/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [foreign] }], 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.spec.ts', '**/*.builder.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
];
