// Synthetic prints as files: named as `finger evaluate` reads them, the same for the same seed.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { synthesise } from './synthesise.ts';

const signal = new AbortController().signal;
const order = { fingers: 2, impressions: 2, seed: 9, widthPx: 256, heightPx: 288, dpi: 500 };

t.test('each impression is a grey PNG that knows its resolution, and a second run writes the same', async (t) => {
  const lines: string[] = [];
  const directory = join(t.testdir(), 'made', 'here');
  const { json, exitCode } = await synthesise(
    { ...order, directory },
    { progress: (line) => lines.push(line), signal },
  );
  t.match(json, { fingers: 2, images: 4 });
  t.equal(exitCode, 0);
  t.strictSame(lines, ['finger 1 of 2', 'finger 2 of 2']);
  t.strictSame((await readdir(directory)).sort(), ['1_1.png', '1_2.png', '2_1.png', '2_2.png']);
  t.match(await sharp(join(directory, '1_1.png')).metadata(), { width: 256, height: 288, channels: 1, density: 500 });

  const again = join(t.testdirName, 'again');
  await synthesise({ ...order, fingers: 1, directory: again }, { progress: () => undefined, signal });
  t.strictSame(await readFile(join(again, '1_2.png')), await readFile(join(directory, '1_2.png')));
  t.notSame(await readFile(join(again, '1_2.png')), await readFile(join(again, '1_1.png')));
});

t.test('whoever aborts is not waited for', async (t) => {
  const stopped = AbortSignal.abort(new Error('stop'));
  const work = synthesise({ ...order, directory: t.testdir() }, { progress: () => undefined, signal: stopped });
  await t.rejects(work, { message: 'stop' });
});
