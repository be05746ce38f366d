import t from 'tap';
import { type FingerTemplate, ManualClock } from '../../../../protocol/computing.ts';
import { extractTemplate } from '../../../fingerprint/laboratory.ts';
import { PrintMaker, seededRandom, synthesiseTemplate } from '../../../fingerprint/synthesis/index.ts';
import { REPLAY } from '../parameters.ts';
import { SIMULATED_ATTACKS } from '../simulation/simulated-attacks.ts';
import { ReplayRing } from './replay-ring.ts';

const touch = (finger: number, impression: number): FingerTemplate =>
  synthesiseTemplate({ seed: 3, finger, impression });

const moved = (template: FingerTemplate, { rightPx = 0, turn = 0 }): FingerTemplate => {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [middleX, middleY] = [template.widthPx / 2, template.heightPx / 2];
  const minutiae = template.minutiae.map((minutia) => ({
    ...minutia,
    x: middleX + cos * (minutia.x - middleX) - sin * (minutia.y - middleY) + rightPx,
    y: middleY + sin * (minutia.x - middleX) + cos * (minutia.y - middleY),
  }));
  return { ...template, minutiae };
};

t.test('the same impression again is a copy, also where it has moved a little', async (t) => {
  const moves = [{}, { rightPx: 1.4 }, { rightPx: 5, turn: 0.01 }, { turn: -0.03 }];
  for (const move of moves) {
    await using ring = new ReplayRing({ clock: new ManualClock() });
    t.notOk(ring.isCopyOfEarlier(touch(1, 1)), 'nothing to be like');
    t.ok(ring.isCopyOfEarlier(moved(touch(1, 1), move)), JSON.stringify(move));
  }
});

t.test('what has moved further than a latent can is not its business', async (t) => {
  await using ring = new ReplayRing({ clock: new ManualClock() });
  ring.isCopyOfEarlier(touch(1, 1));
  t.notOk(ring.isCopyOfEarlier(moved(touch(1, 1), { rightPx: 40 })));
});

t.test('a finger that comes again and again is never a copy of itself, nor of another', async (t) => {
  await using ring = new ReplayRing({ clock: new ManualClock() });
  const copies: string[] = [];
  for (let finger = 0; finger < 12; finger += 1)
    for (let impression = 0; impression < 10; impression += 1)
      if (ring.isCopyOfEarlier(touch(finger, impression))) copies.push(`${finger}/${impression}`);
  t.strictSame(copies, []);
});

t.test('too few minutiae say nothing', async (t) => {
  await using ring = new ReplayRing({ clock: new ManualClock() });
  const few = { ...touch(1, 1), minutiae: touch(1, 1).minutiae.slice(0, REPLAY.unmoved.minCoincident - 1) };
  ring.isCopyOfEarlier(few);
  t.notOk(ring.isCopyOfEarlier(few));
});

t.test('the ring has a bound: the oldest gives way', async (t) => {
  await using ring = new ReplayRing({ clock: new ManualClock(), maxImpressions: 3 });
  for (const finger of [1, 2, 3, 4]) ring.isCopyOfEarlier(touch(finger, 1));
  t.equal(ring.size, 3);
  t.ok(ring.isCopyOfEarlier(touch(2, 1)), 'the second is remembered');
  t.notOk(ring.isCopyOfEarlier(touch(1, 1)), 'the first is forgotten');
});

t.test('what was remembered is forgotten in time, whatever the wall clock says', async (t) => {
  const clock = new ManualClock();
  await using ring = new ReplayRing({ clock, keepMs: 1000 });
  ring.isCopyOfEarlier(touch(1, 1));
  clock.setUtc(0);
  clock.advance(999);
  ring.expire();
  t.equal(ring.size, 1);
  clock.advance(1);
  ring.expire();
  t.equal(ring.size, 0);
  t.notOk(ring.isCopyOfEarlier(touch(1, 1)));
});

t.test('it is forgotten also where nobody comes any more', async (t) => {
  const clock = new ManualClock();
  const ring = new ReplayRing({ clock, keepMs: 1000 });
  const stop = new AbortController();
  const expiring = ring.keepExpiring(stop.signal);
  ring.isCopyOfEarlier(touch(1, 1));
  for (let sweep = 0; sweep < 12; sweep += 1) {
    clock.advance(100);
    await new Promise(setImmediate);
  }
  t.equal(ring.size, 0);
  stop.abort();
  await expiring;
  await ring.keepExpiring(stop.signal);
  t.pass('ends with its signal');
});

t.test('disposed, it holds nothing; twice is allowed', async (t) => {
  const ring = new ReplayRing({ clock: new ManualClock() });
  const expiring = ring.keepExpiring(new AbortController().signal);
  ring.isCopyOfEarlier(touch(1, 1));
  await ring[Symbol.asyncDispose]();
  await ring[Symbol.asyncDispose]();
  await expiring;
  t.equal(ring.size, 0);
});

t.test('simulated replays and latents are known by their minutiae, another touch is not', async (t) => {
  const maker = new PrintMaker();
  const live = maker.print({ seed: 8, finger: 1, impression: 1 });
  const again = maker.print({ seed: 8, finger: 1, impression: 2 });
  for (const { name, follows, draw } of SIMULATED_ATTACKS) {
    if (!follows) continue;
    await using ring = new ReplayRing({ clock: new ManualClock() });
    ring.isCopyOfEarlier(extractTemplate(live).template);
    t.ok(ring.isCopyOfEarlier(extractTemplate(draw(live, seededRandom(1))).template), name);
    t.notOk(ring.isCopyOfEarlier(extractTemplate(again).template), 'another touch');
  }
});
