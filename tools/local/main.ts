// `npm start` and its subcommands, on the pinned Node. tools/start.mjs comes before it and sees to what is missing.
import { detachCommand } from './detach-command.ts';
import { Failure, lineOf } from './failure.ts';
import { help } from './help.ts';
import { booksCommand, operatorCommand, reconcileCommand } from './operator-command.ts';
import { partsCommand } from './parts-command.ts';
import { Place } from './place.ts';
import { resetCommand } from './reset-command.ts';
import { RunFile } from './run-file.ts';
import { startCommand } from './start-command.ts';
import { stopCommand } from './stop-command.ts';

async function main(words: string[]): Promise<void> {
  const [command, ...args] = words[0]?.startsWith('-') ? ['start', ...words] : words;
  switch (command ?? 'start') {
    case 'start':
      requireKnown(args, ['--detach', '--in-background']);
      return args.includes('--detach') ? detachCommand() : startCommand(args.includes('--in-background'));
    case 'parts':
      return partsCommand();
    case 'stop':
      return stopCommand();
    case 'reset':
      return resetCommand();
    case 'admin':
    case 'keys':
    case 'card-keys':
    case 'history':
      return operatorCommand(words[0]!, args);
    case 'books':
      return booksCommand(args);
    case 'reconcile':
      return reconcileCommand(args);
    case 'letters':
      return lettersOf(args);
    case 'test':
      return (await import('../test.ts')).testCommand(args);
    case 'torture':
      return (await import('../torture/command.ts')).tortureCommand(args);
    case 'bench':
      return (await import('./bench-command.ts')).benchCommand(args);
    case 'help':
    case '--help':
      return console.log(help);
    default:
      throw new Failure(`There is no command "${command}".\n${help}`);
  }
}

/** The dead letters of the bank that runs. */
async function lettersOf(args: string[]): Promise<void> {
  const note = new RunFile(Place.of(process.env)).alive();
  if (!note) throw new Failure('The bank is not running: `npm start` first.');
  const { lettersCommand } = await import('../letters/command.ts');
  await lettersCommand([`127.0.0.1:${note.ports.kafka}`], args, (line) => console.log(line));
}

function requireKnown(args: string[], known: string[]): void {
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown) throw new Failure(`There is no option "${unknown}".\n${help}`);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(lineOf(error));
    process.exit(1);
  },
);
