// The bench in small: what it measures must be there and be true of a gallery this size.
import t from 'tap';
import { bench } from './bench.ts';

const signal = new AbortController().signal;

t.test('a small gallery is filled and searched, half of the probes being of nobody enrolled', async (t) => {
  const lines: string[] = [];
  const options = { people: 5, fingers: 2, probes: 6, seed: 4, threads: 1, images: false };
  const { json, text, exitCode } = await bench(options, { progress: (line) => lines.push(line), signal });
  t.match(json, { templates: 30, threads: 1, truePositiveRate: 1, falsePositiveRate: 0, misidentified: 0 });
  t.match(json, { source: 'minutiae', identifyMs: { p50: Number, p95: Number, p99: Number }, loadMs: Number });
  t.match(text, /30 templates \(minutiae\)/);
  t.equal(exitCode, 0);
  t.strictSame(lines, ['enrolled 10 of 10 fingers']);
});

t.test('with whole pictures each template is extracted', async (t) => {
  const options = { people: 2, fingers: 1, probes: 2, seed: 4, threads: 1, images: true };
  const { json } = await bench(options, { progress: () => undefined, signal });
  t.match(json, { templates: 6, source: 'images', truePositiveRate: 1, falsePositiveRate: 0 });
});
