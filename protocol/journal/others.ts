// Whoever asks what is kept of them has their own: what an entry tells of others beside them is masked.
import type { JournalEvent } from './payloads.ts';

/** In the place of who else was there: an enroller, a second officer, somebody alike. */
export const MASK = '***';

/** Members of an entry about a person that are somebody else's. A test holds it against the inventory. */
export const OTHERS_IN: Readonly<Partial<Record<JournalEvent, readonly string[]>>> = {
  enrolment: ['enroller', 'override'],
  operator: ['operator'],
  'data-exported': ['by', 'reason'],
};

/** @param payload as it stands in a journal, of this or another version */
export function withoutOthers(event: JournalEvent, payload: object): object {
  const others = OTHERS_IN[event] ?? [];
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, value !== null && others.includes(name) ? MASK : value]),
  );
}
