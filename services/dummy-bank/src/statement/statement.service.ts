import { Injectable } from '@nestjs/common';
import { PaymentRepository } from '../payment/payment.repository.js';
import { linesOf, statementsOf, type Statement } from './statement.js';

/** What happened on the account that the other bank keeps here. */
@Injectable()
export class StatementService {
  constructor(private readonly payments: PaymentRepository) {}

  /** One UTC day, a statement for each currency. */
  of(date: string): Statement[] {
    return statementsOf(linesOf(this.payments.all(), this.payments.allSent()), date);
  }
}
