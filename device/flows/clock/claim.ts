// Who somebody says they are, by a card or a number: that it is true a finger or the face has yet to show.
import type { ClaimBy, ClaimWay, ClockMethod, OutcomeCode } from '../../../protocol/index.ts';
import type { CardKind } from '../../store/index.ts';

export interface Claim {
  readonly by: ClaimBy;
  /** Null where a number was typed. */
  readonly card: CardKind | null;
  /** Pseudonym of the person. */
  readonly subject: string;
  /** The photo in the chip, as long as the card lies in the reader; only of a Thai ID card whose photo was linked with it. */
  readonly photo?: ReadPhoto;
}

/** A JPEG, which the caller zeroes. @throws KioskError of the reader; the signal's reason */
export type ReadPhoto = (
  signal: AbortSignal,
) => Promise<
  { readonly kind: 'photo'; readonly jpeg: Uint8Array } | { readonly kind: 'retry'; readonly reason: OutcomeCode }
>;

export const methodOf = (claim: Pick<Claim, 'by'> | undefined, way: ClaimWay): ClockMethod =>
  claim ? `${claim.by}-${way}` : 'finger';
