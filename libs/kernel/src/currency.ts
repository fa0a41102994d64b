import { assert } from './assert.js';

/**
 * ISO 4217 codes in use, each with its exponent: the number of decimals of the major unit.
 * Kept by hand because `Intl` gives display digits (HUF 0), which are not the standard's (HUF 2).
 */
const exponents: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
      CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
      KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK
      NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
      TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** ISO 4217 code → exponent. */
export const currencies: ReadonlyMap<string, number> = new Map(
  Object.entries(exponents).flatMap(([exponent, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(exponent)]),
  ),
);

/** Whether the text is a currency code that Florin knows. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** Decimals of a currency's major unit. The code must be known: check it at the door. */
export function exponentOf(currency: string): number {
  const exponent = currencies.get(currency);
  assert(exponent !== undefined, `${currency} is a known currency`);
  return exponent;
}
