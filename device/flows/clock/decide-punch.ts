// Whoever was recognised: may they clock here and now, in which direction, and is it a repeat?
import type { ClockMethod } from '../../../protocol/index.ts';
import { isRepeated, proposeDirection } from '../direction.ts';
import type { TakeKey } from '../direction-keys.ts';
import { methodOn, objectionToMethod } from '../method.ts';
import { mayClock } from '../rights.ts';
import { type Finding, refusal } from './clock-answer.ts';
import type { ClockParts } from './clock-parts.ts';

export type DecisionParts = Pick<
  ClockParts,
  'people' | 'fleetPeople' | 'punches' | 'clock' | 'clockState' | 'timeZone' | 'proposal' | 'repeatWindowMs'
>;

export interface Shown {
  /** UTC: the time of the punch. */
  readonly captureStartMs: number;
  readonly takeKey: TakeKey;
  /** By what they have shown that it is them. */
  readonly method: ClockMethod;
}

export function decidePunch(
  subject: string,
  { captureStartMs, takeKey, method }: Shown,
  parts: DecisionParts,
): Finding {
  const person = parts.people.byPseudonym(subject);
  if (!person) return refusal('not-recognised');

  const { timeZone, clock, clockState, punches, repeatWindowMs, proposal: rules } = parts;
  const last = punches.lastOf(person.pseudonym);
  const pressed = takeKey();
  const direction = pressed ?? proposeDirection(last, { nowMs: captureStartMs, timeZone, repeatWindowMs, rules });
  const way = { person, direction, directionSource: pressed ? ('key' as const) : ('proposal' as const) };
  const heldUntilMs = person.fleetId === null ? null : parts.fleetPeople.heldUntilMs;
  const moment = { nowMs: clock.nowMs(), timeZone, clockState: clockState() };
  const right = mayClock(person, { ...moment, heldUntilMs });
  if (right !== 'ok') return refusal(right, way);
  const objection = objectionToMethod(methodOn(person, moment), method);
  if (objection) return refusal(objection, way);

  const repeated = isRepeated(last, { atMs: captureStartMs, direction }, repeatWindowMs);
  return { ...way, code: repeated ? 'accepted-repeated' : 'accepted', accepted: true, repeated, retryAfterMs: null };
}
