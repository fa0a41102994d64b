import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables that messages need, as each service has them, and one for the effects of a spec's consumer. */
export class MessagingTables1795460000000 implements MigrationInterface {
  readonly name = 'MessagingTables1795460000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE outbox (
      id uuid PRIMARY KEY, topic text NOT NULL, key text NOT NULL, type text NOT NULL, payload text NOT NULL,
      tenant uuid NOT NULL, causation text, traceparent text, created_at timestamptz NOT NULL DEFAULT now())`);
    await runner.query('CREATE TABLE inbox (id uuid PRIMARY KEY, heard_at timestamptz NOT NULL DEFAULT now())');
    await runner.query('CREATE TABLE effect (transfer_id uuid NOT NULL, note text NOT NULL)');
    await runner.query('GRANT SELECT, INSERT, DELETE ON outbox, inbox, effect TO account_engine');
  }
  async down(): Promise<void> {}
}
