import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is over is forgotten: found by its age, and a session with what was allowed in it. */
export class ForgetSessions1795812000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index refresh_token_by_expiry on refresh_token (expires_at);
      create index oauth_refresh_token_by_expiry on oauth_refresh_token (expires_at);
      create index oauth_grant_by_session on oauth_grant (session_id);
      grant delete on session, refresh_token, oauth_grant, registration to auth_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke delete on session, refresh_token, oauth_grant, registration from auth_engine;
      drop index oauth_grant_by_session, oauth_refresh_token_by_expiry, refresh_token_by_expiry;
    `);
  }
}
