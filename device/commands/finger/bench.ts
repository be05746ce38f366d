// ridged finger bench: identification in a large gallery of synthetic fingers, measured.
import { Command } from 'commander';
import { FingerEngine } from '../../../models/index.ts';
import type { Percentiles } from '../../health/percentiles.ts';
import type { CommandResult } from '../run-command.ts';
import { fillGallery, type Growth } from './bench-fill.ts';
import { search, syntheticProbes, type Tally } from './bench-probes.ts';
import { enrolReal } from './bench-real.ts';
import { type BenchContext, type BenchOptions, ENROLLED_IMPRESSIONS, POSITIONS, PURPOSE } from './bench-run.ts';
import { PictureSource, strewnSource } from './bench-sources.ts';
import type { Finish } from './finish.ts';
import { parseSetPlace } from './print-set.ts';
import { wholeFrom } from './whole-number.ts';

/** How searches for enrolled fingers end. */
interface Rates {
  readonly truePositiveRate: number;
  /** Of a comparison of each probe with the very finger, at the threshold of the search: what looking quickly costs is the difference. */
  readonly exhaustiveTruePositiveRate: number;
  /** Probes of an enrolled finger that were taken for somebody else. */
  readonly misidentified: number;
}

export interface BenchOutcome extends CommandResult {
  readonly json: Rates & {
    readonly templates: number;
    readonly loadMs: number;
    readonly identifyMs: Percentiles | null;
    /** Work of a search, all threads together: what can be compared where other work holds the machine. */
    readonly processorMs: Percentiles | null;
    readonly falsePositiveRate: number;
    readonly comparisonsPerSecond: number;
    readonly rssMiB: number;
    readonly threads: number;
    readonly galleryMiB: number;
    readonly source: 'images' | 'minutiae';
    /** How long identification takes as the gallery grows. */
    readonly growth: readonly Growth[];
    /** Of real prints enrolled among the synthetic fingers. */
    readonly among?: Rates & { readonly probes: number };
  };
}

const MIB = 2 ** 20;
/** At most so many real fingers. */
const ROOM_FOR_REAL = 3000;

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Fills a gallery and searches it. @throws KioskError USAGE, IMAGE_UNREADABLE for folders of real prints */
export async function bench(options: BenchOptions, context: BenchContext): Promise<BenchOutcome> {
  const { people, fingers, seed, threads, images, among } = options;
  const run = { options, context };
  const capacityTemplates = people * fingers * ENROLLED_IMPRESSIONS.length + (among.length > 0 ? ROOM_FOR_REAL : 0);
  await using engine = await FingerEngine.open({
    purpose: PURPOSE,
    capacityTemplates,
    ...(threads === undefined ? {} : { threads }),
  });
  await using source = images ? new PictureSource(seed, engine, context.signal) : strewnSource(seed);
  const { loadMs, growth } = await fillGallery(engine, source, run);
  const { templates, bytes } = engine.stats;
  const rssMiB = Math.round(process.memoryUsage.rss() / MIB);
  const tally = await search(engine, await syntheticProbes(source, run), context.signal);
  const real = among.length > 0 ? await search(engine, await enrolReal(engine, run), context.signal) : undefined;
  const json = {
    templates,
    loadMs,
    identifyMs: tally.times.identifyMs,
    processorMs: tally.times.processorMs,
    ...ratesOf(tally),
    falsePositiveRate: share(tally.accepted, tally.strangers),
    comparisonsPerSecond: Math.round(share(1000 * tally.comparisons, tally.times.totalMs)),
    rssMiB,
    threads: engine.stats.threads,
    galleryMiB: Math.round(bytes / MIB),
    source: images ? ('images' as const) : ('minutiae' as const),
    growth,
    ...(real && { among: { probes: real.enrolled, ...ratesOf(real) } }),
  };
  return { json, text: textOf(json), exitCode: 0 };
}

const ratesOf = ({ found, findable, enrolled, misidentified }: Tally): Rates => ({
  truePositiveRate: share(found, enrolled),
  exhaustiveTruePositiveRate: share(findable, enrolled),
  misidentified,
});

const foundOf = ({ truePositiveRate, exhaustiveTruePositiveRate, misidentified }: Rates): string =>
  `${percentOf(truePositiveRate)} of those enrolled (each by itself ${percentOf(exhaustiveTruePositiveRate)}), took ${misidentified} for another`;

const percentOf = (rate: number): string => `${(100 * rate).toFixed(1)} %`;

const timesOf = ({ identifyMs, processorMs }: Pick<Growth, 'identifyMs' | 'processorMs'>): string =>
  `p50 ${identifyMs?.p50} ms, p95 ${identifyMs?.p95} ms (of processors p50 ${processorMs?.p50} ms, p95 ${processorMs?.p95} ms)`;

function textOf(json: BenchOutcome['json']): string {
  return [
    `${json.templates} templates (${json.source}) in ${json.galleryMiB} MiB, loaded in ${json.loadMs} ms`,
    `identification ${timesOf(json)} on ${json.threads} threads`,
    `${json.comparisonsPerSecond} comparisons a second; ${json.rssMiB} MiB resident`,
    ...json.growth.map((growth) => `at ${growth.templates} templates ${timesOf(growth)}`),
    `found ${foundOf(json)}`,
    ...(json.among ? [`of ${json.among.probes} real prints among them found ${foundOf(json.among)}`] : []),
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
  readonly among?: readonly string[];
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
    .option(
      '--among <dirs...>',
      'folders of real prints, dir[@dpi]: three impressions of each finger enrolled, the others looked for',
    )
    .action(({ people, fingers, probes, seed, threads, images = false, among = [] }: BenchFlags) => {
      const progress = (line: string): void => void process.stderr.write(`${line}\n`);
      return finish((signal) =>
        bench(
          { people, fingers, probes, seed, threads, images, among: among.map(parseSetPlace) },
          { progress, signal },
        ),
      );
    });
}
