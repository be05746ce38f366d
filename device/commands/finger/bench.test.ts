// The bench in small: what it measures must be there and be true of a gallery this size.
import t from 'tap';
import { bench } from './bench.ts';
import { synthesise } from './synthesise.ts';

const signal = new AbortController().signal;

t.test('a small gallery is filled and searched, half of the probes being of nobody enrolled', async (t) => {
  const lines: string[] = [];
  const options = { people: 5, fingers: 2, probes: 6, seed: 4, threads: 1, images: false, among: [] };
  const { json, text, exitCode } = await bench(options, { progress: (line) => lines.push(line), signal });
  t.match(json, { templates: 30, threads: 1, truePositiveRate: 1, falsePositiveRate: 0, misidentified: 0 });
  t.equal(json.exhaustiveTruePositiveRate, 1);
  t.match(json, { source: 'minutiae', identifyMs: { p50: Number, p95: Number, p99: Number }, loadMs: Number });
  t.match(json.processorMs, { p50: Number, p95: Number });
  t.match(text, /30 templates \(minutiae\)/);
  t.equal(exitCode, 0);
  t.strictSame(lines, ['enrolled 10 of 10 fingers']);
});

t.test('with whole pictures each template is extracted', async (t) => {
  const options = { people: 2, fingers: 1, probes: 2, seed: 4, threads: 1, images: true, among: [] };
  const { json } = await bench(options, { progress: () => undefined, signal });
  t.match(json, { templates: 6, source: 'images', truePositiveRate: 1, falsePositiveRate: 0 });
});

t.test('real prints are enrolled among them and looked for', async (t) => {
  const folder = t.testdir();
  const order = { directory: folder, fingers: 3, impressions: 4, seed: 8, dpi: 500, widthPx: 220, heightPx: 240 };
  await synthesise(order, { progress: () => undefined, signal });
  const among = [{ folder, dpi: 500 }];
  const options = { people: 4, fingers: 1, probes: 2, seed: 4, threads: 1, images: false, among };
  const { json, text } = await bench(options, { progress: () => undefined, signal });
  t.match(json, { templates: 12, among: { probes: 3, truePositiveRate: 1, exhaustiveTruePositiveRate: 1 } });
  t.match(text, /of 3 real prints/);
});
