import t from 'tap';
import { seededRandom, synthesisePrint } from '../../../fingerprint/synthesis/index.ts';
import { SIMULATED_SEQUENCES } from '../simulation/simulated-sequences.ts';
import type { Frame } from '../types.ts';
import { judgeSequence, type SequenceFinding } from './judge-sequence.ts';

const print = synthesisePrint({ seed: 4, finger: 1, impression: 1 });

const framesOf = (name: string): readonly Frame[] => {
  const simulated = SIMULATED_SEQUENCES.find((one) => one.name === name);
  if (!simulated) throw new Error(`no sequence ${name}`);
  return simulated.draw(print, seededRandom(1));
};

const expected: Readonly<Record<string, SequenceFinding>> = {
  'simulated-touch': 'grows',
  'simulated-still-frames': 'no-growth',
  'simulated-fading-frames': 'no-growth',
  'simulated-frozen-frames': 'frozen-frames',
};

for (const { name } of SIMULATED_SEQUENCES)
  t.test(`${name}: ${expected[name]}`, async (t) => {
    t.equal(judgeSequence({ frames: framesOf(name), startsAt: 'first-contact' }), expected[name]);
  });

t.test('a sensor that begins once the finger lies there is not asked for growth', async (t) => {
  t.equal(judgeSequence({ frames: framesOf('simulated-still-frames'), startsAt: 'settled' }), 'not-assessed');
  t.equal(judgeSequence({ frames: framesOf('simulated-frozen-frames'), startsAt: 'settled' }), 'frozen-frames');
});

t.test('few frames, or frames far apart, say nothing of how a finger came down', async (t) => {
  const frames = framesOf('simulated-still-frames');
  t.equal(judgeSequence({ frames: [], startsAt: 'first-contact' }), 'not-assessed');
  t.equal(judgeSequence({ frames: frames.slice(0, 2), startsAt: 'first-contact' }), 'not-assessed');
  const slow = frames.map(({ image, atMs }) => ({ image, atMs: 5 * atMs }));
  t.equal(judgeSequence({ frames: slow, startsAt: 'first-contact' }), 'not-assessed');
});

t.test('an empty glass to the last frame is no touch', async (t) => {
  const empty = { ...print, pixels: print.pixels.map(() => 250) };
  const frames = [0, 1, 2].map((index) => ({
    image: { ...empty, pixels: empty.pixels.map((grey, at) => grey + ((at + index) % 2)) },
    atMs: 40 * index,
  }));
  t.equal(judgeSequence({ frames, startsAt: 'first-contact' }), 'no-growth');
});
