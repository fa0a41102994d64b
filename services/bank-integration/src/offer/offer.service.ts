import { Injectable } from '@nestjs/common';
import { offersLike, type Offer, type OfferSearch } from './offer.js';
import { OfferRepository } from './offer.repository.js';

/** Finds what the bank offers. */
@Injectable()
export class OfferService {
  constructor(private readonly offers: OfferRepository) {}

  find(search: OfferSearch): readonly Offer[] {
    return offersLike(this.offers.all(), search);
  }
}
