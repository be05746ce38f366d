// Complaints and incidents of a time: how many, how many are settled, and how long that took. Pure.
import { type BookedLabel, INCIDENT_KINDS } from '../labels/label-kinds.ts';

/** Those of the form. */
export const CASE_KINDS = ['complaint', ...INCIDENT_KINDS] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export interface CaseFigures {
  readonly kind: CaseKind;
  readonly count: number;
  readonly closed: number;
  /** From when it happened until it was settled; null where none is. */
  readonly medianMs: number | null;
  readonly longestMs: number | null;
  readonly cases: readonly CaseShown[];
}

export type CaseShown = Pick<
  BookedLabel,
  'number' | 'terminal' | 'journalId' | 'seq' | 'atMs' | 'note' | 'closedMs' | 'remedy'
>;

interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** By when they happened. */
export function casesWithin(labels: readonly BookedLabel[], { fromMs, untilMs }: Window): readonly CaseFigures[] {
  const within = labels.filter(({ atMs }) => fromMs <= atMs && atMs < untilMs);
  return CASE_KINDS.map((kind) =>
    figuresOf(
      kind,
      within.filter((label) => kindOf(label) === kind),
    ),
  );
}

const kindOf = ({ what, kind }: BookedLabel): string => (what === 'incident' ? kind : what);

function figuresOf(kind: CaseKind, labels: readonly BookedLabel[]): CaseFigures {
  const took = labels
    .flatMap(({ atMs, closedMs }) => (closedMs === null ? [] : [closedMs - atMs]))
    .sort((a, b) => a - b);
  return {
    ...{ kind, count: labels.length, closed: took.length },
    medianMs: took[Math.floor((took.length - 1) / 2)] ?? null,
    longestMs: took.at(-1) ?? null,
    cases: labels.map(({ number, terminal, journalId, seq, atMs, note, closedMs, remedy }) => ({
      ...{ number, terminal, journalId, seq, atMs, note, closedMs, remedy },
    })),
  };
}
