import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorTable } from '@florin/kernel';
import { codesOf, errorsPage, gatewayRefusals } from './errors.ts';
import { merge, type ServiceDocument } from './merge.ts';
import { built, services } from './page.ts';

const root = join(import.meta.dirname, '../..');
const common = new URL('../../libs/platform/dist/http/common-errors.js', import.meta.url);

describe('the page of errors', () => {
  it('lists every code of every table, and no other', async () => {
    const tables = await Promise.all(
      services.map(async (name) => (await built(name, 'errors'))['errors'] as ErrorTable),
    );
    const { commonErrors } = (await import(common.href)) as { commonErrors: ErrorTable };
    const template = readFileSync(join(root, 'nginx/templates/answers.conf.template'), 'utf8');
    const codes = new Set(
      [commonErrors, gatewayRefusals(template).table, ...tables].flatMap((table) => Object.keys(table)),
    );
    const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
    expect(codesOf(page)).toEqual([...codes].sort());
  });

  it('names everybody who answers a code', () => {
    const table = { not_found: { status: 404, title: 'There is no such thing here' } };
    const { text } = errorsPage([
      { owner: 'account', table },
      { owner: 'auth', table },
    ]);
    expect(text).toContain('`not_found` | 404 | There is no such thing here | account, auth |');
  });

  it("knows the gateway's own refusals from its template", () => {
    const template =
      'map "$status $refused_by" $problem_code {\n  default bad_request;\n  "~^502" bad_gateway;\n' +
      '  "503 REJECTED" overloaded;\n}\nmap $problem_code $problem_title {\n  bad_request "Not understood";\n' +
      '  bad_gateway "No answer";\n  overloaded "Busy";\n}\n';
    expect(gatewayRefusals(template).table).toEqual({
      bad_request: { status: 400, title: 'Not understood' },
      bad_gateway: { status: 502, title: 'No answer' },
      overloaded: { status: 503, title: 'Busy' },
    });
  });

  it('refuses a code that means two things', () => {
    const one = { owner: 'account', table: { taken: { status: 409, title: 'Taken' } } };
    const other = { owner: 'auth', table: { taken: { status: 422, title: 'Taken' } } };
    expect(() => errorsPage([one, other])).toThrow(/taken of auth says 422/);
  });
});

describe('the merged API document', () => {
  const of = (service: string, path: string, operationId: string, schemas = {}): ServiceDocument => ({
    service,
    paths: { [path]: { get: { operationId } } },
    schemas,
  });

  it('leaves out what a service answers on its own port only', () => {
    const { paths } = merge([of('auth', '/health/live', 'Health_live'), of('auth', '/metrics', 'Metrics_all')]);
    expect(paths).toEqual({});
  });

  it('keeps the methods of one path that two services share', () => {
    const posts = {
      service: 'transaction',
      paths: { '/accounts/{id}/transactions': { post: { operationId: 'b' } } },
      schemas: {},
    };
    const { paths } = merge([of('account', '/accounts/{id}/transactions', 'a'), posts]);
    expect(Object.keys(paths['/accounts/{id}/transactions']!)).toEqual(['get', 'post']);
  });

  it('refuses a route that two services answer', () => {
    expect(() => merge([of('auth', '/me', 'a'), of('account', '/me', 'b')])).toThrow(/both answer GET \/me/);
  });

  it('refuses a name that two routes have', () => {
    expect(() => merge([of('auth', '/me', 'a'), of('account', '/you', 'a')])).toThrow(/both called a/);
  });

  it('refuses a schema that means two things', () => {
    const [one, other] = [of('auth', '/a', 'a', { Page: { type: 'object' } }), of('account', '/b', 'b', { Page: {} })];
    expect(() => merge([one, other])).toThrow(/different things by the schema Page/);
  });
});
