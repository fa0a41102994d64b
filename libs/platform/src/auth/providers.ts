import type { Provider, Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { assert } from '@florin/kernel';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { DenyList } from './deny-list.js';
import { IdentityLimit } from './identity-limit.js';
import { PublishedKeys, type KeySource } from './key-source.js';
import { AUTH_OPTIONS, KEY_SOURCE, type AuthOptions } from './options.js';

function keysFrom(jwksUrl: string | undefined, keys: KeySource | Type<KeySource> | undefined): Provider {
  if (typeof keys === 'function') return { provide: KEY_SOURCE, useExisting: keys };
  if (keys) return { provide: KEY_SOURCE, useValue: keys };
  assert(jwksUrl, 'a service without keys of its own knows where they are published');
  return { provide: KEY_SOURCE, useValue: new PublishedKeys(jwksUrl) };
}

/** What of a service's configuration its guard reads. */
export interface AuthConfig {
  readonly JWKS_URL?: string;
  readonly PUBLIC_URL: string;
  readonly REDIS_URL: string;
  readonly CORS_ORIGINS: readonly string[];
  readonly USER_WRITES_PER_MIN: number;
  readonly USER_READS_PER_MIN: number;
}

/**
 * The guard of a service and what it stands on. Keys come from JWKS_URL, or from `keys`: an object, or the class of
 * another provider of the module. Nothing is connected before the app is initialised.
 */
export function authProviders(config: AuthConfig, keys?: KeySource | Type<KeySource>): Provider[] {
  const options: AuthOptions = {
    publicUrl: config.PUBLIC_URL,
    redisUrl: config.REDIS_URL,
    origins: config.CORS_ORIGINS,
    writesPerMinute: config.USER_WRITES_PER_MIN,
    readsPerMinute: config.USER_READS_PER_MIN,
  };
  return [
    { provide: AUTH_OPTIONS, useValue: options },
    keysFrom(config.JWKS_URL, keys),
    Authenticator,
    DenyList,
    IdentityLimit,
    AccessGuard,
    { provide: APP_GUARD, useExisting: AccessGuard },
  ];
}
