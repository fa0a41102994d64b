import { licenceOf } from './licence.ts';

/** package-lock.json as far as it is read here. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, Locked>>;
}

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** What the bank is run on; a package for another system is never installed. */
const systems = ['linux', 'darwin'];
const processors = ['x64', 'arm64'];

/** A package that somebody else made, at one place in node_modules. */
export interface Dependency {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string | undefined;
  readonly integrity: string | undefined;
  /** Whether it is part of what runs; the others only build and test. */
  readonly isPassedOn: boolean;
  /** Whether it brings a program of its own that its installation would run. */
  readonly runsAtInstall: boolean;
}

const FOLDER = 'node_modules/';

/** Everything that the lockfile brings from elsewhere. */
export function dependenciesOf({ packages }: Lockfile): Dependency[] {
  return Object.entries(packages)
    .filter(([path, locked]) => path.includes(FOLDER) && locked.link !== true)
    .map(([path, locked]) => {
      const name = path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);
      return {
        path,
        name,
        version: locked.version ?? '',
        licence: licenceOf(name, locked.license),
        integrity: locked.integrity,
        isPassedOn: locked.dev !== true && locked.devOptional !== true,
        runsAtInstall: locked.hasInstallScript === true && isForUs(locked),
      };
    });
}

function isForUs({ os = systems, cpu = processors }: Locked): boolean {
  return os.some((one) => systems.includes(one)) && cpu.some((one) => processors.includes(one));
}

/** The places of what a package asks for, found as Node finds it: beside it, then in each folder above. */
export function neededBy({ packages }: Lockfile, path: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = packages[path] ?? {};
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).flatMap((name) => {
    for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf(FOLDER) - 1))) {
      const found = `${at === '' ? '' : `${at}/`}${FOLDER}${name}`;
      if (packages[found]) return packages[found].link === true ? [] : [found];
      if (at === '') return [];
    }
  });
}
