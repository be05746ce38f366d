// Which of the fleet's lasting orders a terminal says that it holds.
import type { TerminalRow } from '../../fleet-store.ts';
import type { LastingKind } from '../../jobs/index.ts';

/** 0 where it holds none, or has not said. */
export function reportedVersion({ birth }: Pick<TerminalRow, 'birth'>, kind: LastingKind): number {
  const { [`signed-${kind}`]: told = '' } = birth?.versions ?? {};
  return /^\d{1,9}$/.test(told) ? Number(told) : 0;
}
