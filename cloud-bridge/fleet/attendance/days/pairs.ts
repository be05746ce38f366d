// The punches of one duty become pairs of in and out; what has no other half is named. Pure.
import type { BookedRecord } from '../records/record-kinds.ts';
import type { Punch } from './punch.ts';

export interface Pair {
  readonly in: Punch;
  readonly out: Punch;
}

export interface Paired {
  readonly pairs: readonly Pair[];
  /** An in that no out has ended. */
  readonly openIn: Punch | null;
  /** Outs before any in. */
  readonly strayOuts: readonly Punch[];
  /** In again without an out; the first one counts. Those that the terminal itself has marked as repeated are not among them. */
  readonly secondIns: readonly Punch[];
  /** What the terminal has marked as repeated. */
  readonly repeated: number;
}

/** What was seen up to some punch. */
type Seen = Omit<Paired, 'repeated'>;

/** Of several ins the first counts, of several outs the last, marked as repeated or not: until then they were there. @param punches in order */
export function pair(punches: readonly Punch[]): Paired {
  let seen: Seen = { pairs: [], openIn: null, strayOuts: [], secondIns: [] };
  for (const punch of punches) seen = punch.direction === 'in' ? afterIn(seen, punch) : afterOut(seen, punch);
  return { ...seen, repeated: punches.filter(isRepeated).length };
}

const isRepeated = ({ sighting }: Punch): boolean => sighting?.isRepeated ?? false;

function afterIn(seen: Seen, punch: Punch): Seen {
  if (isRepeated(punch) && (seen.openIn || seen.pairs.length > 0)) return seen;
  return seen.openIn ? { ...seen, secondIns: [...seen.secondIns, punch] } : { ...seen, openIn: punch };
}

function afterOut({ pairs, openIn, strayOuts, secondIns }: Seen, punch: Punch): Seen {
  if (openIn) return { pairs: [...pairs, { in: openIn, out: punch }], openIn: null, strayOuts, secondIns };
  const last = pairs.at(-1);
  if (last) return { pairs: [...pairs.slice(0, -1), { in: last.in, out: punch }], openIn, strayOuts, secondIns };
  return { pairs, openIn, strayOuts: [...strayOuts, punch], secondIns };
}

/** An approved correction stands in the place of the first in, or of the last out; the raw entries stay beside it. */
export function corrected(
  punches: readonly Punch[],
  corrections: readonly { readonly atMs: number; readonly record: BookedRecord<'correction'> }[],
): readonly Punch[] {
  let effective = punches;
  for (const { atMs, record } of corrections) {
    const { direction } = record.body;
    const said: Punch = { atMs, direction, sighting: null, correction: record, isGuessed: false };
    effective = direction === 'in' ? [said, ...withoutFirstIns(effective)] : [...withoutLastOuts(effective), said];
  }
  return effective.toSorted((a, b) => a.atMs - b.atMs);
}

function withoutFirstIns(punches: readonly Punch[]): readonly Punch[] {
  const at = punches.findIndex(({ direction }) => direction === 'out');
  return at < 0 ? [] : punches.slice(at);
}

function withoutLastOuts(punches: readonly Punch[]): readonly Punch[] {
  return punches.slice(0, punches.findLastIndex(({ direction }) => direction === 'in') + 1);
}
