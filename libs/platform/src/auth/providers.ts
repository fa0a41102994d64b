import type { Provider, Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { assert } from '@florin/kernel';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { DenyList } from './deny-list.js';
import { PublishedKeys, type KeySource } from './key-source.js';
import { AUTH_OPTIONS, KEY_SOURCE, type AuthOptions } from './options.js';

function keysFrom(jwksUrl: string | undefined, keys: KeySource | Type<KeySource> | undefined): Provider {
  if (typeof keys === 'function') return { provide: KEY_SOURCE, useExisting: keys };
  if (keys) return { provide: KEY_SOURCE, useValue: keys };
  assert(jwksUrl, 'a service without keys of its own knows where they are published');
  return { provide: KEY_SOURCE, useValue: new PublishedKeys(jwksUrl) };
}

/**
 * The guard of a service and what it stands on. Keys come from JWKS_URL, or from `keys`: an object, or the class of
 * another provider of the module. Nothing is connected before the app is initialised.
 */
export function authProviders(
  config: { readonly JWKS_URL?: string; readonly PUBLIC_URL: string; readonly REDIS_URL: string },
  keys?: KeySource | Type<KeySource>,
): Provider[] {
  const options: AuthOptions = { publicUrl: config.PUBLIC_URL, redisUrl: config.REDIS_URL };
  return [
    { provide: AUTH_OPTIONS, useValue: options },
    keysFrom(config.JWKS_URL, keys),
    Authenticator,
    DenyList,
    AccessGuard,
    { provide: APP_GUARD, useExisting: AccessGuard },
  ];
}
