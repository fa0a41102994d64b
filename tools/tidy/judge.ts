// Lints texts that stand in no file: reads [{ file, code }] as JSON, writes the refusals of each as JSON.
// A program of its own: ESLint, its plugins and Nx load themselves in ways that Jest's module registry does not allow.
import { text } from 'node:stream/consumers';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';

interface Case {
  readonly file: string;
  readonly code: string;
}

// The boundary rule is silently skipped when nobody has made the project graph.
await createProjectGraphAsync({ exitOnError: true });
const eslint = new ESLint();
const refusals: string[][] = [];
for (const { file, code } of JSON.parse(await text(process.stdin)) as Case[]) {
  const [result] = await eslint.lintText(code, { filePath: file });
  refusals.push((result?.messages ?? []).map((message) => `${message.ruleId ?? 'fatal'}: ${message.message}`));
}
process.stdout.write(JSON.stringify(refusals));
