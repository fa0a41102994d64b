import { environmentFaults, rules } from './rules.ts';
import { tree } from './tree.ts';

const sources = tree();
const textOf = (path: string): string | undefined => sources.find((file) => file.path === path)?.text;
/** The samples below are put together from halves, so that this file does not break the rules that it tries. */
const joined = (...halves: string[]): string => halves.join('');

/** What breaks each rule: the path and text of a file. */
const samples: Record<string, [string, string][]> = {
  'a folder or file is named for what it holds': [
    ['libs/platform/src/utils/money.ts', ''],
    ['services/auth/src/user/helpers.ts', ''],
    ['libs/common/src/index.ts', ''],
  ],
  'files are in kebab-case with their layer as a suffix': [
    ['services/auth/src/user/UserService.ts', ''],
    ['services/auth/src/user/user_service.ts', ''],
  ],
  'a migration is <timestamp>-<verb>-<noun>.ts': [['services/auth/src/migrations/init.ts', '']],
  'no class is called for its pattern': [
    ['a.ts', joined('export cla', 'ss TransferManager {}\n')],
    ['a.ts', joined('export inter', 'face IBank {}\n')],
    ['a.ts', joined('abstract cla', 'ss BaseRepository {}\n')],
  ],
  'no spec runs alone': [
    ['a.spec.ts', joined('it.on', "ly('x', () => {});\n")],
    ['a.spec.ts', joined('fdescri', "be('x', () => {});\n")],
  ],
  'no spec is skipped': [
    ['a.spec.ts', joined('it.sk', "ip('x', () => {});\n")],
    ['a.spec.ts', joined('xi', "t('x', () => {});\n")],
    ['a.spec.ts', joined('test.to', "do('x');\n")],
  ],
  'a spec has an assertion': [['a.spec.ts', "it('does something', () => undefined);\n"]],
  'no spec sleeps': [
    ['a.spec.ts', joined('await new Promise((resolve) => setTime', 'out(resolve, 100));\n')],
    ['a.spec.ts', joined("import { setTimeout as sleep } from 'node:timers/prom", "ises';\n")],
  ],
  'a spec without .int speaks to nothing': [['a.spec.ts', joined('import pg fr', "om 'pg';\n")]],
  'what is to be done has an issue': [['a.ts', joined('// TO', 'DO: later\n')]],
  'comments carry no banner': [['a.ts', '// ==========\n']],
  'nothing is exported as default': [['a.ts', joined('export def', 'ault 1;\n')]],
  'nobody asks which environment this is': [
    ['a.ts', joined('if (process.env.NODE_E', "NV === 'production') stop();\n")],
  ],
  'the bank writes to its log': [['services/auth/src/user/user.service.ts', joined('conso', "le.log('x');\n")]],
  'a file has at most 300 lines of code': [['a.ts', 'void 0;\n'.repeat(301)]],
  'a line has at most 120 columns': [['a.ts', `// ${'x'.repeat(118)}\n`]],
  'text files end in one newline, without tabs or blanks before it': [
    ['a.ts', 'void 0;'],
    ['a.ts', 'void 0; \n'],
    ['a.md', 'x\r\n'],
  ],
  'no path of one machine': [
    ['README.md', joined('see /ho', 'me/anna/florin\n')],
    ['a.ts', joined("const here = '/wo", "rk/florin';\n")],
  ],
  'no host of a package registry': [['package-lock.json', joined('"resolved": "https://registry.npm', 'js.org/x"\n')]],
  'no secret is in the tree': [
    ['a.pem', joined('-----BEG', 'IN EC PRIVATE KEY-----\n')],
    ['a.md', joined('eyJhbGciOiJFUzI1NiJ9abc', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0\n')],
  ],
  'no long random text is given to a secret name': [
    ['a.env', joined('KEY_ENCRYPTION_KEY=', 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=\n')],
  ],
};

/** What is near a rule and breaks none. */
const fine: [string, string][] = [
  [
    'services/auth/src/user/user.service.ts',
    joined('// TO', 'DO(#12): when the bank is larger\nexport class UserService {}\n'),
  ],
  ['services/account/src/migrations/20261123100000-create-ledger.ts', 'export class CreateLedger20261123100000 {}\n'],
  ['docs/a.md', 'Clients speak to https://example.org/home/page and /v1/work.\n'],
  ['a.ts', "import { EntityManager } from 'typeorm';\nconst password = 'correct horse battery staple';\n"],
];

describe('the tidy rules', () => {
  it('are each tried', () => {
    expect(Object.keys(samples)).toEqual(rules.map((rule) => rule.name));
  });

  it.each(rules.map((rule) => [rule.name, rule] as const))('find it when broken: %s', (name, rule) => {
    const missed = samples[name]!.filter(([path, text]) => !rule.of(path) || rule.faults({ path, text }).length === 0);
    expect(missed).toEqual([]);
  });

  it('leave alone what is right', () => {
    const faults = fine.flatMap(([path, text]) =>
      rules
        .filter((rule) => rule.of(path))
        .flatMap((rule) => rule.faults({ path, text }).map((fault) => `${path}: ${fault}`)),
    );
    expect(faults).toEqual([]);
  });

  it('find a dead and a missing name of the environment', () => {
    const faults = environmentFaults(
      'PORT=1\n# OLD=2\n',
      'const fields = {\n  LIMIT: integer(),\n};\n',
      '  PORT: port(),\n',
    );
    expect(faults).toEqual(['OLD is told and nobody reads it', 'LIMIT is read and not told']);
  });
});

describe('the sources', () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    const judged = sources.filter((file) => rule.of(file.path));
    expect(judged.flatMap((file) => rule.faults(file).map((fault) => `${file.path}: ${fault}`))).toEqual([]);
  });

  const examples = sources.filter((file) => /^services\/[^/]+\/\.env\.example$/.test(file.path));

  it('have an example of the environment for every service', () => {
    const services = new Set(
      sources.flatMap((file) => /^services\/([^/]+)\/src\/config\.ts$/.exec(file.path)?.[1] ?? []),
    );
    expect(examples.map((file) => file.path.split('/')[1])).toEqual([...services].sort());
  });

  it.each(examples.map((file) => [file.path, file.text] as const))('%s tells what config.ts reads', (path, text) => {
    const config = textOf(path.replace('.env.example', 'src/config.ts')) ?? '';
    const platform = sources.filter((file) => /^libs\/platform\/src\/config\/.*(?<!spec)\.ts$/.test(file.path));
    expect(environmentFaults(text, config, platform.map((file) => file.text).join('\n'))).toEqual([]);
  });
});
