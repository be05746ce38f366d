// Searches the gallery of the bench, with fingers that are enrolled and fingers that are not.
import type { FingerEngine, Identification } from '../../../models/index.ts';
import type { FingerTemplate } from '../../../protocol/index.ts';
import { type BenchOptions, keyOf, PROBE_IMPRESSION, type Run, range } from './bench-run.ts';
import type { TemplateSource } from './bench-sources.ts';
import { SearchTimes } from './bench-times.ts';

export interface Probe {
  readonly template: FingerTemplate;
  /** Whose finger it is; undefined for nobody enrolled. */
  readonly subject: string | undefined;
}

export class Tally {
  readonly times = new SearchTimes();
  comparisons = 0;
  /** Probes of an enrolled finger, and how they ended. */
  enrolled = 0;
  found = 0;
  misidentified = 0;
  /** Of them those that a comparison with every template would have found. */
  findable = 0;
  /** Probes of nobody enrolled, and how many were taken for somebody. */
  strangers = 0;
  accepted = 0;

  note(subject: string | undefined, { match, best, comparisons }: Identification): void {
    this.comparisons += comparisons;
    if (subject === undefined) {
      this.strangers += 1;
      this.accepted += match ? 1 : 0;
      return;
    }
    const isRight = best?.key.subject === subject;
    this.enrolled += 1;
    this.found += match && isRight ? 1 : 0;
    this.misidentified += match && !isRight ? 1 : 0;
  }
}

export async function search(engine: FingerEngine, probes: Iterable<Probe>, signal: AbortSignal): Promise<Tally> {
  const tally = new Tally();
  for (const { template, subject } of probes) {
    const found = await tally.times.measure(() => engine.identify(template, signal));
    tally.note(subject, found);
    if (subject === undefined) continue;
    // What the quick looks passed over shows against a comparison with the finger itself, at the same threshold.
    const { best } = await engine.verify(template, subject, signal);
    if (best !== undefined && best.score > found.threshold) tally.findable += 1;
  }
  return tally;
}

/** Half of the probes come from enrolled fingers, spread over the gallery; the others from fingers beyond it. */
function probeFingers({ people, fingers, probes }: BenchOptions): readonly number[] {
  const total = people * fingers;
  const known = Math.ceil(probes / 2);
  const enrolled = range(0, known).map((index) => Math.floor((index * total) / known));
  return [...enrolled, ...range(total, total + probes - known)];
}

export async function syntheticProbes(source: TemplateSource, { options }: Run): Promise<readonly Probe[]> {
  const { people, fingers } = options;
  const made = await source.templates(probeFingers(options), [PROBE_IMPRESSION]);
  return made.flatMap(({ finger, templates }) => {
    const subject = finger < people * fingers ? keyOf(finger, fingers).subject : undefined;
    return templates.map((template) => ({ template, subject }));
  });
}
