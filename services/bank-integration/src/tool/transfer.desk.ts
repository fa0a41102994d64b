import { Injectable } from '@nestjs/common';
import { assert } from '@florin/kernel';
import {
  expiresAt, mustNameOnePayee, payeeOf, type AskedTransfer, type Confirmation,
} from '../confirmation/confirmation.js';
import { ConfirmationService } from '../confirmation/confirmation.service.js';
import type { Desk, Done, Errand } from './desk.js';
import { HouseClient } from './house.client.js';

interface Given extends Omit<AskedTransfer, 'currency'> {
  readonly currency?: string;
  readonly idempotency_key: string;
  readonly confirmation_id?: string;
}

/** Where a customer finds the page of a confirmation. */
export class ConfirmationPages {
  constructor(private readonly publicUrl: string) {}

  addressOf(id: string): string {
    return `${this.publicUrl}/confirmations/${id}`;
  }
}

/** The tool that moves money: never without the customer's word, and once for each word. */
@Injectable()
export class TransferDesk implements Desk {
  readonly deeds: Desk['deeds'] = { bank_transfer: (errand) => this.transfer(errand) };

  constructor(
    private readonly houses: HouseClient,
    private readonly confirmations: ConfirmationService,
    private readonly pages: ConfirmationPages,
  ) {}

  private async transfer({ asker, right, given }: Errand): Promise<Done> {
    const { idempotency_key: key, confirmation_id: namedId, ...wish } = given as unknown as Given;
    mustNameOnePayee(wish);
    const asked = { ...wish, currency: wish.currency ?? (await this.currencyOf(asker, right, wish.from_account_id)) };
    const { confirmation, verdict } = await this.confirmations.ask(asker, asked, key, namedId);
    if (verdict === 'wait') return this.wordWanted(confirmation);
    // The transfer's own key is the confirmation: however often this is called, there is one transfer for one word.
    const call = { house: 'transaction', method: 'POST', path: '/transfers' } as const;
    const idempotencyKey = `confirmation-${confirmation.id}`;
    return this.houses.ask(asker, { ...call, body: asked, idempotencyKey, scopes: right.scopes });
  }

  private async currencyOf(asker: Errand['asker'], right: Errand['right'], accountId: string): Promise<string> {
    const call = { house: 'account', method: 'GET', path: `/accounts/${accountId}` } as const;
    const { currency } = await this.houses.ask(asker, { ...call, scopes: right.scopes });
    assert(typeof currency === 'string', 'an account has a currency');
    return currency;
  }

  private wordWanted(confirmation: Confirmation): Done {
    const { id, level, asked } = confirmation;
    const onPage = level === 'page';
    return {
      status: 'confirmation_required',
      confirmation_id: id,
      confirm: onPage ? 'bank_page' : 'ask_customer',
      confirmation_url: onPage ? this.pages.addressOf(id) : null,
      amount: asked.amount,
      currency: asked.currency,
      payee: payeeOf(asked),
      from_account_id: asked.from_account_id,
      expires_at: expiresAt(confirmation).toISOString(),
      message: onPage
        ? 'The customer confirms this on the page of the bank. Then call again with the confirmation_id.'
        : 'Show amount and payee to the customer. If they agree, call again with the confirmation_id.',
    };
  }
}
