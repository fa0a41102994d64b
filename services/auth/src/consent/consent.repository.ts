import type { EntityManager } from 'typeorm';
import { ConsentEntity } from './consent.entity.js';
import type { Consent, ConsentPayload } from './consent.js';
import { OauthRefreshTokenEntity } from './oauth-refresh-token.entity.js';

type Json = Record<string, unknown>;

const ALIVE = `g.ended_at is null and s.ended_at is null and s.expires_at > $2`;

/** What people have allowed, and the refresh tokens that live by it. */
export class ConsentRepository {
  async add(tx: EntityManager, consent: Consent, digest: Buffer): Promise<void> {
    await tx.insert(ConsentEntity, { ...consent, digest, payload: consent.payload });
  }

  /** Writes down that more, or less, is allowed. False when there is no such consent yet. */
  async change(tx: EntityManager, digest: Buffer, payload: ConsentPayload, expiresAt: Date): Promise<boolean> {
    const answer = await tx.update(ConsentEntity, { digest }, { payload, expiresAt });
    return answer.affected === 1;
  }

  /** A consent whose session has not ended. */
  async find(tx: EntityManager, digest: Buffer, now: Date): Promise<Consent | undefined> {
    const rows: Consent[] = await tx.query(
      `${SELECT} join session s on s.id = g.session_id where g.digest = $1 and ${ALIVE}`,
      [digest, now],
    );
    return rows[0];
  }

  /** Those of a person with the client's name as it was then, the newest first. */
  async list(
    tx: EntityManager,
    userId: string,
    now: Date,
  ): Promise<{ consent: Consent; clientName: string | null }[]> {
    const rows: (Consent & { clientName: string | null })[] = await tx.query(
      `select g.*, s.user_agent as "clientName" from (${SELECT}) g
         join session s on s.id = g."sessionId" and s.ended_at is null and s.expires_at > $2
        where g."userId" = $1 and g."endedAt" is null order by g."createdAt" desc, g.id desc`,
      [userId, now],
    );
    return rows.map(({ clientName, ...consent }) => ({ consent, clientName }));
  }

  /** Those that a client holds. */
  async listOfClient(tx: EntityManager, clientId: string, now: Date): Promise<Consent[]> {
    return tx.query(
      `${SELECT} join session s on s.id = g.session_id where g.client_id = $1 and ${ALIVE}`,
      [clientId, now],
    );
  }

  /** Ends a consent and forgets its refresh tokens; undefined when it was over already. */
  async end(tx: EntityManager, id: string, now: Date): Promise<{ sessionId: string } | undefined> {
    const [rows]: [{ session_id: string; digest: Buffer }[]] = await tx.query(
      'update oauth_grant set ended_at = $2 where id = $1 and ended_at is null returning session_id, digest',
      [id, now],
    );
    const ended = rows[0];
    if (!ended) return undefined;
    await tx.delete(OauthRefreshTokenEntity, { grantDigest: ended.digest });
    return { sessionId: ended.session_id };
  }

  async addToken(
    tx: EntityManager,
    token: { digest: Buffer; grantDigest: Buffer; payload: Json; expiresAt: Date },
  ): Promise<void> {
    await tx.insert(OauthRefreshTokenEntity, token);
  }

  async findToken(tx: EntityManager, digest: Buffer): Promise<{ payload: Json; consumedAt: Date | null } | undefined> {
    const row = await tx.findOneBy(OauthRefreshTokenEntity, { digest });
    return row ? { payload: row.payload as Json, consumedAt: row.consumedAt } : undefined;
  }

  /** Uses a refresh token up: of any number of callers at once exactly one is told true. */
  async consumeToken(tx: EntityManager, digest: Buffer, now: Date): Promise<boolean> {
    const [rows]: [unknown[]] = await tx.query(
      'update oauth_refresh_token set consumed_at = $2 where digest = $1 and consumed_at is null returning 1',
      [digest, now],
    );
    return rows.length > 0;
  }

  async removeToken(tx: EntityManager, digest: Buffer): Promise<void> {
    await tx.delete(OauthRefreshTokenEntity, { digest });
  }
}

const SELECT = `select g.id, g.user_id as "userId", g.session_id as "sessionId", g.client_id as "clientId", g.payload,
  g.created_at as "createdAt", g.expires_at as "expiresAt", g.ended_at as "endedAt" from oauth_grant g`;
