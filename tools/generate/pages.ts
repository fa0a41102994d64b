import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorTable } from '@florin/kernel';
import { commonErrors } from '@florin/platform/http';
import type { Lockfile } from '../scan/lockfile.ts';
import { asyncApi } from './asyncapi.ts';
import { errorsPage, gatewayRefusals, type Refusals } from './errors.ts';
import { openApi } from './openapi.ts';
import { built, services, type Page } from './page.ts';
import { sbom } from './sbom.ts';
import { schemas } from './schema.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

async function refusals(): Promise<Refusals[]> {
  const gateway = gatewayRefusals(read('nginx/templates/answers.conf.template'));
  const all: Refusals[] = [{ owner: 'every service', table: commonErrors }, gateway];
  for (const service of services) {
    all.push({ owner: service, table: (await built(service, 'errors'))['errors'] as ErrorTable });
  }
  return all;
}

/** Every page that is made from the code; those of the databases only where there is a PostgreSQL to migrate in. */
export async function pages(withDatabases: boolean): Promise<Page[]> {
  const bank = JSON.parse(read('package.json')) as { name: string; version: string; license: string };
  const { version } = bank;
  const materials = sbom(JSON.parse(read('package-lock.json')) as Lockfile, bank);
  const all = [asyncApi(version), errorsPage(await refusals()), await openApi(version), materials];
  return withDatabases ? [...all, ...(await schemas())] : all;
}
