import { readFile } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Offer } from './offer.js';

const DATA = new URL('../../data/offers.json', import.meta.url);

/** What the bank offers, from its data file. */
@Injectable()
export class OfferRepository implements OnModuleInit {
  private held: readonly Offer[] = [];

  async onModuleInit(): Promise<void> {
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- a file of the source
    this.held = (JSON.parse(await readFile(DATA, 'utf8')) as { offers: Offer[] }).offers;
  }

  all(): readonly Offer[] {
    return this.held;
  }
}
