// `npm test`: everything that is tested, in stages. It starts what it needs on ports of its own, and stops it.
import { lineOf } from './local/failure.ts';
import { isThere, stages, type Stage } from './test/stages.ts';
import { broken, Tally, type Outcome } from './test/tally.ts';
import { beginTestRun, type TestRun } from './test/test-run.ts';

/** Runs the stages (or those named), prints the tally as its last line, and ends the process. */
export async function testCommand(names: string[]): Promise<never> {
  const isChosen = (stage: Stage): boolean => names.length === 0 || names.includes(stage.name.replaceAll(' ', '-'));
  const chosen = stages.filter((stage) => isThere(stage) && isChosen(stage));
  const run = await beginTestRun();
  const tally = new Tally();
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
    process.on(signal as 'SIGINT', () => {
      interrupted = true;
      void run.stop();
    });
  }
  for (const stage of chosen) {
    if (interrupted) break;
    tally.add(stage.name, await outcomeOf(stage, run, tally));
  }
  if (interrupted) tally.add('interrupted', broken('interrupted'));
  await run.finish(tally.failed === 0);
  if (tally.failed > 0) console.log(`\nThe logs: ${run.place.folder}/logs`);
  console.log(`${run.progress.elapsedS.toFixed(0)} s in all`);
  console.log(tally.line);
  process.exit(interrupted ? 130 : tally.failed > 0 ? 1 : 0);
}

async function outcomeOf(stage: Stage, run: TestRun, tally: Tally): Promise<Outcome> {
  const { progress } = run;
  const missing = stage.needs?.find((need) => tally.isBroken(need));
  if (missing) {
    progress.say(`${stage.name} ✗ not run: it needs "${missing}", which failed`);
    return broken(`it needs ${missing}`);
  }
  progress.say(`${stage.name} …`);
  const begunAt = Date.now();
  const work = stage.run(run, (line) => progress.say(`${stage.name}: ${line}`));
  const outcome = await Promise.race([work, timeUp(stage)]).catch((error: unknown) => broken(lineOf(error)));
  const took = `${((Date.now() - begunAt) / 1000).toFixed(1)} s`;
  if (!outcome) {
    progress.say(`${stage.name} – not counted: the program for it is not on this machine`);
    return { passed: 0, failed: 0, faults: [] };
  }
  const verdict = outcome.failed === 0 ? '✓' : '✗';
  progress.say(`${stage.name} ${verdict} ${outcome.passed} passed, ${outcome.failed} failed, ${took}`);
  for (const fault of outcome.faults) console.log(`    ${fault}`);
  return outcome;
}

function timeUp(stage: Stage): Promise<Outcome> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(broken(`it did not end within ${stage.withinS} s`)), stage.withinS * 1000).unref();
  });
}
