// ridgectl label sample: which visits to look into, so that rates rest on a sample that was drawn and not on what somebody chose.
import { calendarOf } from '../../attendance/index.ts';
import { openTimeBooks } from '../../attendance/records/time-books.ts';
import { csvOf } from '../../attendance/report/report-csv.ts';
import { rulesOn } from '../../attendance/rules/rule-set.ts';
import { type BookedLabel, type DrawnVisit, drawSample, isTruth, type Sample, ZONE } from '../../biometrics/index.ts';
import { dateGiven, numberGiven, wrong } from '../attendance/given.ts';
import { mustSaySomething } from '../given-options.ts';
import { withOutput } from '../output-file.ts';
import { openFleet } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { tableOf, timeOf } from '../table.ts';
import { theTerminal } from '../terminal-name.ts';
import type { LabelOptions } from './label.ts';

export interface LabelSampleCommand extends LabelOptions {
  readonly count: string;
  readonly seed: string;
  readonly from: string;
  readonly to: string;
  readonly terminal?: string;
  readonly out?: string;
}

/** As many as anybody can look into. */
const MOST = 100_000;

export async function labelSampleCommand(options: LabelSampleCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const { seed, out } = options;
  const count = numberGiven('visits', options.count);
  if (count < 1 || count > MOST) throw wrong(`--count ${options.count}: give a number from 1 to ${MOST}`);
  const range = { from: dateGiven('--from', options.from), until: dateGiven('--to', options.to) };
  if (range.until < range.from) throw wrong(`--to ${options.to} is before --from ${options.from}`);
  await using fleet = await openFleet(options, io);
  const terminal = options.terminal && (await theTerminal(fleet.store, options.terminal)).terminal;
  const { rules } = await openTimeBooks(fleet.register.times);
  const calendar = calendarOf(rulesOn(range.until, rules)?.zone ?? ZONE);
  const [fromMs, endMs] = [calendar.atMinute(range.from, 0), calendar.atMinute(range.until, 1440)];
  const window = { fromMs, untilMs: Math.max(fromMs, Math.min(endMs, io.clock.nowMs())) };
  const sample = await drawSample(fleet.store, { count, seed, window, ...(terminal && { terminal }) });
  const said = truthsOf(await fleet.register.labels.all({ withdrawn: false }));
  const written = await withOutput(out, io, (write) => write(textOf(sample, { options, said })));
  const drawn = sample.visits.length;
  if (drawn < count) io.err(`ridgectl: there are no more than ${drawn} visits of which something can be said\n`);
  if (written)
    io.out(
      options.json
        ? `${JSON.stringify({ drawn, of: sample.of, ...written })}\n`
        : `${drawn} of ${sample.of} visits are in ${written.file}\n`,
    );
  return 0;
}

type Said = ReadonlyMap<string, BookedLabel['what']>;
interface Telling {
  readonly options: LabelSampleCommand;
  readonly said: Said;
}

const nameOf = ({ terminal, journalId, seq }: Pick<BookedLabel, 'terminal' | 'journalId' | 'seq'>): string =>
  JSON.stringify([terminal, journalId, seq]);

const truthsOf = (labels: readonly BookedLabel[]): Said =>
  new Map(labels.filter(({ what }) => isTruth(what)).map((label) => [nameOf(label), label.what]));

/** A file is filled in and taken in again. */
function textOf(sample: Sample, { options, said }: Telling): string {
  const { out, json, seed, from, to } = options;
  const labelOf = (visit: DrawnVisit): string => said.get(nameOf(visit)) ?? '';
  if (out !== undefined) return csvText(sample, labelOf);
  if (!json) return tableText(sample, labelOf);
  const visits = sample.visits.map((visit) => ({ ...visit, label: said.get(nameOf(visit)) ?? null }));
  return `${JSON.stringify({ seed, from, to, ...sample, visits })}\n`;
}

/** The columns of label import. What was said before stands in it: whatever is drawn counts as drawn, however it was chosen then. */
const csvText = ({ visits }: Sample, labelOf: (visit: DrawnVisit) => string): string =>
  csvOf(
    [
      ['terminal', 'seq', 'journal', 'label', 'chosen', 'note'],
      ...visits.map((visit) => [visit.terminal, visit.seq, visit.journalId, labelOf(visit), 'random', '']),
    ],
    { bom: true },
  );

const tableText = ({ visits, strata, of }: Sample, labelOf: (visit: DrawnVisit) => string): string =>
  [
    tableOf(
      ['TERMINAL', 'ENTRY', 'TIME', 'SERIES', 'DECISION', 'LABEL'],
      visits.map((visit) => [
        ...[visit.terminal, `${visit.seq}`, timeOf(visit.atMs), visit.series, visit.decision, labelOf(visit)],
      ]),
    ),
    `${visits.length} of ${of}: ${strata.map(({ terminal, drawn, of: all }) => `${terminal} ${drawn} of ${all}`).join(', ')}\n`,
  ].join('');
