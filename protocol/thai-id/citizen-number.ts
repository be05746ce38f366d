// The 13-digit number of a Thai citizen: its check digit, how it is printed, and how it is shown to others.

declare const checked: unique symbol;

/** Thirteen digits whose last one is right. */
export type CitizenNumber = string & { readonly [checked]: true };

/** What a chip says: a number whose check digit is wrong is a sign of fraud (D-042), not a slip of the finger. */
export type ChipNumber =
  | { readonly kind: 'valid'; readonly number: CitizenNumber }
  | { readonly kind: 'wrong-check-digit'; readonly digits: string };

const PARTS = /^(\d)(\d{4})(\d{5})(\d{2})(\d)$/;

/** Of the first twelve digits. */
export function checkDigitOf(digits: string): number {
  const sum = Array.from(digits.slice(0, 12)).reduce((sum, digit, index) => sum + Number(digit) * (13 - index), 0);
  return (11 - (sum % 11)) % 10;
}

export const isCitizenNumber = (text: string): text is CitizenNumber =>
  PARTS.test(text) && checkDigitOf(text) === Number(text[12]);

/** As it is printed: 1-2345-67890-12-1. */
export const formatCitizenNumber = (number: CitizenNumber): string => number.replace(PARTS, '$1-$2-$3-$4-$5');

/** For a screen that others can see: the last three digits, enough for its bearer to know it. */
export const maskCitizenNumber = (number: CitizenNumber): string => number.replace(PARTS, 'X-XXXX-XXXXX-$4-$5');
