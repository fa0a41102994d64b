import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scopes, type Role, type Scope } from '@florin/contracts';

/** An operation of the API that asks who calls, by the committed document. */
export interface Operation {
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly scope: string;
  /** The roles that may call it; nobody else. */
  readonly roles: readonly Role[];
  /** Whether it asks Redis itself whether the token was revoked. */
  readonly isSensitive: boolean;
}

interface Described {
  readonly 'x-scope'?: Scope | 'public' | 'any';
  readonly 'x-roles'?: readonly Role[];
  readonly 'x-sensitive'?: boolean;
}

export const everybody: readonly Role[] = ['customer', 'agent', 'admin', 'read_only'];

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../docs/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Described>>;
};

function rolesOf({ 'x-scope': scope = 'any', 'x-roles': only = everybody }: Described): readonly Role[] {
  const byScope: readonly Role[] = scope === 'any' || scope === 'public' ? everybody : scopes[scope];
  return byScope.filter((role) => only.includes(role));
}

export const everyOperation: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method, described]) => /^(get|post|put|patch|delete)$/.test(method) && described['x-scope'] !== 'public')
    .map(([method, described]) => {
      const verb = method.toUpperCase();
      const { 'x-scope': scope = 'any', 'x-sensitive': isSensitive = false } = described;
      return { route: `${verb} ${path}`, method: verb, path, scope, roles: rolesOf(described), isSensitive };
    }),
);

const NOBODY = '01976f3e-8b1c-7d2a-9c4e-5f6a7b8c9d0e';

/** A path with an id for every parameter, by the word before it; an id that names nothing where none is known. */
export function filled(path: string, known: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/([a-z-]+)\/\{[^}]+\}/g, (_all, before: string) => `${before}/${known[before] ?? NOBODY}`);
}
