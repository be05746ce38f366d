// What a PIV card's status words mean for whoever wants its signature: NIST SP 800-73-4, part 2, 3.2.1 and 3.2.4.
import { OK_STATUS } from '../apdu/index.ts';

export type PinStanding =
  | { readonly kind: 'right' }
  | { readonly kind: 'tries'; readonly left: number }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'refused'; readonly status: number };

/** 63 CX: X more tries. A card that has none says 6983, or C0. */
export function pinStandingOf(status: number): PinStanding {
  if (status === OK_STATUS) return { kind: 'right' };
  const left = status & 0x0f;
  if (status === 0x6983 || status === 0x63c0) return { kind: 'blocked' };
  return status >> 4 === 0x63c ? { kind: 'tries', left } : { kind: 'refused', status };
}

/** There is no such key, or it is none of P-256: 6A80 and 6A86 of some cards, 6A88 of others. */
export const meansNoKey = (status: number): boolean => [0x6a80, 0x6a86, 0x6a88].includes(status);
