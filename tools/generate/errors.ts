import type { ErrorTable } from '@florin/kernel';
import type { Page } from './page.ts';

/** A table of refusals and whose it is; `common` is what any service can answer. */
export interface Refusals {
  readonly owner: string;
  readonly table: ErrorTable;
}

interface Row {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly owners: string[];
}

function rowsOf(all: readonly Refusals[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { owner, table } of all) {
    for (const [code, { status, title }] of Object.entries(table)) {
      const known = rows.get(code);
      if (known && (known.status !== status || known.title !== title)) {
        throw new Error(
          `${code} of ${owner} says ${status} "${title}", and of ${known.owners.join(', ')} ` +
            `${known.status} "${known.title}"`,
        );
      }
      rows.set(code, { code, status, title, owners: [...(known?.owners ?? []), owner] });
    }
  }
  return [...rows.values()].sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** The page of every code that the API answers: one code means one thing, whoever says it. */
export function errorsPage(all: readonly Refusals[]): Page {
  const rows = rowsOf(all).map(
    ({ code, status, title, owners }) =>
      `| <a id="${code}"></a>\`${code}\` | ${status} | ${title} | ${owners.join(', ')} |`,
  );
  const text = [
    '# Errors',
    '',
    'Every refusal is a problem document (RFC 9457, `application/problem+json`) whose `code` is one of these. The code',
    'is stable; titles and details may change. Generated from the tables in the code: `npm run generate`.',
    '',
    '| code | status | title | answered by |',
    '| --- | --- | --- | --- |',
    ...rows,
  ];
  return { path: 'docs/errors.md', text: `${text.join('\n')}\n` };
}

/** The refusals that nginx makes itself, read from the maps in its template. */
export function gatewayRefusals(template: string): Refusals {
  const map = (to: string): [string, string][] => {
    const block = new RegExp(`^map .* \\$${to} \\{([^}]*)\\}`, 'm').exec(template)?.[1] ?? '';
    const rows = block.matchAll(/^\s*"?~?\^?(\w+)(?: \w+)?"? (?:"([^"]+)"|(\w+));$/gm);
    return [...rows].map(([, from, quoted, bare]) => [from!, (quoted ?? bare)!]);
  };
  const titles = new Map(map('problem_title'));
  const byStatus = map('problem_code').map(([status, code]) => [status === 'default' ? '400' : status, code]);
  if (byStatus.length === 0) throw new Error('nginx/templates/answers.conf.template has no map from status to code');
  const rows = byStatus.map(([status, code]) => [code!, { status: Number(status), title: titles.get(code!) ?? '' }]);
  return { owner: 'the gateway', table: Object.fromEntries(rows) as ErrorTable };
}

/** The codes that a page lists, for holding it against the tables. */
export function codesOf(page: string): string[] {
  return [...page.matchAll(/^\| <a id="([^"]+)"><\/a>/gm)].map((match) => match[1]!);
}
