import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from './passing.js';

export interface DatabaseOptions {
  readonly readerUrl: string;
  readonly engineUrl: string;
  // The entity classes, named one by one.
  readonly entities?: (abstract new (...args: never[]) => unknown)[];
  /** Connections of each role, at the most. */
  readonly max?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/**
 * A database that hangs cannot keep to its own timeout; less than the gateway's patience (40 s). Only for the reader:
 * the engine proves the whole ledger, however long that takes.
 */
const ANSWER_TIMEOUT_MS = 35_000;
/** A service that starts while its database is away waits for it this long. */
const START_WAIT_MS = 60_000;
const START_PAUSE_MS = 250;

/**
 * The lanes look rows up by id. A plan made while a table was empty reads the whole table, and a prepared statement
 * keeps it until the table is analysed: so the engine's plans never prefer that, and are made once.
 */
const LANE_PLANS = '-c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off';
/** Customers look up their own as well, some of it by prepared questions. */
const DESK_PLANS = '-c enable_seqscan=off -c jit=off';

function source(url: string, options: DatabaseOptions, settings: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: options.entities ?? [],
    synchronize: false,
    poolSize: options.max ?? 10,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: settings === LANE_PLANS ? 0 : ANSWER_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'florin',
      options: settings,
    },
  });
}

/** Opens a pool, as soon as the database is there. */
async function open(source: DataSource): Promise<void> {
  const end = performance.now() + START_WAIT_MS;
  for (;;) {
    try {
      await source.initialize();
      return;
    } catch (error) {
      if (!isPassing(error) || performance.now() > end) throw error;
      await pause(START_PAUSE_MS);
    }
  }
}

/**
 * A service's own database through its two roles: the reader sees one tenant at a time, the engine writes batches of
 * all.
 */
@Injectable()
export class Database implements OnModuleInit {
  readonly name = 'postgres';
  readonly reader: DataSource;
  readonly engine: DataSource;

  constructor(options: DatabaseOptions) {
    this.reader = source(options.readerUrl, options, DESK_PLANS);
    this.engine = source(options.engineUrl, options, LANE_PLANS);
  }

  /** The reader's pool, for prepared questions of one tenant. */
  get readerPool(): Pool {
    return (this.reader.driver as PostgresDriver).master as Pool;
  }

  /** The engine's pool, for named prepared statements, which TypeORM cannot run. */
  get pool(): Pool {
    return (this.engine.driver as PostgresDriver).master as Pool;
  }

  async onModuleInit(): Promise<void> {
    await Promise.all([open(this.reader), open(this.engine)]);
  }

  /** Fails when the database does not answer. */
  async check(): Promise<void> {
    await this.reader.query('SELECT 1');
  }

  /** Closes both pools; the relay calls it when nothing is left to write. */
  async close(): Promise<void> {
    await Promise.all([this.reader, this.engine].filter((each) => each.isInitialized).map((each) => each.destroy()));
  }
}
