import { dependenciesOf, neededBy, type Dependency, type Lockfile } from '../scan/lockfile.ts';
import { json, type Page } from './page.ts';

/** Who made the bank, by its own package.json. */
interface Bank {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

const addressOf = ({ name, version }: Pick<Dependency, 'name' | 'version'>): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

const licences = (expression: string | undefined): object[] =>
  expression === undefined ? [] : / (OR|AND) /.test(expression) ? [{ expression }] : [{ license: { id: expression } }];

/** `sha512-<base64>` as CycloneDX writes it. */
function hashes(integrity: string | undefined): object[] {
  const [algorithm, digest] = integrity?.split('-') ?? [];
  if (algorithm !== 'sha512' || digest === undefined) return [];
  return [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }];
}

/**
 * The bill of materials (CycloneDX 1.6): every package of others that is part of what runs, with its licence, its hash,
 * and what it stands on. Without a time and a number of its own, so that the same lockfile gives the same file.
 */
export function sbom(lockfile: Lockfile, bank: Bank): Page {
  const all = dependenciesOf(lockfile).filter((one) => one.isPassedOn);
  const byAddress = new Map(all.map((one) => [addressOf(one), one]));
  const addresses = new Map(all.map((one) => [one.path, addressOf(one)]));
  const standsOn = (paths: readonly string[]): string[] => {
    const found = paths.flatMap((path) => neededBy(lockfile, path)).map((path) => addresses.get(path));
    return [...new Set(found.filter((one) => one !== undefined))].sort();
  };
  const own = { 'bom-ref': addressOf(bank), name: bank.name, version: bank.version };
  const sorted = [...byAddress.keys()].sort();
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', ...own, licenses: licences(bank.license) } },
    components: sorted.map((purl) => {
      const { name, version, licence, integrity } = byAddress.get(purl)!;
      const about = { type: 'library', 'bom-ref': purl, name, version, purl };
      return { ...about, licenses: licences(licence), hashes: hashes(integrity) };
    }),
    dependencies: [
      { ref: addressOf(bank), dependsOn: standsOn(['']) },
      ...sorted.map((ref) => ({
        ref,
        dependsOn: standsOn(all.filter((one) => addressOf(one) === ref).map(({ path }) => path)),
      })),
    ],
  };
  return { path: 'docs/sbom.cdx.json', text: json(document) };
}
