import { Injectable } from '@nestjs/common';
import { isWaiting, type Order } from '../transfer/transfer.js';
import { TransferService } from '../transfer/transfer.service.js';

/** How a history was taken. */
export interface Summary {
  completed: number;
  declined: number;
  /** Those that an earlier run had posted. */
  known: number;
}

const WAIT_S = 60;

/** Posts what happened in the past, one booking after the other, through the same door as everything else. */
@Injectable()
export class HistoryService {
  constructor(private readonly transfers: TransferService) {}

  /** A booking begins when the one before is decided, so every account sees them in their order. */
  async post(orders: readonly Order[], progress: (done: number) => void): Promise<Summary> {
    const summary: Summary = { completed: 0, declined: 0, known: 0 };
    for (const [i, order] of orders.entries()) {
      const { transfer, replayed } = await this.transfers.take(order, WAIT_S);
      if (isWaiting(transfer.status)) throw new Error(`no answer for booking ${order.key}: are the services running?`);
      if (replayed) summary.known++;
      else if (transfer.status === 'completed') summary.completed++;
      else summary.declined++;
      progress(i + 1);
    }
    return summary;
  }
}
