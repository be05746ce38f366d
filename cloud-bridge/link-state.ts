// The life of a connection to the broker as a table; Link only carries out what it says.

export type LinkPlace = 'stopped' | 'connecting' | 'online' | 'waiting' | 'paused';
export interface LinkState {
  readonly at: LinkPlace;
  /** Failures in a row; decides how long to wait. */
  readonly attempt: number;
}
/**
 * `lost-early`: it did not last, as with two terminals of one name that throw each other out. `lost-useful`: it did not
 * last, and something was done meanwhile, as on a road that breaks every few seconds.
 */
export type LinkEvent =
  | ('start' | 'opened' | 'failed' | 'lost' | 'lost-early' | 'lost-useful')
  | ('delay-over' | 'pause' | 'resume');

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 60_000;
/** From this attempt on the delay grows no more. */
const LONGEST_AT = Math.ceil(Math.log2(LONGEST_DELAY_MS / FIRST_DELAY_MS));
const LEAST_AFTER_USE = 2;

type Transition = (attempt: number) => LinkState;

const pause: Transition = () => ({ at: 'paused', attempt: 0 });

const transitions: Readonly<Record<LinkPlace, Partial<Record<LinkEvent, Transition>>>> = {
  stopped: { start: () => ({ at: 'connecting', attempt: 0 }) },
  connecting: {
    opened: (attempt) => ({ at: 'online', attempt }),
    failed: (attempt) => ({ at: 'waiting', attempt }),
    pause,
  },
  online: {
    lost: () => ({ at: 'waiting', attempt: 0 }),
    'lost-early': (attempt) => ({ at: 'waiting', attempt }),
    'lost-useful': (attempt) => ({ at: 'waiting', attempt: afterUse(attempt) }),
    pause,
  },
  waiting: { 'delay-over': (attempt) => ({ at: 'connecting', attempt: attempt + 1 }), pause },
  paused: { resume: () => ({ at: 'connecting', attempt: 0 }) },
};

/**
 * Each connection that was of use halves the delay, as each that was of none doubles it. Down to 2-4 s alone: a broker
 * that breaks each one a moment later must not be stormed.
 */
const afterUse = (attempt: number): number =>
  Math.min(attempt, Math.max(LEAST_AFTER_USE, Math.min(attempt, LONGEST_AT) - 2));

/** An event that means nothing in a state changes nothing. */
export const nextLinkState = (state: LinkState, event: LinkEvent): LinkState =>
  transitions[state.at][event]?.(state.attempt) ?? state;

/** Between half and all of a doubling delay, so that a fleet does not come back in one breath. */
export function reconnectDelayMs(attempt: number, random: () => number): number {
  const ceilingMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, LONGEST_AT));
  return Math.round(ceilingMs * (0.5 + 0.5 * random()));
}
