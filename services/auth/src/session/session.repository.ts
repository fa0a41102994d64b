import type { EntityManager } from 'typeorm';
import { RefreshTokenEntity } from './refresh-token.entity.js';
import { SessionEntity } from './session.entity.js';
import type { EndReason, KeptToken, OwnSession, Session } from './session.js';

/** What a session was when it ended. */
export interface EndedSession {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
}

/** An ended session of which others are still to be told. */
export interface ToTell {
  readonly id: string;
  readonly userId: string;
  readonly reason: EndReason;
}

/** Sessions and their families of refresh tokens. */
export class SessionRepository {
  async add(
    tx: EntityManager,
    session: Session,
    device: { ip: string | null; userAgent: string | null },
  ): Promise<void> {
    await tx.insert(SessionEntity, { ...session, amr: [...session.amr], ...device, lastUsedAt: session.createdAt });
  }

  async addToken(
    tx: EntityManager,
    token: { digest: Buffer; sessionId: string; issuedAt: Date; expiresAt: Date },
  ): Promise<void> {
    await tx.insert(RefreshTokenEntity, token);
  }

  /** Uses a refresh token up. Of any number of callers at once exactly one gets its session id. */
  async consume(tx: EntityManager, digest: Buffer, now: Date): Promise<string | undefined> {
    const [rows]: [{ session_id: string }[]] = await tx.query(
      `update refresh_token set consumed_at = $2
        where digest = $1 and consumed_at is null and expires_at > $2 returning session_id`,
      [digest, now],
    );
    return rows[0]?.session_id;
  }

  /** Keeps what followed a token that a browser used up, for its other tabs. */
  async keepSuccessor(
    tx: EntityManager,
    digest: Buffer,
    successor: { successorSealed: Buffer; device: Buffer },
  ): Promise<void> {
    await tx.update(RefreshTokenEntity, { digest }, successor);
  }

  /** The living sessions of a person, the newest first; ids are drawn in order of time. */
  async listOf(
    tx: EntityManager,
    of: { userId: string; tenantId: string; before?: string | undefined; limit: number },
    now: Date,
  ): Promise<OwnSession[]> {
    return tx.query(
      `select id, created_at as "createdAt", last_used_at as "lastUsedAt", ip, user_agent as "userAgent" from session
        where user_id = $1 and tenant_id = $2 and ended_at is null and expires_at > $3
          and ($4::uuid is null or id < $4) order by id desc limit $5`,
      [of.userId, of.tenantId, now, of.before ?? null, of.limit],
    );
  }

  /** Whether a session is that person's and alive. */
  async isOf(tx: EntityManager, id: string, of: { userId: string; tenantId: string }): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      'select id from session where id = $1 and user_id = $2 and tenant_id = $3 and ended_at is null',
      [id, of.userId, of.tenantId],
    );
    return rows.length > 0;
  }

  /** Whether the person was let in from this address before. */
  async isKnownAddress(tx: EntityManager, of: { userId: string; tenantId: string; ip: string }): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      'select 1 from session where user_id = $1 and tenant_id = $2 and ip = $3 limit 1',
      [of.userId, of.tenantId, of.ip],
    );
    return rows.length > 0;
  }

  async findToken(tx: EntityManager, digest: Buffer): Promise<KeptToken | undefined> {
    return (await tx.findOneBy(RefreshTokenEntity, { digest })) ?? undefined;
  }

  /** Marks a session as used and keeps it from ending before this transaction does; undefined when it is over. */
  async touch(tx: EntityManager, id: string, now: Date): Promise<Session | undefined> {
    const [rows]: [Record<string, never>[]] = await tx.query(
      `update session set last_used_at = $2 where id = $1 and ended_at is null and expires_at > $2
        returning id, tenant_id as "tenantId", user_id as "userId", amr,
          created_at as "createdAt", expires_at as "expiresAt"`,
      [id, now],
    );
    return rows[0] as Session | undefined;
  }

  /** Ends sessions of a person, all but one where one is excepted; those that were over already stay as they are. */
  async endOf(
    tx: EntityManager,
    of: { readonly userId: string; readonly except?: string | undefined },
    reason: EndReason,
    now: Date,
  ): Promise<EndedSession[]> {
    const [rows]: [EndedSession[]] = await tx.query(
      `update session set ended_at = $4, end_reason = $3
        where user_id = $1 and id is distinct from $2::uuid and ended_at is null
        returning id, tenant_id as "tenantId", user_id as "userId"`,
      [of.userId, of.except ?? null, reason, now],
    );
    return rows;
  }

  /** Ends all sessions of a tenant. Their tokens die by one revocation of the tenant, not one by one. */
  async endOfTenant(tx: EntityManager, tenantId: string, now: Date): Promise<void> {
    await tx.query(
      `update session set ended_at = $2, denied_at = $2, end_reason = 'tenant_disabled'
        where tenant_id = $1 and ended_at is null`,
      [tenantId, now],
    );
  }

  /** Ends a session; undefined when it was over already, or never was. */
  async end(tx: EntityManager, id: string, reason: EndReason, now: Date): Promise<EndedSession | undefined> {
    const [rows]: [EndedSession[]] = await tx.query(
      `update session set ended_at = $3, end_reason = $2 where id = $1 and ended_at is null
        returning id, tenant_id as "tenantId", user_id as "userId"`,
      [id, reason, now],
    );
    return rows[0];
  }

  async markDenied(tx: EntityManager, ids: readonly string[], now: Date): Promise<void> {
    await tx.query('update session set denied_at = $2 where id = any($1::uuid[]) and denied_at is null', [ids, now]);
  }

  /** A session that is over and of which the deny list has not heard; undefined when it has. */
  async findUndenied(tx: EntityManager, id: string): Promise<ToTell | undefined> {
    const rows: ToTell[] = await tx.query(
      `select id, user_id as "userId", end_reason as reason from session
        where id = $1 and ended_at is not null and denied_at is null`,
      [id],
    );
    return rows[0];
  }

  /** Sessions that ended since, and of which the deny list has not heard. */
  async undenied(tx: EntityManager, since: Date): Promise<ToTell[]> {
    return tx.query(
      `select id, user_id as "userId", end_reason as reason from session
        where ended_at > $1 and denied_at is null order by ended_at limit 1000`,
      [since],
    );
  }
}
