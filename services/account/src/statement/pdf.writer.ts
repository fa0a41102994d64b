import { formatAmount } from '@florin/kernel';
import PDFDocument from 'pdfkit';
import type { Entry } from '../entry/entry.js';
import { nameOf, type Statement, type Summary } from './statement.js';

const MARGIN = 48;
const LINE = 15;
const FIRST_LINE = 190;
const ROWS = 36;
/** Column → where it begins, how wide it is, and to which side it leans. */
const table = {
  Date: [MARGIN, 92, 'left'],
  Description: [142, 168, 'left'],
  Counterparty: [314, 86, 'left'],
  Amount: [402, 70, 'right'],
  Balance: [476, 70, 'right'],
} as const;
type Column = keyof typeof table;

/** The built-in fonts know the letters of Western Europe; another becomes a question mark. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e\xa0-\xff€]/gu, '?');

function write(page: PDFKit.PDFDocument, y: number, row: Partial<Record<Column, string>>): void {
  for (const [column, text] of Object.entries(row) as [Column, string][]) {
    const [x, width, align] = table[column];
    page.text(printable(text), x, y, { width, height: LINE, align, lineBreak: false, ellipsis: true });
  }
}

function rowOf(line: Entry): Partial<Record<Column, string>> {
  const { number, name, iban } = line.counterparty;
  const sign = line.amount < 0n ? '-' : '+';
  const amount = formatAmount(line.amount < 0n ? -line.amount : line.amount, line.currency);
  const declined = line.status === 'declined';
  const description = line.description ?? line.kind;
  return {
    Date: line.bookedAt.toISOString().slice(0, 16).replace('T', ' '),
    Description: declined ? `${description} (declined)` : description,
    Counterparty: name ?? number ?? iban ?? '',
    Amount: declined ? `(${amount})` : sign + amount,
    Balance: line.balanceAfter === null ? '' : formatAmount(line.balanceAfter, line.accountCurrency),
  };
}

function head(page: PDFKit.PDFDocument, summary: Summary, number: string): void {
  const { currency, period } = summary;
  const money = (amount: bigint): string => `${formatAmount(amount, currency)} ${currency}`;
  page.font('Helvetica-Bold').fontSize(16).text(`Account statement ${nameOf(period)}`, MARGIN, MARGIN);
  page.font('Helvetica').fontSize(9);
  const facts = [
    [`Account ${summary.number}`, `IBAN ${number}`],
    [`Opening balance ${money(summary.opening)}`, `Closing balance ${money(summary.closing)}`],
    [`Credits ${money(summary.credits)}`, `Debits ${money(summary.debits)}`],
    [`Transactions ${summary.count}`, 'All times are UTC.'],
  ];
  facts.forEach(([left, right], i) => {
    page.text(left!, MARGIN, 84 + i * LINE, { lineBreak: false });
    page.text(right!, 300, 84 + i * LINE, { lineBreak: false });
  });
}

/** A statement to print: every page has its number, the figures, and as many lines as fit. */
export async function* asPdf({ summary, lines }: Statement, iban: string): AsyncGenerator<Buffer> {
  const info = { Title: `Statement ${nameOf(summary.period)}, account ${summary.number}`, Author: 'Florin' };
  const pdf = new PDFDocument({ size: 'A4', margin: MARGIN, autoFirstPage: false, info });
  const pages = summary.count === 0n ? 1 : Math.ceil(Number(summary.count) / ROWS);
  let page = 0;
  let row = 0;
  const turn = (): void => {
    pdf.addPage();
    page += 1;
    row = 0;
    head(pdf, summary, iban);
    pdf.font('Helvetica-Bold').fontSize(8);
    write(pdf, FIRST_LINE - 2 * LINE, Object.fromEntries(Object.keys(table).map((name) => [name, name])));
    pdf.font('Helvetica');
    pdf.text(`Page ${page} of ${pages}`, MARGIN, 770, { width: 500, align: 'right', lineBreak: false });
  };
  turn();
  for await (const line of lines) {
    if (row === ROWS) {
      turn();
      // A page that is full is written: it leaves the memory as somebody takes it.
      const ready = pdf.read() as Buffer | null;
      if (ready) yield ready;
    }
    write(pdf, FIRST_LINE + row * LINE - LINE, rowOf(line));
    row += 1;
  }
  pdf.end();
  for await (const rest of pdf) yield rest as Buffer;
}
