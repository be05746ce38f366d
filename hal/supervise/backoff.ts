// How long to wait before the next attempt: doubling, capped, and jittered so that many do not knock in step.

export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** A device on our own bus: somebody plugs it in again and wants to use it, and asking costs next to nothing. */
export const LOCAL_DEVICE: Backoff = { firstMs: 250, longestMs: 5000 };

/** Between half and all of the doubled delay. `random` yields 0 to 1. */
export function delayMs(attempt: number, { firstMs, longestMs }: Backoff, random: () => number): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 30));
  return fullMs * (0.5 + random() / 2);
}
