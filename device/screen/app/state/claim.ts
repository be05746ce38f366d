// Staff who are not known by a finger alone: a number that is being typed, or somebody who is to show who they are.
import type { Text } from '../../../../protocol/index.ts';
import type { Happening, Of } from './happening.ts';
import { type Wait, waitFrom, waitOn } from './patience.ts';

export type Claim =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'typing'; readonly first: string } & Wait)
  /** Said by a card or a number who it is, and is to show it. */
  | { readonly kind: 'claimed'; readonly claim: Of<'claim'>; readonly endsAt: number }
  /** The fleet is asked. */
  | { readonly kind: 'asked'; readonly asked: Of<'claim-asked'>; readonly endsAt: number }
  /** Before the camera; undefined: it is still being opened. */
  | { readonly kind: 'looking'; readonly guidance: Text | null | undefined };

export const NO_CLAIM: Claim = { kind: 'none' };

/** Whoever has gone away leaves no number behind. */
const TYPING = { restMs: 20_000, wholeMs: 60_000 };
/** An answer that was lost on its way to the page leaves nobody waiting. */
const LOST_MS = 3000;

/** @param now monotonic, ms */
export function claimAfter(claim: Claim, happening: Happening, now: number): Claim {
  switch (happening.type) {
    case 'type-number':
      return { kind: 'typing', first: happening.first ?? '', ...waitFrom(TYPING, now) };
    case 'touched':
      return claim.kind === 'typing' ? { ...claim, ...waitOn(TYPING, claim, now) } : claim;
    case 'claim':
      return { kind: 'claimed', claim: happening, endsAt: now + happening.forMs + LOST_MS };
    case 'claim-asked':
      return { kind: 'asked', asked: happening, endsAt: now + happening.forMs + LOST_MS };
    case 'face':
      return { kind: 'looking', guidance: undefined };
    case 'face-guide':
    case 'face-challenge':
      return { kind: 'looking', guidance: happening.guidance };
    // Whoever types is not disturbed by those who clock meanwhile.
    case 'answer':
    case 'touch':
      return claim.kind === 'typing' ? claim : NO_CLAIM;
    case 'prove':
      return happening.state === 'card-detected' ? NO_CLAIM : claim;
    case 'claim-over':
    case 'close-claim':
    case 'closed':
    case 'up':
    case 'down':
      return NO_CLAIM;
    case 'tick':
      return 'endsAt' in claim && now >= claim.endsAt ? NO_CLAIM : claim;
    default:
      return claim;
  }
}
