import { open, type FileHandle } from 'node:fs/promises';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { CallbackFact } from '../callback/callback.js';
import type { CustomerFact } from '../customer/customer.js';
import type { PaymentFact } from '../payment/payment.js';

export type Fact = CustomerFact | PaymentFact | CallbackFact;

/**
 * The bank's memory: facts in the order they happened, one JSON line each, on disk before they count.
 * Without a file the bank forgets at its end what it learned.
 */
@Injectable()
export class JournalRepository implements OnModuleInit, OnApplicationShutdown {
  private opening: Promise<readonly Fact[]> | undefined;
  private file: FileHandle | undefined;

  constructor(private readonly path: string | undefined) {}

  async onModuleInit(): Promise<void> {
    await this.remembered();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.file?.close();
  }

  /** What the bank knew when it started. */
  remembered(): Promise<readonly Fact[]> {
    return (this.opening ??= this.open());
  }

  /** Facts that belong together are one write: after a crash all of them are there, or none. */
  async append(...facts: readonly Fact[]): Promise<void> {
    await this.file?.appendFile(facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
    await this.file?.datasync();
  }

  private async open(): Promise<readonly Fact[]> {
    if (this.path === undefined) return [];
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- a path of the configuration
    this.file = await open(this.path, 'a+');
    const text = await this.file.readFile('utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    // A line without its end was cut off by a crash before anybody was told that it holds.
    if (whole.length < text.length) await this.file.truncate(Buffer.byteLength(whole));
    return whole.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Fact);
  }
}
