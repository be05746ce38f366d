// When an order is given to a terminal again: what it does not answer it may not have heard. Pure.

/** The first time after it was given. */
const FIRST_DELAY_MS = 10_000;
const LONGEST_DELAY_MS = 300_000;

export interface Giving {
  /** Of the terminal: another one is given it at once. */
  readonly connection: string;
  readonly times: number;
  /** Monotonic; of the latest. */
  readonly atMs: number;
}

export function isGivingDue(before: Giving | undefined, connection: string, nowMs: number): boolean {
  if (before?.connection !== connection) return true;
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (before.times - 1));
  return nowMs - before.atMs >= delayMs;
}

export const givenAgain = (before: Giving | undefined, connection: string, atMs: number): Giving => ({
  ...{ connection, atMs },
  times: before?.connection === connection ? before.times + 1 : 1,
});
