// However many threads share a search, and in whatever order the gallery was filled, the answer is the same.
import t from 'tap';
import { encodeFingerMinutiae } from '../../../protocol/computing.ts';
import { SEARCH } from '../comparison/parameters.ts';
import { synthesiseTemplate, synthesiseTemplates } from '../synthesis/index.ts';
import { FingerEngine, type Identification } from './finger-engine.ts';
import type { FingerRecords } from './load-gallery.ts';

const signal = new AbortController().signal;
const IMPRESSIONS = [0, 1, 2];
const FINGERS = Math.ceil(SEARCH.comparedByMinutiae / 2);

const enrolled: readonly FingerRecords[] = Array.from({ length: FINGERS }, (_, finger) => ({
  key: { subject: `person-${finger}`, finger: 'right-index' },
  purpose: 'attendance',
  records: synthesiseTemplates({ seed: 31, finger }, IMPRESSIONS).map((template) => encodeFingerMinutiae(template)),
}));
/** Half of them of nobody enrolled: their best are the best of many that are much alike. */
const probes = Array.from({ length: 12 }, (_, index) =>
  synthesiseTemplate({ seed: 31, finger: index % 2 === 0 ? index : FINGERS + index, impression: 5 }),
);

async function answers(threads: number, records: readonly FingerRecords[]): Promise<readonly Identification[]> {
  await using engine = await FingerEngine.open({
    purpose: 'attendance',
    threads,
    capacityTemplates: FINGERS * IMPRESSIONS.length,
  });
  await engine.load(records, signal);
  const found: Identification[] = [];
  for (const probe of probes) found.push(await engine.identify(probe, signal));
  return found;
}

t.test('one, two and three threads find the same best', async (t) => {
  t.ok(FINGERS * IMPRESSIONS.length > SEARCH.comparedByMinutiae, 'more than get a second look');
  const alone = await answers(1, enrolled);
  t.equal(alone.filter(({ match }) => match).length, probes.length / 2);
  t.strictSame(await answers(2, enrolled), alone);
  t.strictSame(await answers(3, enrolled.toReversed()), alone);
});
