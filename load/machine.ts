import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const root = join(import.meta.dirname, '..');

/** On what a run was made, one line per thing, without the name of any machine. */
export async function machineOf(postgresUrl: string, baselineDriver: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  const show = async (name: string): Promise<string> => {
    const { rows } = await client.query<Record<string, string>>(`show ${name}`);
    return Object.values(rows[0]!)[0]!;
  };
  try {
    const safe = `fsync ${await show('fsync')}, synchronous_commit ${await show('synchronous_commit')}`;
    const model = cpus()[0]?.model.trim();
    const cores = `${availableParallelism()} cores${model ? ` (${model})` : ''}`;
    return [
      `Machine: ${cores}, ${(totalmem() / 2 ** 30).toFixed(0)} GB of memory, ${type()} ${release()}`,
      `Node ${process.versions.node}, PostgreSQL ${await show('server_version')} (${safe}), Kafka ${kafkaVersion()}, ` +
        `nginx ${said('nginx', ['-v'], /nginx\/([\d.]+)/)}, Redis ${said('redis-server', ['--version'], /v=([\d.]+)/)}`,
      `B1: ${baselineDriver}`,
      `Commit: ${commit()}`,
    ];
  } finally {
    await client.end();
  }
}

function kafkaVersion(): string {
  const pom = readFileSync(join(root, 'tools', 'kafka', 'pom.xml'), 'utf8');
  return /org\.apache\.kafka[\s\S]*?<version>([^<]+)</.exec(pom)?.[1] ?? 'unknown';
}

function commit(): string {
  const head = said('git', ['rev-parse', '--short', 'HEAD'], /(\w+)/);
  const { stdout } = spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  return stdout ? `${head}, with changes that are not committed` : head;
}

function said(command: string, args: string[], pattern: RegExp): string {
  const { stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return pattern.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[1] ?? 'unknown';
}
