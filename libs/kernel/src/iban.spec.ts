import { ibanOf, isIban } from './iban.js';

describe('an IBAN', () => {
  it('gets the check digits of the standard', () => {
    expect(ibanOf('DE', '37040044', '0532013000')).toBe('DE89370400440532013000');
  });

  it.each(['DE89370400440532013000', 'GB29NWBK60161331926819', 'NO9386011117947'])('%s is one', (text) => {
    expect(isIban(text)).toBe(true);
  });

  it.each(['DE88370400440532013000', 'DE8937040044053201300', 'de89370400440532013000', '', 'DE89 3704 0044'])(
    '%p is none',
    (text) => {
      expect(isIban(text)).toBe(false);
    },
  );
});
