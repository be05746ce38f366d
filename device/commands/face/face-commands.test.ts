// ridged face and ridged models: their answers and exit codes, on the supplied photos where they are at hand.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { install, list } from '../models/models-command.ts';
import { calibrate } from './calibrate.ts';
import { compare } from './compare.ts';
import { evaluate } from './evaluate.ts';
import { faceCommand } from './index.ts';
import { inspect } from './inspect.ts';
import { readPairs } from './pairs.ts';

const { signal } = new AbortController();
const shared = join(import.meta.dirname, '../../../../shared');
const weights = join(shared, 'models');
const photos = join(shared, 'data/faces/photos');
const skip = existsSync(photos) && existsSync(weights) ? false : 'the supplied photos and weights are not there';
const photo = (name: string): string => join(photos, `${name}.jpg`);
const progress = (): void => undefined;

t.test('the commands are named as the contract has them', async (t) => {
  t.strictSame(
    faceCommand().commands.map((command) => command.name()),
    ['inspect', 'compare', 'evaluate', 'calibrate', 'pad'],
  );
});

t.test('what is no picture, no list and no weights is refused with its own code', async (t) => {
  const folder = t.testdir({ 'text.jpg': 'not a picture', 'pairs.csv': 'a,b,genuine\nx,y\n', 'empty.csv': '' });
  const nowhere = { weights: join(folder, 'none') };
  await t.rejects(inspect(join(folder, 'text.jpg'), nowhere, signal), { code: 'IMAGE_UNREADABLE' });
  await t.rejects(inspect(folder, nowhere, signal), { code: 'IMAGE_UNREADABLE', context: { why: 'not a file' } });
  await t.rejects(inspect(join(folder, 'absent.jpg'), nowhere, signal), { code: 'IMAGE_UNREADABLE' });
  await t.rejects(readPairs(join(folder, 'pairs.csv')), { code: 'USAGE', context: { line: 2 } });
  await t.rejects(readPairs(join(folder, 'empty.csv')), { code: 'USAGE' });
  await t.rejects(readPairs(join(folder, 'absent.csv')), { code: 'USAGE' });
  await t.rejects(compare(['a', 'b'], nowhere, signal), { code: 'MODEL_MISSING' });
});

t.test('files that are nowhere are told as missing, a wrong one is never taken for the right one', async (t) => {
  const folder = t.testdir({ mirror: { 'mobileface_id_v2_112.onnx': 'another file' } });
  const to = join(folder, 'to');
  const options = { from: [join(folder, 'absent'), join(folder, 'mirror')], to };
  const { exitCode, json } = await install(['mobileface-id'], options, { signal, progress });
  t.equal(exitCode, 1);
  t.match(json, { missing: ['mobileface-id'], models: [{ tried: [{ why: /ENOENT/ }, { why: /SHA-256/ }] }] });
  t.strictSame(readdirSync(to), [], 'nothing is left behind');
  await t.rejects(install(['nobody'], options, { signal, progress }), { code: 'USAGE' });
  const file = join(folder, 'mirror', 'mobileface_id_v2_112.onnx');
  await t.rejects(install(['mobileface-id'], { to: file }, { signal, progress }), { code: 'STORE_READ_ONLY' });
  t.match(await list({}), { json: { models: [{ name: 'yunet-320' }] } });
});

t.test('with the supplied files', { skip }, async (t) => {
  const folder = t.testdir();

  t.test('files are fetched from the first mirror that has them, and once only', async (t) => {
    const server = createServer((request, response) => {
      const file = join(weights, String(request.url).slice('/models/'.length));
      if (existsSync(file)) response.end(readFileSync(file));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const address = server.address();
    const web = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/models`;
    const to = join(folder, 'weights');
    const first = await install([], { from: [join(folder, 'absent'), web], to }, { signal, progress });
    t.equal(first.exitCode, 0);
    t.match(first.json, { missing: [], models: [{ state: 'installed', source: /^http/ }] });
    const again = await install([], { from: [], to }, { signal, progress });
    t.match(again.json, { models: [{ state: 'present' }, { state: 'present' }] });
  });

  t.test('a good portrait passes, a crowd and an empty scene are told so', async (t) => {
    const good = await inspect(photo('stock-emotions-a-1'), { weights }, signal);
    t.match(good, { exitCode: 0, json: { ok: true, faces: [{ box: {}, landmarks: {} }] } });
    const models = [{ name: 'minifasnet-v2' }, { name: 'minifasnet-v1se' }];
    t.match(good, { json: { liveness: { live: Boolean, score: Number, models } }, text: /\nliveness, passive/ });
    const crowd = await inspect(photo('group-3'), { weights }, signal);
    t.match(crowd, { exitCode: 1, json: { advice: { name: 'single-face', th: /คน/ } } });
    const empty = await inspect(photo('background'), { weights }, signal);
    t.match(empty, { exitCode: 1, text: /Stand before the camera/, json: { faces: [], liveness: null } });
  });

  t.test('the same person matches, another does not, nobody is no match', async (t) => {
    const pair = (a: string, b: string): Promise<unknown> => compare([photo(a), photo(b)], { weights }, signal);
    t.match(await pair('person-vlado', 'person-vlado1'), { exitCode: 0, json: { match: true } });
    t.match(await pair('person-vlado', 'ai-face'), { exitCode: 1, json: { match: false, falseMatchRate: Number } });
    t.match(await pair('background', 'ai-face'), { exitCode: 1, json: { match: false, reason: 'no-face', score: 0 } });
  });

  t.test('a list of pairs gives both error rates with bounds and every score', async (t) => {
    const list = join(folder, 'pairs.csv');
    const rows = [
      ['stock-emotions-a-1', 'stock-emotions-a-3', 1],
      ['stock-emotions-a-1', 'ai-face', 0],
      ['stock-emotions-a-1', 'background', 0],
    ].map(([a, b, genuine]) => `${photo(String(a))},${photo(String(b))},${genuine}`);
    writeFileSync(list, `${['a,b,genuine', ...rows].join('\n')}\n`);
    const scores = join(folder, 'scores.csv');
    const { json } = await evaluate(list, { weights, scores, card: true }, signal);
    t.match(json, {
      images: 4,
      failures: 1,
      genuine: 1,
      impostor: 2,
      eer: 0,
      fnmrAtFmr: { '0.0001': null },
      atThreshold: { falseNonMatches: { count: 0, of: 1 }, falseMatches: { count: 0, of: 2, low: 0 } },
    });
    const lines = readFileSync(scores, 'utf8').trim().split('\n');
    t.equal(lines[0], 'a,b,genuine,score');
    t.match(lines[3], /background.jpg,0,0$/, 'nobody scores 0');
    await t.rejects(calibrate(list, { weights }, { signal }), { code: 'MODEL_UNCALIBRATED' }, 'too few strangers');
  });
});
