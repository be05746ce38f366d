// The report that the Bank of Thailand's form asks for (circular 760/2563, enclosure 2): accuracy, availability, events, over the fleet's entries and labels.
import { type EnrolmentFigures, EnrolmentTally, type Spell } from '../../../../protocol/index.ts';
import { calendarOf, type DateRange, type IsoDate } from '../../attendance/calendar.ts';
import type { Wholeness } from '../../attendance/facts/gather.ts';
import type { Attendance } from '../../attendance/open-attendance.ts';
import { rulesOn } from '../../attendance/rules/rule-set.ts';
import type { FleetStore } from '../../fleet-store.ts';
import type { BookedLabel } from '../labels/label-kinds.ts';
import { type CaseFigures, casesWithin } from './cases.ts';
import { type CountedEvent, entriesOf } from './period-entries.ts';
import { dueOf, type PeriodLength, periodsOf } from './periods.ts';
import { type FleetUptime, fleetUptime, readSigns, type TerminalSigns } from './uptime-signs.ts';
import { VisitCounts, type VisitFigures } from './visit-counts.ts';

export type BiometricsStore = Pick<FleetStore, 'entriesWithin' | 'entriesAt' | 'terminals' | 'gaps'>;

export interface BiometricsAsked {
  readonly range: DateRange;
  readonly by?: PeriodLength;
  /** SITE.TERMINAL; all where none is given. */
  readonly terminal?: string;
  /** Fewer people are shown together with others. */
  readonly smallest: number;
  /** Told of each period that is read. */
  readonly onPeriod?: (period: DateRange) => void;
}

export interface PeriodReport extends DateRange, VisitFigures, EnrolmentFigures {
  /** False where it ends only later: figures are those of until now. */
  readonly isOver: boolean;
  readonly due: IsoDate;
  readonly availability: FleetUptime;
  readonly cases: readonly CaseFigures[];
  /** Faults that terminals have recorded, by their codes. */
  readonly faults: readonly { readonly code: string; readonly count: number }[];
  readonly lockouts: number;
}

export interface BiometricsReport extends Pick<Wholeness, 'incomplete'> {
  readonly zone: string;
  readonly periods: readonly PeriodReport[];
}

type Source = Omit<Attendance, 'store'> & { readonly store: BiometricsStore; readonly labels: readonly BookedLabel[] };

/** Of Thailand, where no rules name another. */
export const ZONE = 'Asia/Bangkok';

export async function biometricsReport(source: Source, asked: BiometricsAsked): Promise<BiometricsReport> {
  const { range, terminal } = asked;
  const zone = rulesOn(range.until, source.books.rules)?.zone ?? ZONE;
  const calendar = calendarOf(zone);
  const untilMs = Math.min(calendar.atMinute(range.until, 1440), source.nowMs);
  const signs = await readSigns(source.store, { untilMs, only: terminal });
  const labels = source.labels.filter((label) => terminal === undefined || label.terminal === terminal);
  const periods: PeriodReport[] = [];
  for (const period of periodsOf(range, asked.by)) {
    asked.onPeriod?.(period);
    const [fromMs, endMs] = [calendar.atMinute(period.from, 0), calendar.atMinute(period.until, 1440)];
    const window = { fromMs, untilMs: Math.max(fromMs, Math.min(endMs, source.nowMs)) };
    const terms = { ...asked, labels, signs, window };
    const due = dueOf(period, { books: source.books, calendar });
    periods.push({ ...period, isOver: endMs <= source.nowMs, due, ...(await periodFigures(source, terms)) });
  }
  const incomplete = source.whole.incomplete.filter((one) => terminal === undefined || one.terminal === terminal);
  return { zone, periods, incomplete };
}

interface PeriodTerms extends Pick<BiometricsAsked, 'terminal' | 'smallest'> {
  readonly labels: readonly BookedLabel[];
  readonly signs: readonly TerminalSigns[];
  readonly window: Spell;
}

async function periodFigures(
  source: Source,
  terms: PeriodTerms,
): Promise<Omit<PeriodReport, keyof DateRange | 'isOver' | 'due'>> {
  const { window, labels, signs } = terms;
  const visits = new VisitCounts(source.whose, labels);
  for (const event of ['clock', 'prove'] as const)
    for await (const entry of entriesOf(source.store, event, terms)) visits.add(entry, event, window);
  const codes = new Map<string, number>();
  for await (const { payload } of entriesOf(source.store, 'fault', terms)) {
    const code = String(payload?.['code'] ?? '');
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return {
    ...visits.end(terms.smallest),
    ...(await enrolmentFigures(source.store, terms)),
    availability: fleetUptime(signs, { ...window, labels }),
    cases: casesWithin(labels, window),
    faults: [...codes].map(([code, count]) => ({ code, count })).sort((a, b) => (a.code < b.code ? -1 : 1)),
    lockouts: await countOf(source.store, 'lockout', terms),
  };
}

async function enrolmentFigures(store: BiometricsStore, terms: PeriodTerms): Promise<EnrolmentFigures> {
  const tally = new EnrolmentTally();
  for (const event of ['enrolment', 'enrolment-failed'] as const)
    for await (const { payload } of entriesOf(store, event, terms)) tally.add(payload);
  return tally.end();
}

async function countOf(store: BiometricsStore, event: CountedEvent, terms: PeriodTerms): Promise<number> {
  let count = 0;
  for await (const _ of entriesOf(store, event, terms)) count += 1;
  return count;
}
