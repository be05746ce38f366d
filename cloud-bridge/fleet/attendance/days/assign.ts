// To which duty, and so to which business date, each punch belongs: by the hours of the duties, never by midnight. Pure.
import type { Direction, Sighting } from '../facts/sighting.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { DayPlan, Duty } from './day-plan.ts';
import { inOrder, type Punch, punchOf } from './punch.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A duty, and from when on an in and an out belong to it and not to the one before. */
interface Place {
  readonly duty: Duty;
  readonly rules: RuleSet['punches'];
  readonly insFromMs: number;
  readonly outsFromMs: number;
}

/** The latest in, and whether an out has followed it. */
interface LatestIn {
  readonly place: Place;
  readonly atMs: number;
  readonly isOpen: boolean;
}

/**
 * An out goes with the in before it, if that is near enough: night work ends on its own date, however late. Every other punch
 * goes by the time that divides two duties; what comes before the first of them is of a date that was not asked for.
 * @param sightings in any order, those that were accepted
 * @param plans of dates one after another
 */
export function assign(sightings: readonly Sighting[], plans: readonly DayPlan[]): ReadonlyMap<Duty, readonly Punch[]> {
  const places = placesOf(plans);
  const assigned = new Map<Duty, Punch[]>(places.map(({ duty }) => [duty, []]));
  let latest: LatestIn | undefined;
  for (const sighting of inOrder(sightings)) {
    const ended = latest && goesOn(latest, sighting.atMs) ? latest : undefined;
    const direction = sighting.direction ?? (ended?.isOpen ? 'out' : 'in');
    const place = placeAt(places, sighting, { direction, ended });
    if (place) assigned.get(place.duty)?.push(punchOf(sighting, direction));
    latest = latestAfter(latest, sighting, { direction, place });
  }
  return assigned;
}

function latestAfter(
  latest: LatestIn | undefined,
  { atMs }: Sighting,
  { direction, place }: { readonly direction: Direction; readonly place: Place | undefined },
): LatestIn | undefined {
  if (direction === 'in') return place && { place, atMs, isOpen: true };
  return latest && { ...latest, isOpen: false };
}

function placeAt(
  places: readonly Place[],
  { atMs }: Sighting,
  { direction, ended }: { readonly direction: Direction; readonly ended: LatestIn | undefined },
): Place | undefined {
  if (direction === 'in') return places.findLast(({ insFromMs }) => atMs >= insFromMs);
  return ended?.place ?? places.findLast(({ outsFromMs }) => atMs >= outsFromMs);
}

const goesOn = ({ place, atMs }: LatestIn, untilMs: number): boolean => untilMs - atMs <= longestMs(place, atMs);

const longestMs = ({ duty, rules }: Place, inMs: number): number =>
  Math.max(
    rules.longestStretchMinutes * MINUTE_MS,
    duty.isFree ? 0 : duty.endMs - inMs + rules.dayBeginsMinutesBefore * MINUTE_MS,
  );

function placesOf(plans: readonly DayPlan[]): readonly Place[] {
  const duties = plans.flatMap(({ duties, rules }) => duties.map((duty) => ({ duty, rules: rules.punches })));
  return duties.map(({ duty, rules }, at) => ({ duty, rules, ...bordersOf(duty, duties[at - 1]?.duty, rules) }));
}

/**
 * Nobody comes more than `dayBeginsMinutesBefore` ahead, and nobody comes for a duty before the one before it has ended, but for
 * an hour. An out that has no in belongs to whichever duty is nearer; on a free day, to the night that went before it.
 */
function bordersOf(duty: Duty, before: Duty | undefined, { dayBeginsMinutesBefore }: RuleSet['punches']) {
  const aheadMs = dayBeginsMinutesBefore * MINUTE_MS;
  const earliestMs = duty.startMs - aheadMs;
  if (!before) return { insFromMs: earliestMs, outsFromMs: earliestMs };
  const nearerMs = duty.isFree ? before.endMs + aheadMs / 2 : (before.endMs + duty.startMs) / 2;
  return {
    insFromMs: Math.max(earliestMs, Math.min(before.endMs, duty.startMs - HOUR_MS)),
    outsFromMs: Math.max(earliestMs, nearerMs),
  };
}
