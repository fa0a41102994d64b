import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const boundaries = '@nx/enforce-module-boundaries';
const imports = 'no-restricted-imports';
const syntax = 'no-restricted-syntax';
const properties = 'no-restricted-properties';

const importing = (from: string): string => `import { x } from '${from}';\nexport const y = x;\n`;
const controller = (decorators: string): string =>
  `import { Controller, Get } from '@nestjs/common';\nimport { Allow } from '@florin/platform/auth';\n` +
  `@Controller()\nexport class DoorController {\n  ${decorators}\n` +
  `  list(): typeof Allow | undefined { return undefined; }\n}\n`;

/** What is wrong, where it stands, the line, and the rule that must refuse it. */
const wrong: [string, string, string, string][] = [
  ['the kernel imports the platform', 'libs/kernel/src/wrong.ts', importing('@florin/platform/http'), boundaries],
  ['the kernel imports Nest', 'libs/kernel/src/wrong.ts', importing('@nestjs/common'), imports],
  ['the kernel asks for the time', 'libs/kernel/src/wrong.ts', 'export const now = new Date();', syntax],
  [
    'the contracts import the platform',
    'libs/contracts/src/wrong.ts',
    importing('@florin/platform/database'),
    boundaries,
  ],
  ['the contracts import Kafka', 'libs/contracts/src/wrong.ts', importing('kafkajs'), boundaries],
  [
    'the platform imports a service by its path',
    'libs/platform/src/http/wrong.ts',
    importing('../../../../services/auth/src/config.js'),
    boundaries,
  ],
  ['the platform imports a service by its name', 'libs/platform/src/http/wrong.ts', importing('@florin/auth'), imports],
  [
    'the testing library imports the platform',
    'libs/testing/src/wrong.ts',
    importing('@florin/platform/http'),
    boundaries,
  ],
  [
    'a service imports another by its path',
    'services/auth/src/user/user.service.ts',
    importing('../../../account/src/config.js'),
    boundaries,
  ],
  [
    'a service imports another by its name',
    'services/auth/src/user/user.service.ts',
    importing('@florin/account'),
    imports,
  ],
  [
    'a service imports the inside of a library',
    'services/auth/src/user/user.service.ts',
    importing('../../../../libs/kernel/src/money.js'),
    boundaries,
  ],
  [
    'a service imports what is for specs',
    'services/auth/src/user/user.service.ts',
    importing('@florin/testing'),
    imports,
  ],
  ['a service imports a builder', 'services/auth/src/user/user.service.ts', importing('./user.builder.js'), imports],
  [
    'a service throws an HTTP exception',
    'services/auth/src/user/user.service.ts',
    "import { NotFoundException } from '@nestjs/common';\nexport const x = NotFoundException;\n",
    imports,
  ],
  ['a service imports a row', 'services/auth/src/user/user.service.ts', importing('./user.entity.js'), imports],
  ['a service imports its door', 'services/auth/src/user/user.service.ts', importing('./user.controller.js'), imports],
  [
    'a service reads the environment',
    'services/auth/src/user/user.service.ts',
    "export const x = process.env['HOME'];",
    properties,
  ],
  [
    'a service takes the environment apart',
    'services/auth/src/user/user.service.ts',
    'export const { env } = process;',
    properties,
  ],
  [
    'a service imports the environment',
    'services/auth/src/user/user.service.ts',
    "import { env } from 'node:process';\nexport const x = env;\n",
    imports,
  ],
  ['a service writes to the terminal', 'services/auth/src/user/user.service.ts', "console.log('here');", 'no-console'],
  [
    'a controller imports a repository',
    'services/auth/src/user/user.controller.ts',
    importing('./user.repository.js'),
    imports,
  ],
  ['a controller imports TypeORM', 'services/auth/src/user/user.controller.ts', importing('typeorm'), imports],
  ['a consumer imports a row', 'services/auth/src/user/user.consumer.ts', importing('./user.entity.js'), imports],
  ['a timer imports a repository', 'services/auth/src/user/user.timer.ts', importing('./user.repository.js'), imports],
  [
    'an operator command imports a repository',
    'services/auth/src/user/user.command.ts',
    importing('./user.repository.js'),
    imports,
  ],
  [
    'a repository imports a service',
    'services/auth/src/user/user.repository.ts',
    importing('./user.service.js'),
    imports,
  ],
  [
    'a repository imports an operator command',
    'services/auth/src/user/user.repository.ts',
    importing('./user.command.js'),
    imports,
  ],
  [
    'a repository imports a shape of the wire',
    'services/auth/src/user/user.repository.ts',
    importing('./user.dto.js'),
    imports,
  ],
  ['a row imports Nest', 'services/auth/src/user/user.entity.ts', importing('@nestjs/common'), imports],
  ['a row imports a repository', 'services/auth/src/user/user.entity.ts', importing('./user.repository.js'), imports],
  ['a shape of the wire imports a row', 'services/auth/src/user/user.dto.ts', importing('./user.entity.js'), imports],
  ['a rule imports TypeORM', 'services/auth/src/user/user.ts', importing('typeorm'), imports],
  ['a rule imports the platform', 'services/auth/src/user/user.ts', importing('@florin/platform/config'), imports],
  ['a rule imports a repository', 'services/auth/src/user/user.ts', importing('./user.repository.js'), imports],
  ['a rule imports the configuration', 'services/auth/src/user/user.ts', importing('../config.js'), imports],
  ['a rule opens a file', 'services/auth/src/user/user.ts', importing('node:fs'), imports],
  [
    'a rule makes an id',
    'services/auth/src/user/user.ts',
    "import { randomUUID } from 'node:crypto';\nexport const x = randomUUID();\n",
    imports,
  ],
  ['a rule makes a date of now', 'services/auth/src/user/user.ts', 'export const x = new Date();', syntax],
  ['a rule reads the clock', 'services/auth/src/user/user.ts', 'export const x = Date.now();', syntax],
  ['a rule rolls dice', 'services/auth/src/user/user.ts', 'export const x = Math.random();', syntax],
  [
    'a migration imports the contracts',
    'services/auth/src/migrations/1-create-user.ts',
    importing('@florin/contracts'),
    imports,
  ],
  [
    'a migration imports a rule',
    'services/auth/src/migrations/1-create-user.ts',
    importing('../user/user.js'),
    imports,
  ],
  [
    'a migration imports the platform',
    'services/auth/src/migrations/1-create-user.ts',
    importing('@florin/platform/messaging'),
    imports,
  ],
  ['a body has no class', 'services/auth/src/user/user.controller.ts',
    "import { Body } from '@nestjs/common';\nexport class D { do(@Body() b: Date | undefined): void { void b; } }\n",
    syntax],
  ['a route says nobody may call it', 'services/auth/src/user/user.controller.ts', controller("@Get('users')"), syntax],
  ['a bank test imports a service', 'e2e/wrong.e2e.spec.ts', importing('../services/auth/src/config.js'), boundaries],
  [
    'anything is called any',
    'services/auth/src/user/user.service.ts',
    'export const x: any = 1;',
    '@typescript-eslint/no-explicit-any',
  ],
  [
    'something is made and not used',
    'services/auth/src/user/user.service.ts',
    'const x = 1;',
    '@typescript-eslint/no-unused-vars',
  ],
  [
    'two things are compared loosely',
    'services/auth/src/user/user.service.ts',
    'export const x = (a: unknown) => a == 1;',
    'eqeqeq',
  ],
  [
    'a function is too long',
    'services/auth/src/user/user.service.ts',
    `export function x() {\n${'  void 0;\n'.repeat(70)}}\n`,
    'max-lines-per-function',
  ],
  ['code is made from text', 'tools/test/x.ts', "export const x = (a: string): unknown => eval(a);", 'no-eval'],
  [
    'code is made from text by another name',
    'services/auth/src/user/user.service.ts',
    "export const x = (a: string): unknown => new Function(a);",
    'no-new-func',
  ],
  [
    'a pattern may take for ever',
    'libs/kernel/src/wrong.ts',
    'export const x = /^(a+)+$/;',
    'security/detect-unsafe-regex',
  ],
  [
    'a pattern comes from outside',
    'services/auth/src/user/user.ts',
    'export const x = (a: string): RegExp => new RegExp(a);',
    'security/detect-non-literal-regexp',
  ],
  [
    'a file is named from outside',
    'services/auth/src/user/user.service.ts',
    "import { readFileSync } from 'node:fs';\nexport const x = (a: string): Buffer => readFileSync(a);\n",
    'security/detect-non-literal-fs-filename',
  ],
  [
    'a program is named from outside',
    'services/auth/src/user/user.service.ts',
    "import { exec } from 'node:child_process';\nexport const x = (a: string): unknown => exec(a);\n",
    'security/detect-child-process',
  ],
  [
    'a secret is compared letter by letter',
    'services/auth/src/user/user.service.ts',
    'export function x(password: string, told: string): boolean {\n  if (password === told) return true;\n' +
      '  return false;\n}\n',
    'security/detect-possible-timing-attacks',
  ],
  [
    'text runs backwards',
    'services/auth/src/user/user.service.ts',
    `export const x = 'a${String.fromCodePoint(0x202e)}b';`,
    'security/detect-bidi-characters',
  ],
  [
    'a statement is built from a value',
    'services/auth/src/user/user.repository.ts',
    'export const x = (id: string): string => `select 1 from app_user where id = ${id}`;',
    'bank/built-sql',
  ],
  [
    'a statement is added to a value',
    'libs/platform/src/database/wrong.ts',
    "export const x = (id: string): string => 'delete from app_user where id = ' + id;",
    'bank/built-sql',
  ],
  ['a file is too long', 'services/auth/src/user/user.service.ts', 'void 0;\n'.repeat(301), 'max-lines'],
];

/** What must pass, so that a rule that refuses everything is found too. */
const right: [string, string, string][] = [
  [
    'a controller that says who may call it',
    'services/auth/src/user/user.controller.ts',
    controller("@Allow('public') @Get('users')"),
  ],
  [
    'a service on its repository and the platform',
    'services/auth/src/user/user.service.ts',
    `import { z } from '@florin/platform/database';\n${importing('./user.repository.js')}export const w = z;\n`,
  ],
  ['a repository on its row', 'services/auth/src/user/user.repository.ts', importing('./user.entity.js')],
  [
    'a rule on the kernel and a hash',
    'services/auth/src/user/user.ts',
    `import { createHash } from 'node:crypto';\n${importing('@florin/kernel')}export const hash = createHash;\n`,
  ],
  ['a migration on TypeORM', 'services/auth/src/migrations/1-create-user.ts', importing('typeorm')],
  ['a spec on a builder', 'services/auth/src/user/user.spec.ts', importing('./user.builder.js')],
  [
    'a statement made of fixed parts',
    'services/auth/src/user/user.repository.ts',
    "const COLUMNS = 'id, name';\nexport const x = `select ${COLUMNS.toLowerCase()} from app_user where id = $1`;\n",
  ],
  ['the environment read in config.ts', 'services/auth/src/config.ts', "export const x = process.env['HOME'];"],
];

function judge(cases: [string, string, string, string?][]): string[][] {
  const input = JSON.stringify(cases.map(([, file, code]) => ({ file, code })));
  const run = spawnSync(process.execPath, ['--no-warnings', 'tools/tidy/judge.ts'], {
    cwd: root,
    input,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false' },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as string[][];
}

describe('the lint config', () => {
  let refused: string[][];
  let passed: string[][];

  beforeAll(() => {
    const all = judge([...wrong, ...right]);
    refused = all.slice(0, wrong.length);
    passed = all.slice(wrong.length);
  }, 120_000);

  it.each(wrong.map(([what, file, , rule], index) => ({ what, file, rule, index })))(
    'refuses that $what',
    ({ rule, index }) => {
      expect(refused[index]!.filter((refusal) => refusal.startsWith(`${rule}: `))).not.toEqual([]);
    },
  );

  it.each(right.map(([what], index) => ({ what, index })))('accepts $what', ({ index }) => {
    expect(passed[index]).toEqual([]);
  });
});
