// What an erasure reaches: entries about somebody, as far as their class lets them go.
import type { JournalClass } from './classes.ts';

/**
 * Whether what an entry of this class told goes when somebody asks for it. What was ordered, asked and looked into, and who worked at the
 * terminal, is kept to show that all was lawful (Personal Data Protection Act B.E. 2562, sections 33 and 39): it goes by its retention alone.
 */
export const ERASED_WHEN_ASKED: Readonly<Record<JournalClass, boolean>> = {
  transaction: true,
  activity: true,
  access: false,
  security: false,
};

const NAMING = ['person', 'subject', 'claimed'] as const;

/** Whom an entry is about: the fleet's name of them, and the terminal's own. @param payload of this or another version */
export function namesIn(payload: unknown): readonly string[] {
  const members: ReadonlyMap<string, unknown> = new Map(
    typeof payload === 'object' && payload !== null ? Object.entries(payload) : [],
  );
  return NAMING.map((name) => members.get(name)).filter((name) => typeof name === 'string');
}
