// ridged finger bench: identification in a large gallery of synthetic fingers, measured.
import { Command } from 'commander';
import { FingerEngine, type FingerRecords, type Identification } from '../../../models/index.ts';
import { encodeFingerMinutiae, type FingerPosition } from '../../../protocol/index.ts';
import { type Percentiles, percentiles } from '../../health/percentiles.ts';
import type { CommandResult } from '../run-command.ts';
import { PictureSource, strewnSource, type TemplateSource } from './bench-sources.ts';
import type { Finish } from './finish.ts';
import { wholeFrom } from './whole-number.ts';

export interface BenchOptions {
  readonly people: number;
  readonly fingers: number;
  readonly probes: number;
  readonly seed: number;
  readonly threads: number | undefined;
  /** Templates extracted from whole synthetic pictures instead of strewn minutiae. */
  readonly images: boolean;
}

export interface Growth {
  readonly templates: number;
  readonly identifyMs: Percentiles | null;
}

export interface BenchOutcome extends CommandResult {
  readonly json: {
    readonly templates: number;
    readonly loadMs: number;
    readonly identifyMs: Percentiles | null;
    readonly truePositiveRate: number;
    readonly falsePositiveRate: number;
    /** Probes of an enrolled finger that were taken for somebody else. */
    readonly misidentified: number;
    readonly comparisonsPerSecond: number;
    readonly rssMiB: number;
    readonly threads: number;
    readonly galleryMiB: number;
    readonly source: 'images' | 'minutiae';
    /** How long identification takes as the gallery grows. */
    readonly growth: readonly Growth[];
  };
}

export interface BenchContext {
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

const POSITIONS: readonly FingerPosition[] = [
  'right-index',
  'left-index',
  'right-thumb',
  'left-thumb',
  'right-middle',
  'left-middle',
  'right-ring',
  'left-ring',
  'right-little',
  'left-little',
];
const ENROLLED_IMPRESSIONS = [0, 1, 2];
const PROBE_IMPRESSION = 3;
/** Fingers made ready at a time: the time of making them is not the time of loading them. */
const BATCH_FINGERS = 256;
const MIB = 2 ** 20;
/** Templates at which the growing gallery is searched, and how often. */
const GROWTH_MARKS = [1000, 4000, 16_000, 64_000];
const GROWTH_PROBES = 20;

const range = (from: number, until: number): readonly number[] =>
  Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index);

const keyOf = (finger: number, perPerson: number): FingerRecords['key'] => ({
  subject: `person-${Math.floor(finger / perPerson)}`,
  finger: POSITIONS[finger % perPerson] ?? 'unknown',
});

interface Run {
  readonly options: BenchOptions;
  readonly context: BenchContext;
}

interface Filled {
  /** Of loading alone. */
  readonly loadMs: number;
  readonly growth: readonly Growth[];
}

/** Fills the gallery, and searches it at some sizes on the way. */
async function fill(engine: FingerEngine, source: TemplateSource, { options, context }: Run): Promise<Filled> {
  const { people, fingers } = options;
  const total = people * fingers;
  const growth: Growth[] = [];
  let loadMs = 0;
  for (let from = 0; from < total; from += BATCH_FINGERS) {
    const before = engine.stats.templates;
    const batch = await source.templates(range(from, Math.min(total, from + BATCH_FINGERS)), ENROLLED_IMPRESSIONS);
    const enrolled = batch.map(({ finger, templates }) => ({
      key: keyOf(finger, fingers),
      records: templates.map((template) => encodeFingerMinutiae(template)),
    }));
    const startedMs = performance.now();
    await engine.load(enrolled, context.signal);
    loadMs += performance.now() - startedMs;
    context.progress(`enrolled ${engine.stats.fingers} of ${total} fingers`);
    const { templates } = engine.stats;
    if (GROWTH_MARKS.some((mark) => before < mark && templates >= mark))
      growth.push({ templates, identifyMs: await searchTimes(engine, source, { options, context }) });
  }
  return { loadMs: Math.round(loadMs), growth };
}

/** Searches with fingers beyond the gallery: whoever is not enrolled takes as long as who is. */
async function searchTimes(engine: FingerEngine, source: TemplateSource, run: Run): Promise<Percentiles | null> {
  const { people, fingers } = run.options;
  const strangers = range(people * fingers, people * fingers + GROWTH_PROBES);
  const milliseconds: number[] = [];
  for (const { templates } of await source.templates(strangers, [PROBE_IMPRESSION]))
    for (const template of templates) {
      const startedMs = performance.now();
      await engine.identify(template, run.context.signal);
      milliseconds.push(performance.now() - startedMs);
    }
  return percentiles(milliseconds);
}

interface Tally {
  readonly milliseconds: number[];
  comparisons: number;
  /** Probes of an enrolled finger, and how they ended. */
  enrolled: number;
  found: number;
  misidentified: number;
  /** Probes of nobody enrolled, and how many were taken for somebody. */
  strangers: number;
  accepted: number;
}

/** Half of the probes come from enrolled fingers, spread over the gallery; the others from fingers beyond it. */
function probeFingers({ people, fingers, probes }: BenchOptions): readonly number[] {
  const total = people * fingers;
  const known = Math.ceil(probes / 2);
  const enrolled = range(0, known).map((index) => Math.floor((index * total) / known));
  return [...enrolled, ...range(total, total + probes - known)];
}

function note(tally: Tally, expected: string | undefined, { match, best }: Identification): void {
  if (expected === undefined) {
    tally.strangers += 1;
    tally.accepted += match ? 1 : 0;
    return;
  }
  const isRight = best?.key.subject === expected;
  tally.enrolled += 1;
  tally.found += match && isRight ? 1 : 0;
  tally.misidentified += match && !isRight ? 1 : 0;
}

async function probe(engine: FingerEngine, source: TemplateSource, { options, context }: Run): Promise<Tally> {
  const tally: Tally = {
    milliseconds: [],
    comparisons: 0,
    enrolled: 0,
    found: 0,
    misidentified: 0,
    strangers: 0,
    accepted: 0,
  };
  for (const { finger, templates } of await source.templates(probeFingers(options), [PROBE_IMPRESSION]))
    for (const template of templates) {
      const startedMs = performance.now();
      const found = await engine.identify(template, context.signal);
      tally.milliseconds.push(performance.now() - startedMs);
      tally.comparisons += found.comparisons;
      const isEnrolled = finger < options.people * options.fingers;
      note(tally, isEnrolled ? keyOf(finger, options.fingers).subject : undefined, found);
    }
  return tally;
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Fills a gallery and searches it. */
export async function bench(options: BenchOptions, context: BenchContext): Promise<BenchOutcome> {
  const { people, fingers, seed, threads, images } = options;
  const capacityTemplates = people * fingers * ENROLLED_IMPRESSIONS.length;
  await using engine = await FingerEngine.open({ capacityTemplates, ...(threads === undefined ? {} : { threads }) });
  await using source = images ? new PictureSource(seed, engine, context.signal) : strewnSource(seed);
  const { loadMs, growth } = await fill(engine, source, { options, context });
  const tally = await probe(engine, source, { options, context });
  const searchMs = tally.milliseconds.reduce((sum, ms) => sum + ms, 0);
  const json = {
    templates: engine.stats.templates,
    loadMs,
    identifyMs: percentiles(tally.milliseconds),
    truePositiveRate: share(tally.found, tally.enrolled),
    falsePositiveRate: share(tally.accepted, tally.strangers),
    misidentified: tally.misidentified,
    comparisonsPerSecond: Math.round(share(1000 * tally.comparisons, searchMs)),
    rssMiB: Math.round(process.memoryUsage.rss() / MIB),
    threads: engine.stats.threads,
    galleryMiB: Math.round(engine.stats.bytes / MIB),
    source: images ? ('images' as const) : ('minutiae' as const),
    growth,
  };
  return { json, text: textOf(json), exitCode: 0 };
}

function textOf(json: BenchOutcome['json']): string {
  const { p50, p95, p99 } = json.identifyMs ?? { p50: 0, p95: 0, p99: 0 };
  return [
    `${json.templates} templates (${json.source}) in ${json.galleryMiB} MiB, loaded in ${json.loadMs} ms`,
    `identification p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms on ${json.threads} threads`,
    `${json.comparisonsPerSecond} comparisons a second; ${json.rssMiB} MiB resident`,
    `found ${(100 * json.truePositiveRate).toFixed(1)} % of those enrolled, took ${json.misidentified} for another`,
    ...json.growth.map(
      ({ templates, identifyMs }) => `at ${templates} templates p50 ${identifyMs?.p50} ms, p95 ${identifyMs?.p95} ms`,
    ),
    `accepted ${(100 * json.falsePositiveRate).toFixed(1)} % of those who are not`,
  ].join('\n');
}

interface BenchFlags {
  readonly people: number;
  readonly fingers: number;
  readonly probes: number;
  readonly seed: number;
  readonly threads?: number;
  readonly images?: boolean;
}

export function benchCommand(finish: Finish): Command {
  return new Command('bench')
    .description('identification in a gallery of synthetic fingers, measured')
    .option('--people <n>', 'how many people are enrolled', wholeFrom(1, 100_000), 8000)
    .option('--fingers <n>', 'fingers of each, three impressions each', wholeFrom(1, POSITIONS.length), 2)
    .option('--probes <n>', 'searches; half of them with a finger of nobody enrolled', wholeFrom(2, 100_000), 200)
    .option('--seed <n>', 'the same seed makes the same fingers', wholeFrom(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--threads <n>', 'worker threads (as the service has them where left out)', wholeFrom(1, 64))
    .option('--images', 'extract every template from a whole synthetic picture (slow) instead of strewing minutiae')
    .action(({ people, fingers, probes, seed, threads, images = false }: BenchFlags) => {
      const progress = (line: string): void => void process.stderr.write(`${line}\n`);
      return finish((signal) => bench({ people, fingers, probes, seed, threads, images }, { progress, signal }));
    });
}
