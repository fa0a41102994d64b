import { writeFileSync } from 'node:fs';
import { requireFree } from './free-ports.ts';
import { partPorts, partsEnvironment, startParts } from './parts.ts';
import { Place } from './place.ts';
import { portsOf } from './ports.ts';
import { Progress } from './progress.ts';
import { RunFile } from './run-file.ts';
import { stayUntilStopped } from './runner.ts';
import { secretsOf } from './secrets.ts';
import { Supervisor } from './supervisor.ts';

/** `node tools/start.mjs parts`: only PostgreSQL, Redis and Kafka, for running single specs by hand. */
export async function partsCommand(): Promise<void> {
  const progress = new Progress();
  const place = Place.of(process.env);
  const ports = portsOf(process.env);
  const secrets = secretsOf(place);
  const run = new RunFile(place);
  const say = (line: string): void => progress.say(line);
  const supervisor = new Supervisor(place, say, (programs) => run.change({ programs }));
  const work = async (): Promise<void> => {
    await run.claim(ports, `the parts from port ${ports.postgres}`, say);
    await requireFree(ports, partPorts);
    await startParts({ place, ports, secrets, progress, supervisor });
    const file = place.path('parts.env');
    const lines = Object.entries(partsEnvironment(ports, secrets)).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(file, lines.join(''), { mode: 0o600 });
    run.change({ ready: true });
    progress.say(`ready; the addresses are in ${file}`);
  };
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    run.release();
  };
  await stayUntilStopped(work, stop, !process.connected);
}
