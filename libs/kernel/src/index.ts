export { assert, BrokenPromise, unreachable } from './assert.js';
export { currencies, exponentOf, isCurrency } from './currency.js';
export { DomainError, invalid, type ErrorTable } from './error.js';
export { ibanOf, isIban } from './iban.js';
export { formatAmount, parseAmount, type Money } from './money.js';
