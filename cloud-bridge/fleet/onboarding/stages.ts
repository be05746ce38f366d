// How far somebody has come from the day HR named them to their first accepted visit, and for what they wait. Pure.

/** UTC; null: not yet. In the order in which they come, as a rule. */
export interface OnboardingTimes {
  /** Taken into the register: checked, and nobody's double. */
  readonly receivedMs: number;
  /** The fleet has a finger of them. */
  readonly enrolledMs: number | null;
  /** Some terminal is to know them. */
  readonly grantedMs: number | null;
  /** Some terminal has proven that it knows them as they are to be known. */
  readonly deliveredMs: number | null;
  /** Their first accepted visit closes it. */
  readonly firstMs: number | null;
}

export const WAITS_FOR = ['enrolment', 'grant', 'delivery', 'first-visit'] as const;
export type WaitsFor = (typeof WAITS_FOR)[number];

export interface Onboarding {
  /** Null: it is closed. */
  readonly waitsFor: WaitsFor | null;
  /** Since when, UTC. */
  readonly sinceMs: number;
}

/** Somebody who has been accepted once is at work, whatever the fleet has been told of how. */
export function onboardingOf({ receivedMs, enrolledMs, grantedMs, deliveredMs, firstMs }: OnboardingTimes): Onboarding {
  if (firstMs !== null) return { waitsFor: null, sinceMs: firstMs };
  const reached = [receivedMs, enrolledMs, grantedMs, deliveredMs].filter((ms) => ms !== null);
  return { waitsFor: nextOf({ enrolledMs, grantedMs, deliveredMs }), sinceMs: Math.max(...reached) };
}

function nextOf({
  enrolledMs,
  grantedMs,
  deliveredMs,
}: Pick<OnboardingTimes, 'enrolledMs' | 'grantedMs' | 'deliveredMs'>): WaitsFor {
  if (grantedMs === null) return 'grant';
  if (enrolledMs === null) return 'enrolment';
  return deliveredMs === null ? 'delivery' : 'first-visit';
}
