type Json = Record<string, unknown>;

/** The document of one service, as far as merging looks into it. */
export interface ServiceDocument {
  readonly service: string;
  readonly paths: Record<string, Json>;
  readonly schemas: Record<string, unknown>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];
/** What a service answers on its own port only. */
const inside = /^\/(health\/|metrics$|internal\/)/;

/** A route with several spellings has one name for each; the first needs no number. */
function nameOf(operation: Json): string {
  return String(operation['operationId'])
    .replace(/\[0\]$/, '')
    .replace(/\[([0-9]+)\]$/, '_$1');
}

/** The operations of all services in one set of paths; each route and each name stands once. */
export function merge(documents: readonly ServiceDocument[]): { paths: Record<string, Json>; schemas: Json } {
  const paths: Record<string, Json> = {};
  const schemas: Json = {};
  const names = new Map<string, string>();
  for (const document of documents) {
    for (const [path, item] of Object.entries(document.paths)) {
      if (inside.test(path)) continue;
      for (const method of methods.filter((one) => item[one] !== undefined)) {
        const operation = item[method] as Json;
        const route = `${method.toUpperCase()} ${path}`;
        const name = nameOf(operation);
        if (paths[path]?.[method]) throw new Error(`${document.service} and another service both answer ${route}`);
        if (names.has(name)) throw new Error(`${route} and ${names.get(name)} are both called ${name}`);
        names.set(name, route);
        paths[path] = {
          ...paths[path],
          [method]: { tags: [document.service], security: [], ...operation, operationId: name },
        };
      }
    }
    for (const [name, schema] of Object.entries(document.schemas)) {
      const same = schemas[name] === undefined || JSON.stringify(schemas[name]) === JSON.stringify(schema);
      if (!same) throw new Error(`${document.service} and another service mean different things by the schema ${name}`);
      schemas[name] = schema;
    }
  }
  return { paths: sorted(paths), schemas: sorted(schemas) };
}

function sorted<T>(of: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(of).sort(([one], [other]) => (one < other ? -1 : 1)));
}
