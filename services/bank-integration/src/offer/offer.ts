export const offerTypes = ['checking', 'savings'] as const;
export type OfferType = (typeof offerTypes)[number];

/** A product that the bank offers, and who may have it. */
export interface Offer {
  readonly id: string;
  readonly title: string;
  readonly account_type: OfferType;
  readonly summary: string;
  readonly eligibility: readonly string[];
  readonly annual_rate_percent: string;
  readonly minimum_opening_usd: string;
}

export interface OfferSearch {
  readonly q?: string;
  readonly accountType?: OfferType;
}

/** The offers of a type that have every word of the question somewhere. */
export function offersLike(offers: readonly Offer[], { q = '', accountType }: OfferSearch): readonly Offer[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return offers.filter((offer) => {
    const text = [offer.title, offer.account_type, offer.summary, ...offer.eligibility].join(' ').toLowerCase();
    return (!accountType || offer.account_type === accountType) && words.every((word) => text.includes(word));
  });
}
