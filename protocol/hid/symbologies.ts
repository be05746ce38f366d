// Kinds of bar code by their AIM identifier, as ISO/IEC 15424 lists them.

/** The letter after the ']' of the identifier. */
export const SYMBOLOGIES = {
  A: 'code-39',
  C: 'code-128',
  E: 'ean-upc',
  F: 'codabar',
  G: 'code-93',
  I: 'interleaved-2-of-5',
  L: 'pdf417',
  Q: 'qr',
  d: 'data-matrix',
  e: 'gs1-databar',
  z: 'aztec',
} as const;

export type Symbology = (typeof SYMBOLOGIES)[keyof typeof SYMBOLOGIES] | 'other';

const isKnown = (letter: string): letter is keyof typeof SYMBOLOGIES => Object.hasOwn(SYMBOLOGIES, letter);

export const symbologyOf = (letter: string): Symbology => (isKnown(letter) ? SYMBOLOGIES[letter] : 'other');
