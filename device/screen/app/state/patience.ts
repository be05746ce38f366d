// How long somebody who types or reads is waited for: since they last did something, and in all. Pure.

export interface Patience {
  /** Since they last touched the screen or pressed a key, ms. */
  readonly restMs: number;
  /** However busy they are, ms: nobody keeps the page for ever. */
  readonly wholeMs: number;
}

/** Monotonic, ms. */
export interface Wait {
  readonly endsAt: number;
  readonly goneBy: number;
}

export const waitFrom = ({ restMs, wholeMs }: Patience, now: number): Wait => ({
  endsAt: now + restMs,
  goneBy: now + wholeMs,
});

export const waitOn = ({ restMs }: Patience, { goneBy }: Wait, now: number): Wait => ({
  endsAt: Math.min(now + restMs, goneBy),
  goneBy,
});
