// Which of the fleet's lasting orders a terminal says that it holds: nobody has signed that.
import type { TerminalRow } from '../../fleet-store.ts';
import type { LastingKind } from '../../jobs/index.ts';

/** 0 where it holds none, or has not said. */
export function reportedVersion({ birth }: Pick<TerminalRow, 'birth'>, kind: LastingKind): number {
  const { [`signed-${kind}`]: told = '' } = birth?.versions ?? {};
  return /^\d{1,9}$/.test(told) ? Number(told) : 0;
}

/** Whoever makes up births could else use up all versions there are. */
const MOST_AHEAD = 1000;

/** A fleet that was set back to an older copy of itself goes on above what its terminals say; what is far beyond it is not believed. */
export const nextVersion = (highest: number, reported: number): number =>
  (reported > highest + MOST_AHEAD ? highest : Math.max(highest, reported)) + 1;
