// What each terminal was used for in a month, what it cost, and how punctual those were who came in there: so that keeping it is decided on figures.
import type { FleetStore } from '../../fleet-store.ts';
import type { DateRange } from '../calendar.ts';
import type { DayRow } from '../days/day-row.ts';
import { pagesOf, seenWithin } from '../facts/gather.ts';
import type { Attendance } from '../open-attendance.ts';
import { holdsOn } from '../records/record-kinds.ts';
import type { TimeBooks } from '../records/time-books.ts';
import type { PersonReport } from './person-report.ts';

export interface TerminalUse {
  readonly terminal: string;
  readonly punches: number;
  readonly ins: number;
  readonly outs: number;
  readonly repeated: number;
  readonly refused: number;
  /** Different people who punched there, as far as entries name them. */
  readonly people: number;
  readonly faults: number;
  /** Of the days whose first punch was here, those on which somebody was expected. */
  readonly gradedIns: number;
  readonly lateIns: number;
  /** On time of graded, a fraction; null without any. */
  readonly punctuality: number | null;
  /** Null where nobody has said what it costs. */
  readonly bahtPerMonth: number | null;
  readonly bahtPerPunch: number | null;
}

interface Tally {
  punches: number;
  ins: number;
  outs: number;
  repeated: number;
  refused: number;
  readonly people: Set<string>;
  faults: number;
  gradedIns: number;
  lateIns: number;
}

const tally = (): Tally => ({
  ...{ punches: 0, ins: 0, outs: 0, repeated: 0, refused: 0, people: new Set<string>() },
  ...{ faults: 0, gradedIns: 0, lateIns: 0 },
});

export interface UseAsked {
  readonly range: DateRange;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly reports: Iterable<PersonReport>;
}

type Source = Attendance & { readonly store: Pick<FleetStore, 'terminals'> };
type TallyAt = (terminal: string) => Tally;

export async function terminalUse(source: Source, asked: UseAsked): Promise<readonly TerminalUse[]> {
  const tallies = new Map((await source.store.terminals()).map(({ terminal }) => [terminal, tally()]));
  const at: TallyAt = (terminal) => {
    const known = tallies.get(terminal) ?? tally();
    tallies.set(terminal, known);
    return known;
  };
  await countPunches(source, asked, at);
  await countFaults(source, asked, at);
  for (const { days } of asked.reports) for (const day of days) countGraded(day, at);
  return [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([terminal, one]) => useOf(terminal, one, costAt(source.books, terminal, asked.range)));
}

async function countPunches({ store, whole, whose }: Source, asked: UseAsked, at: TallyAt): Promise<void> {
  for await (const seen of seenWithin({ store, flawed: whole.flawed }, asked)) {
    if (!seen) continue;
    const { sighting, subject, person } = seen;
    countSighting(at(sighting.terminal), sighting, whose.personOf(seen, sighting)?.id ?? subject ?? person);
  }
}

async function countFaults({ store }: Source, { fromMs, untilMs }: UseAsked, at: TallyAt): Promise<void> {
  for await (const page of pagesOf(store, { event: 'fault', fromMs, untilMs }))
    for (const { terminal } of page) at(terminal).faults += 1;
}

function countGraded({ due, lateMs, in: first }: DayRow, at: TallyAt): void {
  if (due.length === 0 || !first?.terminal) return;
  at(first.terminal).gradedIns += 1;
  at(first.terminal).lateIns += lateMs > 0 ? 1 : 0;
}

function countSighting(
  one: Tally,
  sighting: { readonly isAccepted: boolean; readonly isRepeated: boolean; readonly direction: 'in' | 'out' | null },
  name: string | null,
): void {
  if (!sighting.isAccepted) {
    one.refused += 1;
    return;
  }
  one.punches += 1;
  one.repeated += sighting.isRepeated ? 1 : 0;
  one.ins += sighting.direction === 'in' ? 1 : 0;
  one.outs += sighting.direction === 'out' ? 1 : 0;
  if (name !== null) one.people.add(name);
}

/** That which held at the end of the month and was said last. */
const costAt = ({ costs }: TimeBooks, terminal: string, { until }: DateRange): number | null =>
  costs.filter((record) => record.body.terminal === terminal && holdsOn(record, until)).at(-1)?.body.bahtPerMonth ??
  null;

function useOf(terminal: string, { people, ...counts }: Tally, bahtPerMonth: number | null): TerminalUse {
  const { punches, gradedIns, lateIns } = counts;
  return {
    ...{ terminal, ...counts, people: people.size },
    punctuality: gradedIns === 0 ? null : (gradedIns - lateIns) / gradedIns,
    bahtPerMonth,
    bahtPerPunch: bahtPerMonth === null || punches === 0 ? null : bahtPerMonth / punches,
  };
}
