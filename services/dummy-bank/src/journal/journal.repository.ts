import { open, type FileHandle } from 'node:fs/promises';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { CustomerFact } from '../customer/customer.js';

export type Fact = CustomerFact;

/**
 * The bank's memory: facts in the order they happened, one JSON line each, on disk before they count.
 * Without a file the bank forgets at its end what it learned.
 */
@Injectable()
export class JournalRepository implements OnModuleInit, OnApplicationShutdown {
  private file: FileHandle | undefined;
  private facts: Fact[] = [];

  constructor(private readonly path: string | undefined) {}

  async onModuleInit(): Promise<void> {
    if (this.path === undefined) return;
    this.file = await open(this.path, 'a+');
    const text = await this.file.readFile('utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    // A line without its end was cut off by a crash before anybody was told that it holds.
    if (whole.length < text.length) await this.file.truncate(Buffer.byteLength(whole));
    this.facts = whole.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Fact);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.file?.close();
  }

  /** What the bank knew when it started. */
  remembered(): readonly Fact[] {
    return this.facts;
  }

  async append(fact: Fact): Promise<void> {
    await this.file?.appendFile(`${JSON.stringify(fact)}\n`);
    await this.file?.datasync();
  }
}
