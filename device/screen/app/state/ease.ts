// How somebody would rather have the screen: until they have had their answer, or are gone. Pure.
import type { Ease, Happening } from './happening.ts';
import type { ProveVisit } from './prove-visit.ts';
import { SHOW_ANSWER_MS, type Standing } from './standing.ts';

export type KeptEase = Ease & { readonly endsAt: number };

/** Whoever comes next finds the terminal as it was. */
const KEEP_EASE_MS = 30_000;

interface Before {
  readonly ease: KeptEase | undefined;
  readonly visit: ProveVisit | undefined;
  readonly standing: Standing;
}

/** @param now monotonic, ms */
export function easeAfter(before: Before, happening: Happening, now: number): KeptEase | undefined {
  const { ease, visit } = before;
  const endsAt = now + KEEP_EASE_MS;
  if (happening.type === 'ease') return { ...ease, ...happening.ease, endsAt };
  if (!ease || (isOfNext(happening) && isServed(ease, before))) return undefined;
  if (happening.type === 'touched' || (visit && !visit.answer)) return { ...ease, endsAt };
  // Whoever clocked reads it to the end; who was refused tries again.
  if (happening.type === 'answer' && happening.accepted) return { ...ease, endsAt: now + SHOW_ANSWER_MS };
  return now >= ease.endsAt ? undefined : ease;
}

/** Whose choice it was has had their answer; another's, who chose while it stood, lasts longer than it. */
const isServed = ({ endsAt }: KeptEase, { visit, standing }: Before): boolean =>
  visit
    ? visit.answer !== undefined
    : standing.kind === 'answer' && standing.answer.accepted && endsAt <= standing.endsAt;

/** The person has finished, or another is there. */
const isOfNext = (happening: Happening): boolean =>
  happening.type === 'clear-visit' ||
  happening.type === 'touch' ||
  happening.type === 'claim' ||
  (happening.type === 'prove' && happening.state === 'card-detected');
