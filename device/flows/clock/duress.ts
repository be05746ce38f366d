// Whether somebody is forced: they laid down a finger that was enrolled for that.
import { isFault } from '../../../protocol/index.ts';
import type { Recognition } from './by-finger.ts';
import type { ClockParts } from './clock-parts.ts';

/** Looked up of everybody alike: nothing takes longer, or fails, for whoever is forced. */
export function isDuress(
  { subject, fingers = [] }: Extract<Recognition, { subject: string }>,
  { templates, noteFault }: Pick<ClockParts, 'templates' | 'noteFault'>,
): boolean {
  try {
    const kept = templates.bySubject(subject);
    return kept.some((stored) => stored.kind === 'finger' && stored.duress && fingers.includes(stored.finger));
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    noteFault(fault);
    return false;
  }
}
