// Which of the fleet's lasting orders a terminal says that it follows, and which it holds and cannot follow.
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
