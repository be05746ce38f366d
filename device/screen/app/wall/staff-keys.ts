// What the keys of a wall terminal do while nobody types, and a badge at any time: who somebody is, IN and OUT, Escape leaves.
import { post } from '../ask.ts';
import { useBadge } from '../badge.ts';
import { directionOf, isCharacter } from '../key-of.ts';
import { useKeys } from '../keys.ts';
import type { OnScreen } from '../screen-context.ts';

type Staff = Pick<OnScreen, 'state' | 'tell'>;

/** Ends what somebody has begun by saying who they are, here and at the service. */
export function leaveClaim({ state, tell }: Staff): void {
  const { kind } = state.claim;
  if (kind === 'claimed' || kind === 'looking' || kind === 'asked') post('/screen/claim/leave');
  tell({ type: 'close-claim' });
}

/** Says who somebody is. What is refused is told as an answer, by an event. */
export function sayNumber(number: string, { tell }: Pick<Staff, 'tell'>): void {
  post('/screen/claim', { number });
  tell({ type: 'close-claim' });
}

export function useStaffKeys(screen: Staff): void {
  const { closed, claim } = screen.state;
  useKeys((key) => {
    const act = closed ? undefined : actOf(key, screen);
    act?.();
    return act !== undefined;
  });
  // Whoever is before the camera is seen to the end. What was begun to be typed was the badge, or somebody else's.
  useBadge((text) => {
    if (!closed && claim.kind !== 'looking') sayNumber(text, screen);
  });
}

function actOf(key: string, screen: Staff): (() => void) | undefined {
  const { kind } = screen.state.claim;
  const direction = directionOf(key);
  if (direction && (kind === 'none' || kind === 'claimed')) return () => post('/screen/key', { key: direction });
  if (beginsNumber(key) && kind === 'none') return () => screen.tell({ type: 'type-number', first: key });
  // Another says who they are, by a badge: what follows is theirs, and not whoever was there before.
  if (beginsNumber(key) && kind === 'claimed')
    return () => {
      leaveClaim(screen);
      screen.tell({ type: 'type-number', first: key });
    };
  return key === 'Escape' && kind !== 'none' ? () => leaveClaim(screen) : undefined;
}

/** HR codes have letters too. */
const beginsNumber = (key: string): boolean => isCharacter(key) && key !== ' ';
