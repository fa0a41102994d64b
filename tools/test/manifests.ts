import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LogFile } from '../local/log-file.ts';
import { nginxArguments, nginxProgram, renderGateway } from '../local/nginx.ts';
import { root } from '../local/place.ts';
import { find } from '../local/programs.mjs';
import type { Tell } from '../local/progress.ts';
import type { TestRun } from './test-run.ts';
import { broken, held, type Outcome } from './tally.ts';

/** Whether every overlay of Kubernetes can be built; undefined where kubectl is missing. */
export async function kustomize(run: TestRun, tell: Tell): Promise<Outcome | undefined> {
  const kubectl = find('kubectl');
  if (!kubectl) return undefined;
  for (const overlay of readdirSync(join(root, 'k8s', 'overlays'))) {
    const args = ['kustomize', join('k8s', 'overlays', overlay)];
    const task = { name: `kustomize ${overlay}`, command: kubectl, args, cwd: root, withinS: 60 };
    const built = await run.supervisor.run(task);
    tell(`${overlay}: ${built.match(/^kind:/gm)?.length ?? 0} objects`);
  }
  return held;
}

/** Whether the Compose file is sound; undefined where there is no Compose. */
export async function compose(run: TestRun): Promise<Outcome | undefined> {
  const program = composeProgram();
  if (!program) return undefined;
  const [command = '', ...args] = program;
  // The file refuses to do without its secrets; to check it, any will do.
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const env = Object.fromEntries([...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => [name!, 'checked']));
  for (const files of [['docker-compose.yml'], ['docker-compose.yml', 'docker-compose.tls.yml']]) {
    const named = files.flatMap((file) => ['-f', file]);
    const task = { name: 'compose', command, args: [...args, ...named, 'config'], cwd: root, env, withinS: 60 };
    await run.supervisor.run(task);
  }
  return held;
}

function composeProgram(): string[] | undefined {
  const docker = find('docker');
  if (docker && spawnSync(docker, ['compose', 'version']).status === 0) return [docker, 'compose'];
  const old = find('docker-compose');
  return old ? [old] : undefined;
}

/** Whether nginx accepts the gateway's files with the laptop's values in them. */
export async function gatewayFiles(run: TestRun): Promise<Outcome> {
  const into = run.place.dir('nginx-check');
  renderGateway(into, run.ports, {});
  // It opens /dev/stdout as its log, which it can do with a file and not with the socket that Node calls a pipe.
  const log = new LogFile(run.place.log('nginx-check'));
  const output = log.open();
  const args = ['-t', ...nginxArguments(into)];
  const { status } = spawnSync(nginxProgram(), args, { stdio: ['ignore', output, output], timeout: 30_000 });
  log.close(output);
  return status === 0 ? held : broken(`nginx refuses the gateway's files: ${log.reason()}`);
}
