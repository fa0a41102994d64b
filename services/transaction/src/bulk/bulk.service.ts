import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type ErrorTable } from '@florin/kernel';
import type { Caller } from '@florin/platform/auth';
import { commonErrors, problem, type Problem } from '@florin/platform/http';
import { log } from '@florin/platform/telemetry';
import { CONFIG, type Config } from '../config.js';
import { errors } from '../errors.js';
import type { Outcome } from '../transfer/door.service.js';
import type { Order } from '../transfer/transfer.js';
import { TransferService } from '../transfer/transfer.service.js';
import type { Wish } from '../transfer/wish.js';

/** One item: what it wishes for under which key, or why it cannot be read. */
export type Item = { readonly key: string; readonly wish: Wish } | DomainError;

const table: ErrorTable = { ...commonErrors, ...errors };
/** Questions to other services at once. */
const ASKED_AT_ONCE = 16;

/** Many transfers in one request: each goes through the same door as a single one, and fails alone. */
@Injectable()
export class BulkService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly transfers: TransferService,
  ) {}

  /**
   * Takes the items in their order and waits for all of them together. Gives each one's outcome or what it failed
   * with. Fails with: overloaded, when nothing at all was accepted because of it.
   */
  async take(items: readonly Item[], caller: Caller, waitS: number): Promise<(Outcome | Error)[]> {
    const orders: (Order | Outcome | Error)[] = [];
    for (let i = 0; i < items.length; i += ASKED_AT_ONCE) {
      const some = items.slice(i, i + ASKED_AT_ONCE);
      orders.push(...(await Promise.all(some.map((item) => this.prepared(item, caller)))));
    }
    const outcomes = await Promise.all(
      orders.map((order) => (order instanceof Error ? order : this.transfers.take(order, waitS).catch(asError))),
    );
    const busy = outcomes.find((one) => one instanceof DomainError && one.code === 'overloaded');
    if (busy && outcomes.every((one) => one instanceof Error)) throw busy;
    return outcomes;
  }

  /** The problem document of an item that failed. What is our fault is logged. */
  problemOf(error: Error): Problem {
    const known = error instanceof DomainError && table[error.code] ? error : undefined;
    if (!known) log.error({ err: error }, 'an item of a bulk failed');
    const code = known?.code ?? 'internal_error';
    const { title, status } = table[code] ?? commonErrors.internal_error;
    const { detail, extra } = known ?? {};
    return problem({ publicUrl: this.config.PUBLIC_URL, code, title, status, detail, extra });
  }

  private prepared(item: Item, caller: Caller): Promise<Order | Outcome | Error> {
    if (item instanceof Error) return Promise.resolve(item);
    return this.transfers.prepare(item.wish, caller, item.key).catch(asError);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
