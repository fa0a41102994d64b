/** A generated file: where it stands, and what stands in it. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The services whose doors, refusals and tables are documented, in the order of the pages. */
export const services = ['auth', 'account', 'transaction', 'bank-integration'] as const;
export type ServiceName = (typeof services)[number];

/** A module of a service as it was built. Services have no exports: what is theirs is read from dist by its path. */
export function built(service: ServiceName, module: string): Promise<Record<string, unknown>> {
  const address = new URL(`../../services/${service}/dist/${module}.js`, import.meta.url);
  return import(address.href) as Promise<Record<string, unknown>>;
}

/** JSON as it is committed: two blanks, one newline at the end. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
