import type { Pool } from 'pg';
import { firstIdAt } from '@florin/platform/database';

/** Deletes what is no longer kept: each so many at the most, and says how many it were. */
export class RetentionRepository {
  forgetTokens(pool: Pool, before: Date, most: number): Promise<number> {
    return removed(
      pool,
      `delete from refresh_token where digest = any(array(
        select digest from refresh_token where expires_at < $1 order by expires_at limit $2 for update skip locked))`,
      [before, most],
    );
  }

  forgetOauthTokens(pool: Pool, before: Date, most: number): Promise<number> {
    return removed(
      pool,
      `delete from oauth_refresh_token where digest = any(array(
        select digest from oauth_refresh_token where expires_at < $1 order by expires_at limit $2
          for update skip locked))`,
      [before, most],
    );
  }

  forgetChallenges(pool: Pool, before: Date, most: number): Promise<number> {
    return removed(
      pool,
      `delete from mfa_challenge where digest = any(array(
        select digest from mfa_challenge where expires_at < $1 limit $2 for update skip locked))`,
      [before, most],
    );
  }

  /** These are never changed, so two who delete the same need no lock. */
  forgetKeys(pool: Pool, before: Date, most: number): Promise<number> {
    return removed(
      pool,
      `delete from registration where ctid = any(array(
        select ctid from registration where created_at < $1 limit $2))`,
      [before, most],
    );
  }

  /** With all that hangs on them. Ids of sessions grow with time, so the oldest stand at the beginning of the key. */
  forgetSessions(pool: Pool, before: Date, most: number): Promise<number> {
    return removed(
      pool,
      `with s as (select id from session where id < $1 order by id limit $2 for update skip locked),
        t as (delete from refresh_token where session_id in (select id from s)),
        g as (delete from oauth_grant where session_id in (select id from s) returning digest),
        o as (delete from oauth_refresh_token where grant_digest in (select digest from g))
      delete from session where id in (select id from s)`,
      [firstIdAt(before), most],
    );
  }
}

async function removed(pool: Pool, text: string, values: unknown[]): Promise<number> {
  return (await pool.query(text, values)).rowCount ?? 0;
}
