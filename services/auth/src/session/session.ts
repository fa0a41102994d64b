import { createHash } from 'node:crypto';
import { scopesOf } from '@florin/contracts';
import type { User } from '../user/user.js';
import type { Device } from './device.js';

const DAY_S = 24 * 60 * 60;

export const ACCESS_TOKEN_S = 300;
export const REFRESH_TOKEN_S = 30 * DAY_S;
/** The longest life of a family, however often it is refreshed. */
export const SESSION_S = 90 * DAY_S;
/** A denial outlives every access token of the session, with room for clocks that differ. */
export const DENIAL_S = ACCESS_TOKEN_S + 60;

export type EndReason =
  | 'logout'
  | 'logout_all'
  | 'refresh_reused'
  | 'password_changed'
  | 'password_reset'
  | 'email_changed'
  | 'ended_by_user'
  | 'consent_ended'
  | 'ended_by_admin'
  | 'user_disabled'
  | 'tenant_disabled';

/** Whether the person ended it; an admin's deed has a record of its own, and the rest is the bank's. */
export function isOwnDoing(reason: EndReason): boolean {
  return reason !== 'refresh_reused' && !reason.endsWith('_disabled') && reason !== 'ended_by_admin';
}

/** Whether the person's browsers are to be asked for the password again; else it is about that one session alone. */
export function signsOut(reason: EndReason): boolean {
  return reason !== 'refresh_reused' && reason !== 'ended_by_user' && reason !== 'consent_ended';
}

/** How a person proved to be who they are, and where from. */
export interface Login {
  readonly device: Device;
  readonly amr: readonly string[];
  /** The hash that the password was compared with: when it is another by now, the login came too late. */
  readonly passwordHash?: string | undefined;
}

/** One login of one person. */
export interface Session {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  /** How the person proved to be who they are (RFC 8176): `pwd`, later `otp` beside it. */
  readonly amr: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What a login is worth: a short token for every request, a long one for the next pair. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly sessionId: string;
  readonly expiresInS: number;
}

/** A refresh token as it is kept: the token itself is known to its bearer alone. */
export interface KeptToken {
  readonly sessionId: string;
  readonly expiresAt: Date;
  readonly consumedAt: Date | null;
  readonly successorSealed: Buffer | null;
  readonly device: Buffer | null;
}

/** A session as its owner sees it in the list. */
export interface OwnSession extends Pick<Session, 'id' | 'createdAt'> {
  readonly lastUsedAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** What a refresh token that could not be consumed means. A second use is a theft until proven otherwise. */
export function refusalOf(token: KeptToken | undefined): 'refresh_token_invalid' | 'refresh_token_reused' {
  return token?.consumedAt ? 'refresh_token_reused' : 'refresh_token_invalid';
}

/** When the next refresh token of a session dies: after its own life, but never after the session. */
export function refreshExpiry(session: Pick<Session, 'expiresAt'>, now: Date): Date {
  return new Date(Math.min(now.getTime() + REFRESH_TOKEN_S * 1000, session.expiresAt.getTime()));
}

export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Authentication context class: one factor or two. */
export function acrOf(amr: readonly string[]): string {
  return amr.length > 1 ? 'urn:florin:acr:2' : 'urn:florin:acr:1';
}

/** What an access token says (RFC 9068). The rights are those of the roles now, not of the roles at login. */
export function claimsOf(o: {
  user: User;
  session: Session;
  issuer: string;
  tokenId: string;
  /** The digest of the session's CSRF token; without it the token is no good as a cookie. */
  csrf?: string;
  now: Date;
}): Record<string, unknown> {
  const { user, session, issuer } = o;
  const iat = Math.floor(o.now.getTime() / 1000);
  return {
    iss: issuer,
    sub: user.id,
    aud: `${issuer}/api`,
    client_id: 'florin',
    scope: scopesOf(user.roles).join(' '),
    tenant_id: user.tenantId,
    roles: [...user.roles],
    sid: session.id,
    jti: o.tokenId,
    iat,
    exp: iat + ACCESS_TOKEN_S,
    acr: acrOf(session.amr),
    amr: [...session.amr],
    auth_time: Math.floor(session.createdAt.getTime() / 1000),
    gen: user.gen,
    ...(o.csrf === undefined ? {} : { csrf: o.csrf }),
    ...(user.username === null ? {} : { preferred_username: user.username }),
  };
}
