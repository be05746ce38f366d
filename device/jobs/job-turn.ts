// Whose turn it is among the orders that wait, and what the others wait for.
import type { Clock, Order } from '../../protocol/index.ts';
import type { JobKind } from './job-kind.ts';
import type { Presence } from './presence.ts';

export interface TurnParts {
  readonly presence: Pick<Presence, 'isIdle' | 'isQuiet'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Whether somebody vouches for the wall clock now. */
  readonly isClockTrusted: () => boolean;
}

/** Nobody can be late by a clock that may be wrong: an order is of this connection in any case. */
export const isTooLate = ({ untilMs }: Order, { clock, isClockTrusted }: TurnParts): boolean =>
  untilMs !== null && isClockTrusted() && clock.nowMs() > untilMs;

/** Undefined: for nothing, it may begin. */
export function waitsFor(
  { atMs }: Order,
  { kind, isBehind }: { readonly kind: JobKind; readonly isBehind: boolean },
  { presence, isClockTrusted, clock }: TurnParts,
): 'clock' | 'queue' | 'busy' | undefined {
  if (kind.waitsForClock && !isClockTrusted()) return 'clock';
  if (kind.needs === 'nothing') return undefined;
  if (isBehind) return 'queue';
  const isOutOfPatience = kind.patienceMs !== undefined && clock.nowMs() - atMs > kind.patienceMs;
  return presence.isQuiet || (isOutOfPatience && presence.isIdle) ? undefined : 'busy';
}
