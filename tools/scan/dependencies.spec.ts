import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sbom } from '../generate/sbom.ts';
import { licenceOf, mayUse } from './licence.ts';
import { dependenciesOf, neededBy, type Lockfile } from './lockfile.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
const lockfile = read('package-lock.json') as Lockfile;
const bank = read('package.json') as {
  name: string;
  version: string;
  license: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const all = dependenciesOf(lockfile);

describe('a licence', () => {
  it.each([
    ['MIT', true],
    ['MIT OR GPL-3.0-only', true],
    ['Apache-2.0 AND MIT', true],
    ['Apache-2.0 AND GPL-3.0-only', false],
    ['GPL-2.0-only', false],
    ['AGPL-3.0-or-later', false],
    ['SSPL-1.0', false],
    ['UNLICENSED', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['CC-BY-4.0', false],
    [undefined, false],
  ])('%s may be passed on: %s', (expression, expected) => {
    expect(mayUse(expression, true)).toBe(expected);
  });

  it('of a tool may ask for its name to be told', () => {
    expect(mayUse('CC-BY-4.0', false)).toBe(true);
    expect(mayUse('GPL-3.0-only', false)).toBe(false);
  });

  it('is read in the spellings that packages use', () => {
    const spelt = ['(MIT OR CC0-1.0)', 'MIT or MPL-2.0', 'MIT/X11', undefined].map((one) => licenceOf('x', one));
    expect(spelt).toEqual(['MIT OR CC0-1.0', 'MIT OR MPL-2.0', 'MIT', undefined]);
  });
});

describe('a package', () => {
  const tree: Lockfile = {
    packages: {
      '': { dependencies: { a: '1' } },
      'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '1', c: '1' } },
      'node_modules/a/node_modules/b': { version: '1.0.0', license: 'MIT', dependencies: { c: '2', a: '1' } },
      'node_modules/b': { version: '2.0.0', license: 'MIT', dev: true },
      'node_modules/c': { version: '1.0.0', license: 'GPL-3.0-only' },
      'node_modules/own': { link: true },
    },
  };

  it('stands on what Node would find', () => {
    expect(neededBy(tree, '')).toEqual(['node_modules/a']);
    expect(neededBy(tree, 'node_modules/a')).toEqual(['node_modules/a/node_modules/b', 'node_modules/c']);
    expect(neededBy(tree, 'node_modules/a/node_modules/b')).toEqual(['node_modules/c', 'node_modules/a']);
  });

  it('is known by its name, version and licence, and the own ones are not counted', () => {
    const found = dependenciesOf(tree).map(({ name, version, licence, isPassedOn }) =>
      [name, version, licence, isPassedOn].join(' '),
    );
    expect(found).toEqual(['a 1.0.0 MIT true', 'b 1.0.0 MIT true', 'b 2.0.0 MIT false', 'c 1.0.0 GPL-3.0-only true']);
  });
});

describe('the dependencies of the bank', () => {
  it('are those of the lockfile', () => {
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter((one) => one.isPassedOn).length).toBeGreaterThan(100);
  });

  it('are under licences that may be used', () => {
    const refused = all.filter(({ licence, isPassedOn }) => !mayUse(licence, isPassedOn));
    expect(refused.map(({ name, version, licence }) => `${name} ${version}: ${licence ?? 'none'}`)).toEqual([]);
  });

  it('are each pinned by a hash', () => {
    const loose = all.filter(({ integrity }) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''));
    expect(loose.map(({ path }) => path)).toEqual([]);
  });

  it('are asked for by their exact versions', () => {
    const asked = Object.entries({ ...bank.dependencies, ...bank.devDependencies });
    expect(asked.filter(([, version]) => !/^(npm:[@\w/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('run at their installation only where package.json has judged it', () => {
    const unjudged = all.filter(({ name, runsAtInstall }) => runsAtInstall && !(name in bank.allowScripts));
    expect(unjudged.map(({ name }) => name)).toEqual([]);
  });
});

describe('the bill of materials', () => {
  const document = JSON.parse(sbom(lockfile, bank).text) as {
    components: { 'bom-ref': string; name: string; licenses: object[]; hashes: object[] }[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };

  it('names everything that runs, with licence and hash', () => {
    const names = new Set(document.components.map(({ name }) => name));
    expect(Object.keys(bank.dependencies).filter((name) => !names.has(name))).toEqual([]);
    const bare = document.components.filter(({ licenses, hashes }) => licenses.length !== 1 || hashes.length !== 1);
    expect(bare).toEqual([]);
  });

  it('says of each what it stands on, and of nothing that is not in it', () => {
    const refs = new Set(document.components.map((one) => one['bom-ref']));
    const needed = document.dependencies.flatMap(({ dependsOn }) => dependsOn);
    expect(needed.filter((ref) => !refs.has(ref))).toEqual([]);
    expect([...refs].filter((ref) => !needed.includes(ref))).toEqual([]);
  });
});
