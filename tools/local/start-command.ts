import { rmSync } from 'node:fs';
import { allPorts, startBank } from './bank.ts';
import { demoOf } from './demo.ts';
import { overridesOf } from './environment.ts';
import { requireFree } from './free-ports.ts';
import { outlet } from './outlet.ts';
import { page } from './page.ts';
import { Place } from './place.ts';
import { portsOf } from './ports.ts';
import { Progress } from './progress.ts';
import { RunFile } from './run-file.ts';
import { stayUntilStopped } from './runner.ts';
import { secretsOf } from './secrets.ts';
import { Supervisor } from './supervisor.ts';

/** `npm start`: the whole bank, until it is told to stop. */
export async function startCommand(inBackground: boolean): Promise<void> {
  const progress = new Progress(outlet.line);
  const say = (line: string): void => progress.say(line);
  const place = Place.of(process.env);
  const ports = portsOf(process.env);
  const overrides = overridesOf(process.env);
  const run = new RunFile(place);
  const supervisor = new Supervisor(place, say, (programs) => run.change({ programs }));
  const work = async (): Promise<void> => {
    await run.claim(ports, `http://localhost:${ports.gateway}`, say);
    await requireFree(ports, allPorts);
    const surroundings = { place, ports, secrets: secretsOf(place), progress, supervisor };
    const bank = await startBank(surroundings, { overrides });
    const demo = await demoOf(bank, surroundings);
    run.change({ ready: true });
    outlet.ready(page(bank.url, demo, place, inBackground));
    if (inBackground && process.connected) process.disconnect();
  };
  const stop = async (): Promise<void> => {
    if (supervisor.isIdle) return run.release();
    say('stopping …');
    await supervisor.stop();
    run.release();
    rmSync(place.path('nginx'), { recursive: true, force: true });
    say('stopped; the data stays for the next `npm start`');
  };
  await stayUntilStopped(work, stop, inBackground);
}
