import type { ErrorTable } from '@florin/kernel';
import { readConfig } from '@florin/platform/config';
import { createApp, openApiDocument } from '@florin/platform/http';
import { merge, type ServiceDocument } from './merge.ts';
import { built, json, services, type Page, type ServiceName } from './page.ts';

type Json = Record<string, unknown>;

type Fields = Parameters<typeof readConfig>[0];

const tokens = '^(/v1)?/(oauth|\\.well-known|mcp$)';

/** Values that no service will use: some field of any kind takes one of them. */
const standIns = ['http://offline.invalid', 'offline', '1', Buffer.alloc(32).toString('base64')];

/** A configuration with every default and something for the rest: nothing is connected with it. */
export function offlineConfig(fields: Fields): Json {
  const env: Record<string, string> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.fallback) continue;
    const value = standIns.find((one) => {
      try {
        field.read(one);
        return true;
      } catch {
        return false;
      }
    });
    if (value === undefined) throw new Error(`${name} takes none of the values that stand in for real ones`);
    env[name] = value;
  }
  return { ...readConfig(fields, env), LOG_LEVEL: 'silent' };
}

/** One service, described without anything behind it. */
export async function describe(service: ServiceName): Promise<ServiceDocument> {
  const { AppModule } = await built(service, 'app.module');
  const { fields } = await built(service, 'config');
  const { errors } = await built(service, 'errors');
  const config = offlineConfig(fields as Fields);
  const module = (AppModule as { with(config: unknown): never }).with(config);
  const app = await createApp({ name: service, module, config: config as never, errors: errors as ErrorTable });
  const { paths, components } = openApiDocument(app, service);
  return { service, paths: paths as Record<string, Json>, schemas: (components?.schemas ?? {}) as Json };
}

/** Routes whose address is part of a token or a standard are served without /v1 only. */
function withServers(paths: Record<string, Json>): Record<string, Json> {
  const bare = new RegExp(tokens);
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [path, bare.test(path) ? { servers: [{ url: '/' }], ...item } : item]),
  );
}

/** The tags that the operations carry, by name. */
function tagsOf(paths: Record<string, Json>): { name: string }[] {
  const operations = Object.values(paths).flatMap((item) => Object.values(item) as { tags?: string[] }[]);
  return [...new Set(operations.flatMap(({ tags }) => tags ?? []))].sort().map((name) => ({ name }));
}

/** The OpenAPI 3.1 document of the whole bank, made offline from the services' controllers. */
export async function openApi(version: string): Promise<Page> {
  const documents: ServiceDocument[] = [];
  for (const service of services) documents.push(await describe(service));
  const { paths, schemas } = merge(documents);
  return {
    path: 'docs/openapi.json',
    text: json({
      openapi: '3.1.0',
      info: {
        title: 'Florin',
        version,
        description:
          'An open-source bank. Amounts are decimal strings with their currency; errors are problem documents ' +
          '(RFC 9457) whose code is stable; a POST with an Idempotency-Key can be sent again.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/v1' }, { url: '/', description: 'The same without a version, for people with older habits.' }],
      tags: tagsOf(paths),
      paths: withServers(paths),
      components: { schemas, securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    }),
  };
}
