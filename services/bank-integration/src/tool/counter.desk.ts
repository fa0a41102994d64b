import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { BranchService } from '../branch/branch.service.js';
import { quoteView } from '../loan/loan.dto.js';
import { LoanService } from '../loan/loan.service.js';
import type { OfferType } from '../offer/offer.js';
import { OfferService } from '../offer/offer.service.js';
import type { RequestKind, RequestStatus } from '../service-request/service-request.js';
import { serviceRequestView } from '../service-request/service-request.dto.js';
import { ServiceRequestService } from '../service-request/service-request.service.js';
import type { Desk, Done, Errand } from './desk.js';

interface RequestErrand {
  readonly action: 'open' | 'list' | 'show' | 'annotate' | 'close';
  readonly request_id?: string;
  readonly kind?: RequestKind;
  readonly subject?: string;
  readonly description?: string;
  readonly text?: string;
  readonly status?: RequestStatus;
  readonly idempotency_key?: string;
}

const LISTED_MOST = 50;

/** The tools that this service answers itself: products, branches, service requests, and who goes on. */
@Injectable()
export class CounterDesk implements Desk {
  readonly deeds: Desk['deeds'] = {
    calculate_monthly_payment: async ({ given }) => this.quote(given as never),
    get_branch_location: async ({ given }) => ({ branches: this.branches.find(given['state'] as string | undefined) }),
    get_offer_information: async ({ given }) => ({
      offers: this.offers.find({ q: given['q'] as string, accountType: given['account_type'] as OfferType }),
    }),
    service_request: (errand) => this.serviceRequest(errand),
    transfer_to_customer_support_agent: async () => handOver('customer_support'),
    transfer_to_sales_agent: async () => handOver('sales'),
    transfer_to_transactions_agent: async () => handOver('transactions'),
  };

  constructor(
    private readonly loans: LoanService,
    private readonly branches: BranchService,
    private readonly offers: OfferService,
    private readonly requests: ServiceRequestService,
  ) {}

  private quote({ amount, years, currency = 'USD' }: { amount: string; years: number; currency?: string }): Done {
    return { ...quoteView(this.loans.quote({ amount, years, currency })) };
  }

  private async serviceRequest({ asker, given }: Errand): Promise<Done> {
    const errand = given as unknown as RequestErrand;
    const { idempotency_key: key } = errand;
    switch (errand.action) {
      case 'open': {
        if (!asker.roles.includes('customer')) throw new DomainError('forbidden');
        const { kind, subject, description = null } = needed(errand, 'kind', 'subject');
        const { request } = await this.requests.open(asker, { kind, subject, description }, key);
        return { ...serviceRequestView(request) };
      }
      case 'list': {
        const { status, kind } = errand;
        const found = await this.requests.list(asker, { status, kind }, LISTED_MOST);
        return { items: found.slice(0, LISTED_MOST).map(serviceRequestView) };
      }
      case 'show':
        return { ...serviceRequestView(await this.requests.show(asker, needed(errand, 'request_id').request_id)) };
      case 'annotate': {
        const { request_id: id, text } = needed(errand, 'request_id', 'text');
        return { ...serviceRequestView((await this.requests.annotate(asker, id, text, key)).request) };
      }
      case 'close': {
        const { request_id: id, text = null } = needed(errand, 'request_id');
        return { ...serviceRequestView(await this.requests.close(asker, id, text)) };
      }
    }
  }
}

/** Which fields an action needs the schema does not say. Fails with: validation_failed. */
function needed<K extends keyof RequestErrand>(
  errand: RequestErrand,
  ...names: K[]
): RequestErrand & Required<Pick<RequestErrand, K>> {
  const errors = names
    .filter((name) => errand[name] === undefined)
    .map((field) => ({ field, message: `is needed to ${errand.action}` }));
  if (errors.length > 0) throw new DomainError('validation_failed', undefined, { errors });
  return errand as RequestErrand & Required<Pick<RequestErrand, K>>;
}

const handOver = (agent: string): Done => ({ next_agent: agent, message: `The ${agent} agent goes on.` });
