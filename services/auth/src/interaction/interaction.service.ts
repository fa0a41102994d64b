import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { errors } from 'oidc-provider';
import { assert, DomainError } from '@florin/kernel';
import { Database, inTransaction } from '@florin/platform/database';
import { addToOutbox, Relay } from '@florin/platform/messaging';
import { ClientService } from '../client/client.service.js';
import { CONFIG, type Config } from '../config.js';
import { ConsentService } from '../consent/consent.service.js';
import type { Proven } from '../login/login.js';
import { LoginService } from '../login/login.service.js';
import { grantable } from '../oauth/oauth.js';
import { OauthService } from '../oauth/oauth.service.js';
import type { Device } from '../session/device.js';
import { acrOf } from '../session/session.js';
import { SessionService } from '../session/session.service.js';
import { SecondFactorService } from '../totp/second-factor.service.js';
import { UserRepository } from '../user/user.repository.js';
import { askedOf, codesOf, type Missing, type Said } from './interaction.js';
import { codePage, consentPage, errorPage, loginPage, type Asker, type Page } from './page.js';

/** The browser's request and the answer to it, for the cookies that say which interaction is meant. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Details {
  readonly uid: string;
  readonly prompt: { readonly name: string; readonly details: Record<string, never> };
  readonly params: { readonly client_id?: string; readonly redirect_uri?: string; readonly login_hint?: string };
  readonly session?: { readonly accountId: string; readonly uid?: string; readonly amr?: string[] };
  readonly grantId?: string;
}

const WRONG = 'The login or the password is wrong.';

/** The pages between a client's request and its answer: who are you, and what may it do. */
@Injectable()
export class InteractionService {
  constructor(
    private readonly oauth: OauthService,
    private readonly clients: ClientService,
    private readonly consents: ConsentService,
    private readonly logins: LoginService,
    private readonly factors: SecondFactorService,
    private readonly sessions: SessionService,
    private readonly users: UserRepository,
    private readonly database: Database,
    private readonly relay: Relay,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The page that an interaction is at. */
  show(visit: Visit): Promise<Page> {
    return this.orGone(async () => {
      const details = await this.details(visit);
      const action = actionOf(details);
      const asker = await this.askerOf(details);
      if (details.prompt.name === 'login') {
        return loginPage({ action, asker, login: details.params.login_hint?.slice(0, 254) ?? '' });
      }
      const { scopes, resources } = askedOf(details.prompt.details);
      const user = await this.userOf(details);
      return consentPage({ action, asker, scopes: grantable(scopes, user.roles), resources });
    });
  }

  /** The way on for somebody who has proved to be who they are; else a page that asks again. */
  prove(visit: Visit, said: Said, device: Device): Promise<Page | string> {
    return this.orGone(async () => {
      const details = await this.details(visit);
      const action = actionOf(details);
      const asker = await this.askerOf(details);
      try {
        return await this.signIn(visit, await this.proven(details, said, device), device);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        const mfaToken = error.code === 'totp_required' ? String(error.extra?.['mfa_token']) : undefined;
        if (mfaToken !== undefined) return codePage({ action, asker, mfaToken });
        const fault = faultOf(error);
        if (said.step === 'code') return codePage({ action, asker, mfaToken: said.mfaToken, fault });
        return loginPage({ action, asker, login: said.login, fault });
      }
    });
  }

  /** The way back to the client, with a yes or a no. */
  decide(visit: Visit, allowed: boolean, device: Device): Promise<Page | string> {
    return this.orGone(async () => {
      const details = await this.details(visit);
      if (!allowed) return this.result(visit, { error: 'access_denied', error_description: 'the person said no' });
      if (details.prompt.name !== 'consent') return actionOf(details);
      return this.result(visit, { consent: { grantId: await this.grant(details, device) } });
    });
  }

  private async proven(details: Details, said: Said, device: Device): Promise<Proven> {
    if (said.step === 'code') {
      return { user: await this.factors.redeem(said.mfaToken, codesOf(said.code), device), amr: ['pwd', 'otp'] };
    }
    const client = await this.clients.find(details.params.client_id ?? '');
    const tenantId = client?.tenantId ?? this.config.DEFAULT_TENANT_ID;
    return this.logins.prove({ tenantId, login: said.login.trim(), password: said.password }, device);
  }

  /** The browser's sign-in is a session like any other: whatever ends it, ends the sign-in. */
  private async signIn(visit: Visit, { user, amr, passwordHash }: Proven, device: Device): Promise<string> {
    const now = new Date();
    const { session, rows } = await inTransaction(this.database.engine, async (tx) => {
      const opened = await this.sessions.open(tx, user, { device, amr, passwordHash }, now);
      await addToOutbox(tx, opened.rows);
      return opened;
    });
    this.relay.push(rows);
    const ts = Math.floor(now.getTime() / 1000);
    return this.result(visit, {
      login: { accountId: user.id, amr: [...amr], acr: acrOf(amr), ts, bankSession: session.id } as never,
    });
  }

  /** Writes down what is allowed: all that was asked and that the person can give; the rest is refused for good. */
  private async grant(details: Details, device: Device): Promise<string> {
    const { provider } = this.oauth;
    const user = await this.userOf(details);
    const clientId = String(details.params.client_id);
    const known = details.grantId === undefined ? undefined : await provider.Grant.find(details.grantId);
    const grant = known ?? new provider.Grant({ accountId: user.id, clientId });
    if (!known) {
      grant.jti = randomBytes(32).toString('base64url');
      const session = await provider.Session.findByUid(String(details.session?.uid));
      const signedInAt = new Date((session?.loginTs ?? 0) * 1000);
      const { name: clientName } = await this.askerOf(details);
      const { amr = ['pwd'] } = details.session ?? {};
      await this.consents.begin({ grantId: grant.jti, clientId, clientName, user, amr, signedInAt, ip: device.ip });
    }
    const { missingOIDCScope = [], missingResourceScopes = {} } = details.prompt.details as Missing;
    const given = grantable(missingOIDCScope, user.roles);
    grant.addOIDCScope(given.join(' '));
    grant.rejectOIDCScope(missingOIDCScope.filter((scope) => !given.includes(scope)).join(' '));
    for (const [resource, asked] of Object.entries(missingResourceScopes)) {
      const allowed = grantable(asked, user.roles);
      grant.addResourceScope(resource, allowed.join(' '));
      grant.rejectResourceScope(resource, asked.filter((scope) => !allowed.includes(scope)).join(' '));
    }
    return grant.save();
  }

  private async details({ request, response }: Visit): Promise<Details> {
    return (await this.oauth.provider.interactionDetails(request, response)) as unknown as Details;
  }

  private result({ request, response }: Visit, result: object): Promise<string> {
    return this.oauth.provider.interactionResult(request, response, result as never);
  }

  private async userOf(details: Details) {
    const id = details.session?.accountId;
    assert(id, 'consent is asked of a person who is signed in');
    const user = await inTransaction(this.database.engine, (tx) => this.users.find(tx, id));
    assert(user, 'consent is asked of a person who is signed in');
    return user;
  }

  private async askerOf({ params }: Details): Promise<Asker> {
    const client = await this.oauth.provider.Client.find(String(params.client_id));
    const redirectUri = String(params.redirect_uri ?? client?.redirectUris?.[0] ?? '');
    const host = URL.canParse(redirectUri) ? new URL(redirectUri).host || redirectUri : redirectUri;
    return { name: client?.clientName ?? String(params.client_id), host, redirectUri };
  }

  /** An interaction that is over, or of another browser, is a page too. */
  private async orGone<T>(work: () => Promise<T>): Promise<T | Page> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      const description = 'This page has expired. Go back to the program that sent you here, and start again.';
      return errorPage({ error: 'expired', description, status: 400 });
    }
  }
}

const actionOf = (details: Details): string => `/oauth/interaction/${details.uid}`;

function faultOf(error: DomainError): string {
  switch (error.code) {
    case 'invalid_credentials':
      return WRONG;
    case 'totp_invalid':
      return 'The code is wrong, was used before, or came too late.';
    case 'too_many_attempts':
      return 'Too many attempts. Wait a while.';
    default:
      throw error;
  }
}
