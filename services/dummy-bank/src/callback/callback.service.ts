import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { log } from '@florin/platform/telemetry';
import { FaultService } from '../fault/fault.service.js';
import { JournalRepository } from '../journal/journal.repository.js';
import { dueOf, signatureOf, type Callback, type CallbackFact } from './callback.js';

const ANSWER_MS = 5_000;
const AGAIN_MS = 500;
const AGAIN_MS_MOST = 30_000;

type Due = Extract<CallbackFact, { kind: 'callback-due' }>;

/** Where callbacks go, and what they are signed with. */
export interface CallbackTarget {
  readonly url: string | undefined;
  readonly secret: string | undefined;
}

/** Calls the other bank back, again and again until it has heard: over a restart too. */
@Injectable()
export class CallbackService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers = new Set<NodeJS.Timeout>();
  private closing = false;

  constructor(
    private readonly target: CallbackTarget,
    private readonly journal: JournalRepository,
    private readonly faults: FaultService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const callback of dueOf(await this.journal.remembered()).values()) this.later(callback, 0, 1);
  }

  onApplicationShutdown(): void {
    this.closing = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** What must be told, to be written down with what it tells; nothing when nobody is called back. */
  due(type: 'settled' | 'returned' | 'received', about: object, at: string): Due[] {
    if (this.target.url === undefined) return [];
    const id = randomUUID();
    return [{ kind: 'callback-due', callback: { id, body: JSON.stringify({ id, type, at, ...about }) } }];
  }

  /** Begins to tell what was written down. */
  tell(due: readonly Due[]): void {
    const { callbackDelayMs, callbackCopies } = this.faults.current();
    for (const { callback } of due)
      for (let copy = 0; copy < callbackCopies; copy++) this.later(callback, callbackDelayMs, 1);
  }

  private later(callback: Callback, afterMs: number, tries: number): void {
    if (this.closing) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.call(callback, tries);
    }, afterMs);
    this.timers.add(timer.unref());
  }

  private async call(callback: Callback, tries: number): Promise<void> {
    try {
      await this.post(callback);
      await this.journal.append({ kind: 'callback-heard', id: callback.id });
    } catch (error) {
      if (tries === 1) log.warn({ err: error, id: callback.id }, 'the other bank did not hear a callback');
      this.later(callback, Math.min(AGAIN_MS_MOST, AGAIN_MS * 2 ** (tries - 1)), tries + 1);
    }
  }

  private async post({ body }: Callback): Promise<void> {
    const { away, callbacksLost } = this.faults.current();
    const { url, secret } = this.target;
    if (away || callbacksLost) throw new Error('nobody is called back now, as it was ordered');
    if (url === undefined || secret === undefined) throw new Error('nobody has said where to call back');
    const timestamp = new Date().toISOString();
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-bank-timestamp': timestamp,
        'x-bank-signature': signatureOf(secret, timestamp, body),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the other bank answered ${answer.status}`);
  }
}
