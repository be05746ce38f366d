// Whether somebody is forced: they laid down a finger that was enrolled for that.
import { isFault, type JournalPayload } from '../../../protocol/index.ts';
import type { Recognition } from './by-finger.ts';
import type { ClockParts } from './clock-parts.ts';

export type Known = Extract<Recognition, { subject: string }>;

/** Looked up of everybody alike: nothing takes longer, or fails, for whoever is forced. */
export function isDuress(
  { subject, fingers = [] }: Known,
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

export interface ShownParts extends Pick<ClockParts, 'noteFault'> {
  readonly stores: Pick<ClockParts, 'templates' | 'people'>;
  /** An entry that nobody waits for. */
  readonly record: (payload: JournalPayload) => void;
}

/** Of everybody alike whose finger was known and is no punch: the alarm of whoever is forced is no further entry. */
export function noteShown(
  known: Known,
  at: Extract<JournalPayload, { event: 'finger-shown' }>['at'],
  { stores, record, noteFault }: ShownParts,
): void {
  const { subject } = known;
  const person = stores.people.byPseudonym(subject)?.fleetId;
  const purpose = isDuress(known, { templates: stores.templates, noteFault }) ? 'duress' : 'attendance';
  record({ event: 'finger-shown', at, subject, ...(person && { person }), purpose });
}
