import { readFile } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { LoanTerms } from './loan.js';

const DATA = new URL('../../data/loan.json', import.meta.url);

interface Told {
  readonly annual_rate_percent: string;
  readonly years_most: number;
  readonly amount_most: string;
}

/** The terms on which the bank lends, from their data file. */
@Injectable()
export class LoanRepository implements OnModuleInit {
  private held: LoanTerms;

  async onModuleInit(): Promise<void> {
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- a file of the source
    const told = JSON.parse(await readFile(DATA, 'utf8')) as Told;
    this.held = {
      annualRatePercent: told.annual_rate_percent,
      yearsMost: told.years_most,
      amountMost: told.amount_most,
    };
  }

  terms(): LoanTerms {
    return this.held;
  }
}
