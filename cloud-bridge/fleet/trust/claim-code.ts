// A claim code: what a person carries from the fleet to a new terminal, once. Only its hash is kept.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Crockford's base32: no letter of it is taken for another one, or for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 125 bits: nobody finds it by trying, so its hash needs no salt and no slowness. */
const SYMBOLS = 25;
const GROUP = 5;
const CODE = new RegExp(`^[${ALPHABET}]{${SYMBOLS}}$`);

/** As it is shown: five groups of five, joined by hyphens. */
export function newClaimCode(random: (bytes: number) => Uint8Array = randomBytes): string {
  const symbols = Array.from(random(SYMBOLS), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return (symbols.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
}

/** As it is reckoned with, whatever a person made of hyphens, case and look-alikes; undefined for what is no code. */
export function readClaimCode(text: string): string | undefined {
  const symbols = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return CODE.test(symbols) ? symbols : undefined;
}

/** @param code as `readClaimCode` gives it */
export const hashOfCode = (code: string): string => createHash('sha256').update(code).digest('hex');

/** In a time that does not tell how much of it is right. */
export const isCodeOf = (hash: string, code: string): boolean =>
  timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(hashOfCode(code), 'hex'));
