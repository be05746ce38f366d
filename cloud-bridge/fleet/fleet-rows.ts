// Rows of the fleet's tables as the commands are told of them: the same whatever they are kept in. Pure.
import {
  birthSchema,
  healthSchema,
  MOST_UNACKNOWLEDGED,
  type SeqRange,
  wireEntrySchema,
} from '../../protocol/index.ts';
import type { JournalChange, JournalGaps, StoredEntry, TerminalRow } from './fleet-store.ts';

export interface TerminalRecord {
  readonly terminal: string;
  readonly state: TerminalRow['state'];
  readonly last_seen_ms: number;
  readonly birth: string | null;
  readonly health: string | null;
  readonly health_journal: string | null;
  readonly incidents: number;
  readonly key: string | null;
  readonly refused_key: string | null;
  readonly refused_ms: number | null;
  readonly refused_batches: number;
}

export interface JournalRecord {
  readonly id: number;
  readonly terminal: string;
  readonly journal_id: string;
  readonly contiguous_seq: number;
  readonly highest_seq: number;
  readonly entries: number;
  readonly first_seen_ms: number;
  readonly follows: string | null;
  readonly accepted_ms: number | null;
}

export type EntryRecord = Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly terminal: string;
  readonly payload: string | null;
  readonly receivedMs: number;
  readonly historical: number;
};

/** So many of a kind are told of a journal. */
export const MOST_RANGES = 100;

/** Each terminal with what is known of its journals; both in their order. */
export function rowsOf(
  terminals: readonly TerminalRecord[],
  journals: readonly JournalRecord[],
): readonly TerminalRow[] {
  const ofTerminal = new Map<string, JournalRecord[]>();
  for (const journal of journals)
    ofTerminal.set(journal.terminal, [...(ofTerminal.get(journal.terminal) ?? []), journal]);
  return terminals.map((row) => rowOf(row, ofTerminal.get(row.terminal) ?? []));
}

/** Undefined where there is nothing to tell. */
export function gapsOf(
  row: JournalRecord,
  { missing, lost, flaws }: Pick<JournalGaps, 'missing' | 'lost' | 'flaws'>,
): JournalGaps | undefined {
  const change = changeOf(row);
  if (missing.length + lost.length + flaws.length === 0 && change === null) return undefined;
  return { terminal: row.terminal, journalId: row.journal_id, missing, lost: joined(lost), flaws, change };
}

/** Ranges that touch or overlap are one; they come sorted. */
function joined(ranges: readonly SeqRange[]): readonly SeqRange[] {
  const whole: SeqRange[] = [];
  for (const range of ranges) {
    const last = whole.at(-1);
    if (last && range.fromSeq <= last.toSeq + 1)
      whole.splice(-1, 1, { fromSeq: last.fromSeq, toSeq: Math.max(last.toSeq, range.toSeq) });
    else whole.push(range);
  }
  return whole;
}

export function entryOf({ id, terminal, payload, receivedMs, historical, ...header }: EntryRecord): StoredEntry {
  const entry = wireEntrySchema.parse({ ...header, payload: payload === null ? null : JSON.parse(payload) });
  return { ...entry, id, terminal, receivedMs, historical: historical === 1 };
}

const changeOf = ({ follows, accepted_ms, first_seen_ms: atMs }: JournalRecord): JournalChange | null =>
  follows === null || accepted_ms !== null ? null : { follows, atMs };

const refusedOf = ({ refused_key: thumbprint, refused_ms: lastMs, refused_batches: batches }: TerminalRecord) =>
  thumbprint === null || lastMs === null ? null : { thumbprint, batches, lastMs };

interface Claim {
  readonly lastSeq: number;
  readonly acknowledgedSeq: number;
}

/** By its own figures, not by what is stored here: a fleet that lost its store still knows its terminals. */
const isPlausible = ({ lastSeq, acknowledgedSeq }: Claim): boolean => lastSeq - acknowledgedSeq <= MOST_UNACKNOWLEDGED;

const highest = (seqs: readonly number[]): number | null => (seqs.length === 0 ? null : Math.max(...seqs));

function rowOf(record: TerminalRecord, journals: readonly JournalRecord[]): TerminalRow {
  const birth = record.birth === null ? null : birthSchema.parse(JSON.parse(record.birth));
  const health = record.health === null ? null : healthSchema.parse(JSON.parse(record.health));
  const current = journals.find((row) => row.journal_id === birth?.journal.journalId) ?? journals.at(-1);
  const highestSeq = current?.highest_seq ?? 0;
  const contiguousSeq = current?.contiguous_seq ?? 0;
  // A health names no journal; one that came before the journal of the birth counted another one.
  const isOfThisJournal = record.health_journal === (birth?.journal.journalId ?? null);
  const claims = [birth?.journal, isOfThisJournal ? health?.queue : undefined].filter((claim) => claim !== undefined);
  return {
    terminal: record.terminal,
    state: record.state,
    lastSeenMs: record.last_seen_ms,
    journalId: current?.journal_id ?? birth?.journal.journalId ?? null,
    entries: journals.reduce((sum, { entries }) => sum + entries, 0),
    contiguousSeq,
    lastSeq: Math.max(highestSeq, ...claims.filter(isPlausible).map(({ lastSeq }) => lastSeq)),
    implausibleSeq: highest(claims.filter((claim) => !isPlausible(claim)).map(({ lastSeq }) => lastSeq)),
    believedSeq: highest(claims.map(({ acknowledgedSeq }) => acknowledgedSeq).filter((seq) => seq > contiguousSeq)),
    incidents: record.incidents,
    keyThumbprint: record.key,
    refusedKey: refusedOf(record),
    birth,
    health,
  };
}
