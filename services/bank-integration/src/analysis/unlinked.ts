import { DomainError } from '@florin/kernel';
import type { PortfolioSource } from './portfolio-source.js';

/** Nobody has anything at another bank. */
export const unlinked: PortfolioSource = {
  of: () => Promise.reject(new DomainError('not_linked')),
};
