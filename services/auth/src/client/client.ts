import type { Role } from '@florin/contracts';

/** A program of another house that may ask people for access, or act for itself. */
export interface Client {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** What it registered, by the names of RFC 7591. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly secretDigest: string | null;
  /** What it may be when it acts for itself; nothing for most. */
  readonly roles: readonly Role[];
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** The session of a client that acts for itself: it has none, but what is denied is denied by this name. */
export function clientSession(clientId: string): string {
  return `client:${clientId}`;
}
