/** Remainder of a number of any length by 97, digit by digit (ISO 7064). */
function mod97(digits: string): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
}

/** Letters become two digits, A = 10 … Z = 35 (ISO 13616). */
function asDigits(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
}

/** The IBAN of an account of ours: country, check digits, bank code, account number. */
export function ibanOf(country: string, bankCode: string, accountNumber: string): string {
  const bban = bankCode + accountNumber;
  const check = 98 - mod97(asDigits(`${bban}${country}00`));
  return country + String(check).padStart(2, '0') + bban;
}

/** Whether a text without spaces has an IBAN's form and its check digits hold. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  return mod97(asDigits(text.slice(4) + text.slice(0, 4))) === 1;
}
