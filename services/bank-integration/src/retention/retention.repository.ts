import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';

/** Deletes what is older than it is kept, in pieces that hold nobody up. */
@Injectable()
export class RetentionRepository {
  /** Gives how many were deleted; `most` of them when there may be more. */
  async forgetKeys(pool: Pool, before: Date, most: number): Promise<number> {
    const { rowCount } = await pool.query(
      `delete from request_key where ctid = any(array(
        select ctid from request_key where created_at < $1 order by created_at limit $2 for update skip locked))`,
      [before, most],
    );
    return rowCount ?? 0;
  }

  async forgetConfirmations(pool: Pool, before: Date, most: number): Promise<number> {
    const { rowCount } = await pool.query(
      `delete from confirmation where id = any(array(
        select id from confirmation where created_at < $1 order by created_at limit $2 for update skip locked))`,
      [before, most],
    );
    return rowCount ?? 0;
  }
}
