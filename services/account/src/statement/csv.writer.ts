import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Terms } from '../account/account.js';
import { entryView } from '../entry/entry.dto.js';
import type { Statement } from './statement.js';

const columns = [
  ...['created_at', 'id', 'type', 'kind', 'status', 'amount', 'currency', 'balance_after', 'description', 'category'],
  ...['counterparty_number', 'counterparty_name', 'counterparty_iban', 'card_id', 'decline_reason', 'transfer_id'],
];

async function* rowsOf({ lines }: Statement, terms: Terms): AsyncGenerator<Record<string, string | null>> {
  for await (const line of lines) {
    const { counterparty, ...row } = entryView(line, terms);
    const { number, name, iban } = counterparty;
    yield { ...row, counterparty_number: number, counterparty_name: name, counterparty_iban: iban };
  }
}

/** A statement as a table. What a spreadsheet would take for a formula is quoted; amounts have no sign, but a type. */
export function asCsv(statement: Statement, terms: Terms): AsyncIterable<string | Buffer> {
  const table = stringify({ header: true, columns, escape_formulas: true, record_delimiter: 'windows' });
  const rows = Readable.from(rowsOf(statement, terms));
  rows.once('error', (error) => table.destroy(error));
  table.once('close', () => rows.destroy());
  return rows.pipe(table);
}
