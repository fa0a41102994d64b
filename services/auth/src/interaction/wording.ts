import type { Scope } from '@florin/contracts';
import type { identityScopes } from '../oauth/oauth.js';

/** What a person is asked to allow, in words of the person's own. */
const words: Record<Scope | (typeof identityScopes)[number], string> = {
  openid: 'Know that it is you',
  profile: 'See your name and username',
  email: 'See your e-mail address',
  offline_access: 'Keep access while you are away, until you take it back',
  'profile:read': 'See your profile at the bank',
  'profile:write': 'Change your profile at the bank',
  'accounts:read': 'See your accounts, balances and transactions',
  'accounts:write': 'Open, rename and close accounts, and manage cards',
  'transfers:read': 'See your transfers and limits',
  'transfers:write': 'Move money from your accounts',
  'bank:read': 'See your portfolio at other banks',
  'bank:write': 'Link your portfolio at other banks',
  'requests:read': 'See your requests to the bank',
  'requests:write': 'Make requests to the bank in your name',
  'office:read': 'See customers and their accounts, as your office lets you',
  'office:write': 'Act for customers, as your office lets you',
  'audit:read': 'Read the audit trail',
  'admin:write': 'Manage people and settings of the bank',
};

export function wordingOf(scope: string): string {
  return Object.hasOwn(words, scope) ? words[scope as keyof typeof words] : scope;
}
