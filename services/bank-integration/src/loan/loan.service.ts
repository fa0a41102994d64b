import { Injectable } from '@nestjs/common';
import { quote, type Quote } from './loan.js';
import { LoanRepository } from './loan.repository.js';

/** Tells what a loan would cost. */
@Injectable()
export class LoanService {
  constructor(private readonly loans: LoanRepository) {}

  /** Fails with: validation_failed (on amount, years). */
  quote(wish: { amount: string | number; currency: string; years: number }): Quote {
    return quote(wish, this.loans.terms());
  }
}
