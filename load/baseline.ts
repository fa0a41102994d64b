import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';

const DATABASE = 'florin_bench';
const CLIENTS = 16;
/** What pgbench runs: any of 5,000 accounts pays any of 5,000 others. */
const SCRIPT = `\\set d random(1,5000)
\\set c random(5001,10000)
select b.transfer(gen_random_uuid(), :d, :c, 1, gen_random_uuid()::text);
`;

/** B1: the same transfer as one SQL function, one transaction each, on the PostgreSQL of the bank that is measured. */
export class Baseline {
  /** With what it is driven: pgbench where it is installed, else Node. */
  readonly driver: string;
  /** Every figure so far, in transfers per second. */
  readonly figures: number[] = [];
  private readonly url: URL;
  private readonly admin: string;

  constructor(postgresUrl: string) {
    this.admin = postgresUrl;
    this.url = new URL(postgresUrl);
    this.url.pathname = `/${DATABASE}`;
    const { status, stdout } = spawnSync('pgbench', ['--version'], { encoding: 'utf8' });
    const version = /\d[\d.]*/.exec(stdout ?? '')?.[0] ?? '';
    this.driver = status === 0 ? `pgbench ${version}` : 'Node, with named prepared statements (no pgbench here)';
  }

  async prepare(): Promise<void> {
    await this.asked(this.admin, `drop database if exists ${DATABASE}`);
    await this.asked(this.admin, `create database ${DATABASE}`);
    await this.asked(this.url.href, readFileSync(join(import.meta.dirname, 'baseline.sql'), 'utf8'));
  }

  /** Transfers per second over so many seconds. */
  async run(seconds: number): Promise<number> {
    const hasPgbench = this.driver.startsWith('pgbench');
    const perSecond = hasPgbench ? await this.withPgbench(seconds) : await this.withNode(seconds);
    this.figures.push(perSecond);
    return perSecond;
  }

  private async withPgbench(seconds: number): Promise<number> {
    const folder = mkdtempSync(join(tmpdir(), 'florin-bench-'));
    const script = join(folder, 'transfer.sql');
    writeFileSync(script, SCRIPT);
    const { hostname, port, username, password } = this.url;
    const length = ['-c', String(CLIENTS), '-j', '2', '-T', String(Math.ceil(seconds))];
    const args = ['-n', '-M', 'prepared', ...length, '-f', script];
    const env = { ...process.env, PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password };
    const child = spawn('pgbench', [...args, DATABASE], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
    rmSync(folder, { recursive: true });
    const tps = /^tps = ([\d.]+)/m.exec(said)?.[1];
    if (tps === undefined) throw new Error(`pgbench: ${complained.trim().split('\n').at(-1) ?? 'said nothing'}`);
    return Number(tps);
  }

  private async withNode(seconds: number): Promise<number> {
    const clients = Array.from({ length: CLIENTS }, () => new pg.Client({ connectionString: this.url.href }));
    await Promise.all(clients.map((client) => client.connect()));
    const any = (first: number): number => first + Math.floor(Math.random() * 5_000);
    const until = performance.now() + seconds * 1_000;
    let done = 0;
    const drive = async (client: pg.Client): Promise<void> => {
      while (performance.now() < until) {
        const values = [randomUUID(), any(1), any(5_001), 1, randomUUID()];
        await client.query({ name: 'transfer', text: 'select b.transfer($1, $2, $3, $4, $5)', values });
        done++;
      }
    };
    await Promise.all(clients.map(drive));
    await Promise.all(clients.map((client) => client.end()));
    return done / seconds;
  }

  private async asked(url: string, sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}
