import type { Terms } from '../account/account.js';
import { entryView } from '../entry/entry.dto.js';
import type { Statement } from './statement.js';
import { statementHeadView } from './statement.dto.js';

/** Characters that are sent at once. */
const CHUNK = 32 * 1024;

/** A statement as JSON, piece by piece. */
export async function* asJson({ summary, lines }: Statement, terms: Terms): AsyncGenerator<string> {
  let chunk = `${JSON.stringify(statementHeadView(summary)).slice(0, -1)},"transactions":[`;
  let comma = '';
  for await (const line of lines) {
    chunk += comma + JSON.stringify(entryView(line, terms));
    comma = ',';
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}]}`;
}
