import { isIban } from '@florin/kernel';

/** What another bank orders: to pay one of this bank's, or of whoever this bank reaches. */
export interface Order {
  readonly amount: string;
  readonly currency: string;
  readonly creditor: { readonly iban: string; readonly name: string };
  readonly description: string | null;
}

export type Status = 'accepted' | 'settled' | 'returned';

/** A payment that this bank was asked for. Its id is the asking bank's. */
export interface Payment extends Order {
  readonly id: string;
  readonly status: Status;
  /** How this bank calls it. */
  readonly reference: string;
  /** Why it came back, an ISO 20022 code. */
  readonly reasonCode: string | null;
  readonly acceptedAt: string;
  readonly settledAt: string | null;
  readonly returnedAt: string | null;
}

/** Money that this bank has sent to the other one. */
export interface Sent {
  readonly id: string;
  readonly amount: string;
  readonly currency: string;
  readonly iban: string;
  readonly debtor: { readonly iban: string; readonly name: string };
  readonly description: string | null;
  readonly sentAt: string;
}

/** What happens to payments; the journal keeps these facts, and reading them again gives the same payments. */
export type PaymentFact =
  | {
      readonly kind: 'payment-accepted';
      readonly id: string;
      readonly order: Order;
      readonly reference: string;
      readonly at: string;
    }
  | { readonly kind: 'payment-settled'; readonly id: string; readonly at: string }
  | { readonly kind: 'payment-returned'; readonly id: string; readonly reason: string; readonly at: string }
  | { readonly kind: 'payment-sent'; readonly sent: Sent };

/** The payments, each by its id. */
export class Ledger {
  readonly payments = new Map<string, Payment>();
  readonly sent = new Map<string, Sent>();

  /** Takes one fact in. */
  learn(fact: PaymentFact): void {
    switch (fact.kind) {
      case 'payment-accepted': {
        const { id, order, reference, at } = fact;
        const open = { status: 'accepted', reasonCode: null, settledAt: null, returnedAt: null } as const;
        this.payments.set(id, { id, ...order, reference, acceptedAt: at, ...open });
        break;
      }
      case 'payment-settled':
        this.change(fact.id, { status: 'settled', settledAt: fact.at });
        break;
      case 'payment-returned':
        this.change(fact.id, { status: 'returned', reasonCode: fact.reason, returnedAt: fact.at });
        break;
      case 'payment-sent':
        this.sent.set(fact.sent.id, fact.sent);
        break;
    }
  }

  private change(id: string, change: Partial<Payment>): void {
    const payment = this.payments.get(id);
    if (payment) this.payments.set(id, { ...payment, ...change });
  }
}

/** Whether two orders under one id are one. */
export function isSameOrder(one: Order, other: Order): boolean {
  const told = ({ amount, currency, creditor, description }: Order): string =>
    JSON.stringify([amount, currency, creditor.iban, creditor.name, description]);
  return told(one) === told(other);
}

/** How a payment is to go on: it settles, comes back instead, comes back after it settled, or is not taken at all. */
export type Fate =
  | { readonly goes: 'settle' }
  | { readonly goes: 'return' | 'late-return' | 'reject'; readonly reason: string };

const ORDERED = /\b(return|late-return|reject) ([A-Z]{2}[0-9]{2})\b/;

/** Whoever pays says in the description how it is to end: `return AC04`, `late-return AC06`, `reject AC01`. */
export function fateOf({ creditor, description }: Order): Fate {
  if (!isIban(creditor.iban)) return { goes: 'reject', reason: 'AC01' };
  const [, goes, reason] = ORDERED.exec(description ?? '') ?? [];
  return goes && reason ? { goes: goes as 'return', reason } : { goes: 'settle' };
}

/** What is next for a payment; nothing when it is over. */
export function nextOf(payment: Payment): 'settle' | 'return' | undefined {
  const { goes } = fateOf(payment);
  if (payment.status === 'accepted') return goes === 'return' ? 'return' : 'settle';
  return payment.status === 'settled' && goes === 'late-return' ? 'return' : undefined;
}
