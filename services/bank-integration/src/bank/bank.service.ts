import { log } from '@florin/platform/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Bank, BankCustomerPage, BankStatus } from './bank.js';
import { Line, type Circuit } from './line.client.js';
import { ASKS_MOST, BANK, statusOf } from './bank.js';

/** What one look at the other bank found. */
export interface BankCheck {
  readonly status: BankStatus;
  readonly latencyMs: number | null;
  readonly circuit: Circuit;
  readonly checkedAt: Date;
}

const CHECK_MS = 2_000;

/** Speaks with the other bank for our customers and officers. */
@Injectable()
export class BankService {
  private looking: Promise<BankCheck> | undefined;

  constructor(
    @Inject(BANK) private readonly bank: Bank,
    private readonly line: Line,
  ) {}

  /** Really asks the bank. Whoever asks while an answer is awaited shares it, so that our crowd is not theirs. */
  check(): Promise<BankCheck> {
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** Fails with: bank_unavailable, validation_failed (on cursor). */
  customers(page: { limit: number; cursor?: string }): Promise<BankCustomerPage> {
    return this.bank.customers(page);
  }

  private async look(): Promise<BankCheck> {
    const signal = AbortSignal.timeout(CHECK_MS);
    let failures = 0;
    let latencyMs: number | null = null;
    while (latencyMs === null && failures < ASKS_MOST && !signal.aborted) {
      const begun = performance.now();
      try {
        await this.bank.ping(signal);
        latencyMs = Math.round((performance.now() - begun) * 10) / 10;
      } catch (error) {
        failures += 1;
        log.warn({ err: error, failures }, 'the other bank did not answer');
      }
    }
    return { status: statusOf({ failures, latencyMs }), latencyMs, circuit: this.line.circuit, checkedAt: new Date() };
  }
}
