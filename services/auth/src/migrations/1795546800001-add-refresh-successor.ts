import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of a token that a browser used up: its successor, sealed under the old token, and which browser it was. */
export class AddRefreshSuccessor1795546800001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table refresh_token
        add column successor_sealed bytea,
        add column device bytea,
        add constraint refresh_token_successor check ((successor_sealed is null) = (device is null));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table refresh_token drop column successor_sealed, drop column device');
  }
}
