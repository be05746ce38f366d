// Fills the gallery of the bench, and searches it at some sizes on the way.
import { type FingerEngine, recordOf } from '../../../models/index.ts';
import type { Percentiles } from '../../health/percentiles.ts';
import { ENROLLED_IMPRESSIONS, keyOf, PROBE_IMPRESSION, PURPOSE, type Run, range } from './bench-run.ts';
import type { TemplateSource } from './bench-sources.ts';
import { SearchTimes } from './bench-times.ts';

export interface Growth {
  readonly templates: number;
  readonly identifyMs: Percentiles | null;
  readonly processorMs: Percentiles | null;
}

export interface Filled {
  /** Of loading alone. */
  readonly loadMs: number;
  readonly growth: readonly Growth[];
}

/** Fingers made ready at a time: the time of making them is not the time of loading them. */
const BATCH_FINGERS = 256;
/** Templates at which the growing gallery is searched, and how often. */
const GROWTH_MARKS = [1000, 4000, 16_000, 64_000];
const GROWTH_PROBES = 20;

export async function fillGallery(engine: FingerEngine, source: TemplateSource, run: Run): Promise<Filled> {
  const { people, fingers } = run.options;
  const total = people * fingers;
  const growth: Growth[] = [];
  let loadMs = 0;
  for (let from = 0; from < total; from += BATCH_FINGERS) {
    const before = engine.stats.templates;
    const batch = await source.templates(range(from, Math.min(total, from + BATCH_FINGERS)), ENROLLED_IMPRESSIONS);
    const enrolled = batch.map(({ finger, templates }) => ({
      key: keyOf(finger, fingers),
      purpose: PURPOSE,
      records: templates.map((template) => recordOf(template)),
    }));
    const startedMs = performance.now();
    await engine.load(enrolled, run.context.signal);
    loadMs += performance.now() - startedMs;
    run.context.progress(`enrolled ${engine.stats.fingers} of ${total} fingers`);
    const { templates } = engine.stats;
    if (GROWTH_MARKS.some((mark) => before < mark && templates >= mark))
      growth.push({ templates, ...(await searchTimes(engine, source, run)) });
  }
  return { loadMs: Math.round(loadMs), growth };
}

/** Searches with fingers beyond the gallery: whoever is not enrolled takes as long as who is. */
async function searchTimes(engine: FingerEngine, source: TemplateSource, run: Run): Promise<Omit<Growth, 'templates'>> {
  const { people, fingers } = run.options;
  const strangers = range(people * fingers, people * fingers + GROWTH_PROBES);
  const times = new SearchTimes();
  for (const { templates } of await source.templates(strangers, [PROBE_IMPRESSION]))
    for (const template of templates) await times.measure(() => engine.identify(template, run.context.signal));
  return { identifyMs: times.identifyMs, processorMs: times.processorMs };
}
