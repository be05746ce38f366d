// Which of the fleet's lasting orders a terminal says that it follows, and which it holds and cannot follow: nobody has signed that.
import type { TerminalRow } from '../../fleet-store.ts';
import type { LastingKind } from '../../jobs/index.ts';

type Told = Pick<TerminalRow, 'birth'>;

/** 0 where it follows none, or has not said. */
export const reportedVersion = (row: Told, kind: LastingKind): number => versionIn(row, `signed-${kind}`);

/** 0 where it refuses none, or is too old to say. */
export const refusedVersion = (row: Told, kind: LastingKind): number => versionIn(row, `refused-${kind}`);

function versionIn({ birth }: Told, name: string): number {
  const { [name]: told = '' } = birth?.versions ?? {};
  return /^\d{1,9}$/.test(told) ? Number(told) : 0;
}

/** Whoever makes up births could else use up all versions there are. */
const MOST_AHEAD = 1000;

/** A fleet that was set back to an older copy of itself goes on above what its terminals say; what is far beyond it is not believed. */
export const nextVersion = (highest: number, reported: number): number =>
  (reported > highest + MOST_AHEAD ? highest : Math.max(highest, reported)) + 1;
