// A period of the report as rows, one figure each: the same for tables, files and pages. Pure.
import {
  type Availability,
  ENROLLED_BY,
  type EnrolledBy,
  GUIDELINE_LIMITS,
  type Judged,
  type LabelledRates,
  type Rate,
  type SeriesFigures,
  WATCHED_DEVICES,
} from '../../../../protocol/index.ts';
import type { PeriodReport } from './biometrics-report.ts';
import type { CaseFigures } from './cases.ts';
import type { GroupFigures } from './group-tally.ts';

/** The three of the form, and what it does not ask for. */
export type Topic = 'accuracy' | 'availability' | 'events' | 'groups';

export type FigureName =
  | 'attempts'
  | 'transactions'
  | 'labelled'
  | 'accuracy'
  | 'falseAcceptRate'
  | 'falseRejectRate'
  | 'attemptAccuracy'
  | 'attemptFalseAcceptRate'
  | 'attemptFalseRejectRate'
  | 'failureToAcquire'
  | 'failureToEnrol'
  | 'attacksRefused'
  | 'bpcer'
  | 'apcer'
  | 'available'
  | 'cases'
  | 'faults'
  | 'lockouts'
  | 'rejected';

export interface FigureRow {
  readonly topic: Topic;
  /** A series, a part of a terminal or its name, a kind of event, a code, a group. */
  readonly of: string;
  readonly figure: FigureName;
  readonly rate: number | null;
  readonly count: number | null;
  readonly outOf: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly limit: number | null;
  readonly verdict: Judged['verdict'] | null;
  readonly note: string;
}

export const rowsOfPeriod = (period: PeriodReport): readonly FigureRow[] => [
  ...period.series.flatMap(seriesRows),
  ...ENROLLED_BY.map((by) => enrolmentRow(by, period)),
  ...availabilityRows(period),
  ...period.cases.map(caseRow),
  ...period.faults.map(({ code, count }) => nothing({ topic: 'events', of: code, figure: 'faults' }, count)),
  nothing({ topic: 'events', of: '', figure: 'lockouts' }, period.lockouts),
  ...period.groups.flatMap(groupRows),
];

type Named = Pick<FigureRow, 'topic' | 'of' | 'figure'>;

const nothing = (named: Named, count: number | null = null): FigureRow => ({
  ...named,
  ...{ rate: null, count, outOf: null, low: null, high: null, limit: null, verdict: null, note: '' },
});

const rateRow = (named: Named, { rate, count, of, low, high, why }: Rate, judged?: Judged): FigureRow => ({
  ...named,
  ...{ rate, count, outOf: of, low, high, limit: judged?.limit ?? null, verdict: judged?.verdict ?? null },
  note: [why, judged?.why].filter(Boolean).join('; '),
});

function enrolmentRow(by: EnrolledBy, { failureToEnrol, beforeFailuresWereKept: before }: PeriodReport): FigureRow {
  const row = rateRow({ topic: 'accuracy', of: `${by}-enrolment`, figure: 'failureToEnrol' }, failureToEnrol[by]);
  const left = before > 0 ? `${before} enrolments are left out, of journals that tell of no failures` : '';
  return { ...row, note: [row.note, left].filter(Boolean).join('; ') };
}

function seriesRows({ series, attempts, transactions, limits, ...figures }: SeriesFigures): readonly FigureRow[] {
  const named = (figure: FigureName): Named => ({ topic: 'accuracy', of: series, figure });
  const { ofTransactions, ofAttempts } = figures;
  const presented = Object.values(attempts).reduce((sum, count) => sum + count, 0);
  return [
    { ...nothing(named('attempts'), presented), note: countsText(attempts) },
    { ...nothing(named('transactions'), transactions.accepted + transactions.refused), note: countsText(transactions) },
    labelledRow(named('labelled'), ofTransactions),
    rateRow(named('accuracy'), ofTransactions.accuracy),
    rateRow(named('falseAcceptRate'), ofTransactions.falseAcceptRate, limits?.falseAcceptRate),
    rateRow(named('falseRejectRate'), ofTransactions.falseRejectRate, limits?.falseRejectRate),
    rateRow(named('attemptAccuracy'), ofAttempts.accuracy),
    rateRow(named('attemptFalseAcceptRate'), ofAttempts.falseAcceptRate),
    rateRow(named('attemptFalseRejectRate'), ofAttempts.falseRejectRate),
    rateRow(named('failureToAcquire'), figures.failureToAcquire),
    rateRow(named('attacksRefused'), figures.attacksRefused),
    rateRow(named('bpcer'), figures.bpcer),
    { ...rateRow(named('apcer'), figures.apcer), note: figures.apcer.why ?? speciesText(figures) },
  ];
}

/** The rate is that of the first. */
const speciesText = ({ apcer, apcerBySpecies }: Pick<SeriesFigures, 'apcer' | 'apcerBySpecies'>): string =>
  [apcer, ...apcerBySpecies.filter(({ species }) => species !== apcer.species)]
    .map(({ species, count, of }) => `${species} ${count} of ${of}`)
    .join(', ');

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

const labelledRow = (named: Named, { labelled, of, chosen }: LabelledRates): FigureRow => ({
  ...nothing(named, labelled),
  outOf: of,
  note: countsText(chosen),
});

/** Of these nothing in a journal tells when they were away. */
const UNTOLD = ['camera', 'matcher', 'link'] as const;

function availabilityRows({ availability: { fleet, terminals } }: PeriodReport): readonly FigureRow[] {
  const row = (of: string, { rate, ...times }: Availability): FigureRow => ({
    ...nothing({ topic: 'availability', of, figure: 'available' }),
    rate,
    note: timesText(times),
  });
  return [
    row('fleet', fleet.terminal),
    row('service', fleet.service),
    ...WATCHED_DEVICES.map((device) => row(device, fleet.devices[device])),
    ...UNTOLD.map((part) => ({
      ...nothing({ topic: 'availability', of: part, figure: 'available' }),
      note: 'no entry tells when it was away',
    })),
    ...terminals.map(({ terminal, uptime }) => row(terminal, uptime.terminal)),
  ];
}

const HOUR_MS = 3_600_000;
const hours = (ms: number): string => `${(ms / HOUR_MS).toFixed(1)} h`;

const timesText = ({ totalMs, downMs, plannedMs, unknownMs }: Omit<Availability, 'rate'>): string =>
  [
    `down ${hours(downMs)} of ${hours(totalMs)}`,
    ...(plannedMs > 0 ? [`planned ${hours(plannedMs)}`] : []),
    ...(unknownMs > 0 ? [`not known ${hours(unknownMs)}`] : []),
  ].join(', ');

const caseRow = ({ kind, count, closed, medianMs, longestMs }: CaseFigures): FigureRow => ({
  ...nothing({ topic: 'events', of: kind, figure: 'cases' }, count),
  note: [
    ...(count > 0 ? [`closed ${closed}`] : []),
    ...(medianMs === null || longestMs === null ? [] : [`in ${hours(medianMs)} (median), ${hours(longestMs)} at most`]),
  ].join(' '),
});

function groupRows({ group, people, figures }: GroupFigures): readonly FigureRow[] {
  const of = group === null ? '(others)' : group || '(none)';
  const note = `${people} people`;
  if (!figures) return [{ ...nothing({ topic: 'groups', of, figure: 'attempts' }), note: `${note}: too few to show` }];
  const row = (figure: FigureName, rate: Rate): FigureRow => rateRow({ topic: 'groups', of, figure }, rate);
  return [
    { ...nothing({ topic: 'groups', of, figure: 'attempts' }, figures.attempts), note },
    row('falseRejectRate', figures.falseRejectRate),
    row('rejected', figures.rejected),
    row('failureToAcquire', figures.failureToAcquire),
    row('attacksRefused', figures.attacksRefused),
  ];
}

/** What the form leaves open, as it is counted here. */
export const DEFINITIONS: readonly string[] = [
  'an attempt is one entry: a touch, or a look at a face; tries that follow on each other within 20 s without an acceptance are one transaction',
  'accuracy (TA+TR)/(TA+TR+FA+FR), FAR FA/(FA+TR), FRR FR/(FR+TA), over what people have labelled; whatever nobody has labelled counts for nothing',
  'a refusal by presentation attack detection counts as a refusal; a poor sample does only where a transaction ends with it, and is a failure to acquire otherwise',
  'failure to enrol: enrolments without good samples, or not recognised afterwards, of all that were tried, each try; whoever was refused as an attack, has a record already or walked away is none',
  'BPCER and APCER (ISO/IEC 30107-3) are over labelled presentations of which the detector gave a verdict; APCER is that of the species of attack that comes through most often',
  'refusals for rights, cards, locks and faults are no decisions of recognition',
  `limits (FAR ${100 * GUIDELINE_LIMITS.falseAcceptRate} %, FRR ${100 * GUIDELINE_LIMITS.falseRejectRate} %) are the guideline's for 1:1, judged by transactions that were drawn at random alone, with 95 % confidence, one-sided; intervals are those of Clopper and Pearson (95 %), as if transactions were independent`,
  'in identification (1:N) false acceptance and rejection are false-positive and false-negative identification (FPIR, FNIR); the guideline has no limit for it',
  'availability: (known - planned - down) / (known - planned), from ready to stopped, or to the last entry before a crash; a terminal without its fingerprint sensor is down; time after its last word is not known',
];
