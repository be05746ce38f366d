// What the keys of a wall terminal do while nobody types: a digit begins a number, two keys say IN and OUT, Escape leaves.
import { post } from '../ask.ts';
import { directionOf, isDigit, useKeys } from '../keys.ts';
import type { OnScreen } from '../screen-context.ts';

/** Ends what somebody has begun by saying who they are, here and at the service. */
export function leaveClaim({ state, tell }: Pick<OnScreen, 'state' | 'tell'>): void {
  const { kind } = state.claim;
  if (kind === 'claimed' || kind === 'looking' || kind === 'asked') post('/screen/claim/leave');
  tell({ type: 'close-claim' });
}

export function useStaffKeys(screen: Pick<OnScreen, 'state' | 'tell'>): void {
  useKeys((key) => {
    const act = screen.state.closed ? undefined : actOf(key, screen);
    act?.();
    return act !== undefined;
  });
}

function actOf(key: string, screen: Pick<OnScreen, 'state' | 'tell'>): (() => void) | undefined {
  const { kind } = screen.state.claim;
  const direction = directionOf(key);
  if (direction && (kind === 'none' || kind === 'claimed')) return () => post('/screen/key', { key: direction });
  if (isDigit(key) && kind === 'none') return () => screen.tell({ type: 'type-number', first: key });
  // Another says who they are, by a badge: what follows is theirs, and not whoever was there before.
  if (isDigit(key) && kind === 'claimed')
    return () => {
      leaveClaim(screen);
      screen.tell({ type: 'type-number', first: key });
    };
  return key === 'Escape' && kind !== 'none' ? () => leaveClaim(screen) : undefined;
}
