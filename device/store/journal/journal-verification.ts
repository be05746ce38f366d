// Follows the whole journal from its checkpoint to its head, a page at a time.
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type ChainFlaw,
  type ChainGap,
  type ChainPoint,
  type ChainVerdict,
  verifyChain,
} from '../../../protocol/index.ts';
import type { CheckpointRow } from './journal-checkpoint.ts';
import type { Head } from './journal-head.ts';
import type { JournalRows, ReadEntry } from './journal-rows.ts';

const PAGE_ENTRIES = 250;

export interface JournalVerification {
  readonly entries: number;
  /** Null where the journal holds no entry. */
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
  readonly intact: boolean;
  readonly brokenAt: number | null;
  readonly why: ChainFlaw | null;
  /** Entries whose payload was erased on purpose. */
  readonly erased: number;
  /** Lost numbers that an entry declares. */
  readonly gaps: readonly ChainGap[];
}

export interface VerifiedParts {
  readonly head: Head;
  readonly isHeadGenuine: boolean;
  readonly rows: JournalRows;
  readonly checkpointRow: CheckpointRow;
}

type Finding = Pick<JournalVerification, 'intact' | 'brokenAt' | 'why' | 'erased' | 'gaps'>;

/** Leaves the event loop free between pages. Nothing may be pruned meanwhile; what is appended meanwhile is left out. */
export async function verifyJournal(parts: VerifiedParts, signal?: AbortSignal): Promise<JournalVerification> {
  const held = parts.rows.held();
  return { ...held, ...(await follow(parts, held.lastSeq ?? 0, signal)) };
}

async function follow(parts: VerifiedParts, lastHeldSeq: number, signal?: AbortSignal): Promise<Finding> {
  const { head, isHeadGenuine, rows, checkpointRow } = parts;
  const start = checkpointRow.load();
  if (!start || !checkpointRow.isGenuine(head.journalId, start)) return broken(start?.seq ?? 0, 'altered');
  if (!isHeadGenuine) return broken(head.lastSeq, 'altered');
  if (lastHeldSeq > head.lastSeq) return broken(head.lastSeq + 1, 'inserted');
  const gaps: ChainGap[] = [];
  let erased = 0;
  let end: ChainPoint = start;
  while (end.seq < head.lastSeq) {
    signal?.throwIfAborted();
    const verdict = verifyPage(rows.from(head.journalId, end.seq + 1, PAGE_ENTRIES), end, head.lastSeq);
    if (!verdict.intact) return broken(verdict.brokenAt, verdict.why);
    if (verdict.end.seq === end.seq) return broken(end.seq + 1, 'missing');
    end = verdict.end;
    erased += verdict.erased;
    gaps.push(...verdict.gaps);
    await nextTurn();
  }
  return end.hash === head.lastHash ? { ...INTACT, erased, gaps } : broken(end.seq, 'altered');
}

const INTACT: Finding = { intact: true, brokenAt: null, why: null, erased: 0, gaps: [] };
const broken = (brokenAt: number, why: ChainFlaw): Finding => ({ ...INTACT, intact: false, brokenAt, why });

/** A broken seal is an altered entry even where the chain was computed anew. */
function verifyPage(page: readonly ReadEntry[], start: ChainPoint, lastSeq: number): ChainVerdict {
  const read = page.filter(({ entry }) => entry.seq <= lastSeq);
  const verdict = verifyChain(
    read.map(({ entry }) => entry),
    start,
  );
  const unsealed = read.find(({ isBroken }) => isBroken)?.entry.seq;
  if (unsealed === undefined || (!verdict.intact && verdict.brokenAt < unsealed)) return verdict;
  return { intact: false, brokenAt: unsealed, why: 'altered' };
}
