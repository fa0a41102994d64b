export { Allow, Sensitive, type Rule } from './allow.js';
export { refusalOf } from './access.guard.js';
export { Authenticator } from './authenticator.js';
export { CallerOf, type AccessClaims, type Caller } from './caller.js';
export { DenyList } from './deny-list.js';
export type { DenialKind } from './denials.js';
export { PublishedKeys, type KeySource } from './key-source.js';
export { authProviders } from './providers.js';
export { cookieName, cookieOf, isForeign, tokenOf, type CookieName } from './token-of.js';
