// Which entries have told what they tell for long enough: found page by page, so that people go on clocking meanwhile.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CLASS_OF_EVENT, JOURNAL_CLASSES, type JournalClass } from '../../../protocol/index.ts';
import type { Age, JournalRows } from './journal-rows.ts';

const PAGE_ENTRIES = 1000;

/** UTC, by class: what is older is over. */
export type Before = Readonly<Record<JournalClass, number>>;
export type Over = Readonly<Record<JournalClass, readonly number[]>>;

interface Looked {
  /** The fleet has them up to here. */
  readonly upToSeq: number;
  readonly before: Before;
  /** Whether it stays whatever its age. */
  readonly isKept: (seq: number) => boolean;
}

/**
 * An entry is as old as the next one that a synchronised clock has written: a clock that was wrong makes none of them older, and
 * keeps none for ever.
 */
export async function findOver(rows: JournalRows, looked: Looked, signal?: AbortSignal): Promise<Over> {
  const over: Record<JournalClass, number[]> = { access: [], activity: [], transaction: [], security: [] };
  let syncedMs = Number.POSITIVE_INFINITY;
  for (let from = Number.MAX_SAFE_INTEGER; from > 0 && !signal?.aborted; await nextTurn()) {
    const page = rows.agesDown(from, PAGE_ENTRIES);
    for (const age of page) {
      if (age.isSynced) syncedMs = age.utcMs;
      if (isOver(age, syncedMs, looked)) over[age.class].push(age.seq);
    }
    from = (page.at(-1)?.seq ?? 0) - 1;
  }
  return over;
}

function isOver({ seq, tells, class: kind }: Age, atMs: number, { upToSeq, before, isKept }: Looked): boolean {
  if (tells === 0 || seq > upToSeq || atMs >= before[kind]) return false;
  // Only those of its class can be what keeps the chain whole: nothing else is opened for it.
  return kind !== CLASS_OF_EVENT.gap || !isKept(seq);
}

/** In slices of what one transaction erases at once. */
export function* slicesOf(over: Over): Iterable<readonly number[]> {
  const seqs = JOURNAL_CLASSES.flatMap((kind) => over[kind]);
  for (let at = 0; at < seqs.length; at += PAGE_ENTRIES) yield seqs.slice(at, at + PAGE_ENTRIES);
}
