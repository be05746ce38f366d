// Bursts judged from evidence alone: living people, things fed into the wire, flat things, and what nobody has looked at.
import t from 'tap';
import { countedRate } from '../evaluation/counted-rate.ts';
import { landmarks, livingBurst } from '../fixtures/evidence.ts';
import type { FrameEvidence } from '../types.ts';
import { judgeFaceLiveness, judgePicture } from './judge-liveness.ts';
import { judgeFaceStream } from './judge-stream.ts';
import { sameFaceThroughout } from './same-face.ts';

const judged = (evidence: readonly FrameEvidence[]): ReturnType<typeof judgeFaceLiveness> =>
  judgeFaceLiveness(evidence, judgeFaceStream(evidence));
const changed = (change: (frame: FrameEvidence, at: number) => Partial<FrameEvidence>): FrameEvidence[] =>
  livingBurst().map((frame, at) => ({ ...frame, ...change(frame, at) }));
const reasons = (evidence: readonly FrameEvidence[]): readonly string[] => judgeFaceStream(evidence).reasons;

t.test('a person who stands before a camera is living, with a score, models and every cue', async (t) => {
  const result = judged(livingBurst());
  t.match(result, { result: 'live', reasons: [], version: /^\d/, models: [{ name: 'one' }, { name: 'other' }] });
  t.ok(Math.abs((result.score ?? 0) - 0.95) < 1e-9 && result.threshold < 0.95);
  t.equal(result.cues.length, 8);
  t.ok(result.cues.every(({ ok, limit, value }) => ok && limit > 0 && value > 0));
});

t.test('what was never looked at is never living', async (t) => {
  t.match(judged([]), { result: 'unknown', score: null, reasons: ['no-models', 'too-few-frames'] });
  t.match(judged(livingBurst({ frames: 4 })), { result: 'unknown', reasons: ['too-few-frames'] });
  t.match(judged(changed(() => ({ models: [] }))), { result: 'unknown', score: null, reasons: ['no-models'] });
  const one = changed(({ models }) => ({ models: models.slice(1) }));
  t.match(judged(one), { result: 'unknown', reasons: ['no-models'] }, 'one network of two');
  const late = changed(({ models }, at) => ({ models: at === 3 ? [] : models }));
  t.match(judged(late), { result: 'unknown' }, 'a frame that the networks did not see');
});

t.test('networks, and cues that decide, find an attack in the whole burst; one odd frame does not', async (t) => {
  t.match(judged(livingBurst({ score: 0.3 })), { result: 'attack', reasons: ['models'] });
  t.match(judged(livingBurst({ score: Number.NaN })), { result: 'attack', reasons: ['models'] }, 'no number');
  t.match(judged(livingBurst({ cues: { moire: 3 } })), { result: 'attack', reasons: ['moire'] });
  t.match(judged(livingBurst({ cues: { 'straight-edges': 1, moire: 3 } })), {
    result: 'attack',
    reasons: ['moire', 'straight-edges'],
  });
  const spectacles = judged(livingBurst({ cues: { glare: 0.05, 'hard-eye-edges': 0.8 } }));
  t.equal(spectacles.result, 'live', 'lenses mirror lamps and have rims');
  t.equal(spectacles.cues.find(({ cue }) => cue === 'glare')?.ok, false, 'and it is told');
  const once = changed(({ cues }, at) => (at === 2 ? { cues: { ...cues, moire: 3 } } : {}));
  t.equal(judged(once).result, 'live');
  t.match(judged(livingBurst({ frames: 3, score: 0.1 })), { result: 'attack', reasons: ['models', 'too-few-frames'] });
});

t.test('a frame that comes back, near or far, is a recording', async (t) => {
  t.strictSame(reasons(changed((_, at) => ({ digest: `digest ${at % 5}` }))), ['repeated-frames']);
  t.strictSame(reasons(livingBurst()), []);
});

t.test('noise that is the same in two frames is a file, also when a corner of it was changed', async (t) => {
  const [first] = livingBurst();
  const noise = first?.noise ?? new Int8Array();
  const nearly = Int8Array.from(noise, (value, at) => (at < 60 ? value + 1 : value));
  t.strictSame(reasons(changed((frame, at) => ({ noise: at === 6 ? nearly : at === 1 ? noise : frame.noise }))), [
    'identical-noise',
  ]);
  const dark = new Int8Array(1024).fill(-128);
  t.strictSame(reasons(changed(() => ({ noise: dark }))), [], 'what is black in every frame has no noise to compare');
});

t.test('frames that no camera gives in that time, or on the beat, were not given by one', async (t) => {
  const impossible = ['impossible-timing'];
  t.strictSame(reasons(changed(({ atMs }, at) => ({ atMs: at === 4 ? atMs - 150 : atMs }))), impossible, 'backwards');
  t.strictSame(reasons(changed(({ number }, at) => ({ number: at === 4 ? number - 1 : number }))), impossible);
  t.strictSame(reasons(changed((_, at) => ({ atMs: at * 2 }))), impossible, 'five hundred a second');
  t.strictSame(reasons(changed(({ atMs }, at) => ({ atMs: at > 4 ? atMs + 2000 : atMs }))), impossible, 'a gap');
  t.strictSame(reasons(changed((_, at) => ({ atMs: Number.NaN * at }))), impossible, 'no times');
  const beat = livingBurst({ frames: 10 }).map((frame, at) => ({ ...frame, atMs: 0.5 + at * 33.333 }));
  t.strictSame(reasons(beat), impossible, 'to a thousandth of a millisecond');
  t.strictSame(
    reasons(livingBurst({ frames: 10 }).map((frame, at) => ({ ...frame, atMs: at * 33 }))),
    [],
    'whole milliseconds',
  );
  const together = changed(({ atMs }, at) => ({ atMs: at === 4 ? (livingBurst()[5]?.atMs ?? 0) - 3 : atMs }));
  t.strictSame(reasons(together), [], 'two at once, after a reader was held up');
  const late = (at: number): number => 1000 + (at < 5 ? 33 * at : 132 + 3 * (at - 4));
  t.strictSame(reasons(changed((_, at) => ({ atMs: late(at) }))), impossible, 'three at once, and more');
  const dropped = changed(({ atMs, number }, at) => (at > 3 ? { atMs: atMs + 200, number: number + 6 } : {}));
  t.strictSame(reasons(dropped), [], 'frames given up for newer ones');
});

t.test('a face that does not move at all, and one that is tilted as a sheet is, are flat', async (t) => {
  t.strictSame(reasons(changed(() => ({ landmarks: landmarks({ turn: 0 }) }))), ['no-motion']);
  const tilted = (share: number, turn: number) => {
    const narrow = landmarks({ turn });
    const squeezed = ({ xPx, yPx }: { xPx: number; yPx: number }) => ({ xPx: 640 + (xPx - 640) * share, yPx });
    const { rightEye, leftEye, nose, rightMouth, leftMouth } = narrow;
    return {
      rightEye: squeezed(rightEye),
      leftEye: squeezed(leftEye),
      nose: squeezed(nose),
      rightMouth: squeezed(rightMouth),
      leftMouth: squeezed(leftMouth),
    };
  };
  t.strictSame(reasons(changed((frame, at) => (at > 5 ? { landmarks: tilted(0.8, 0.01) } : frame))), [
    'moved-as-a-plane',
  ]);
  t.strictSame(reasons(changed((frame, at) => (at > 5 ? { landmarks: tilted(0.8, 0.25) } : frame))), [], 'a head');
  const course = livingBurst({ frames: 80 }).map((frame, at) => ({
    ...{ ...frame, atMs: 1000 + at * 33 + 7 * Math.sin(at) },
    ...(at >= 20 && at < 40 && { landmarks: tilted(0.8, 0.01) }),
  }));
  t.strictSame(
    reasons(course),
    ['moved-as-a-plane'],
    'at thirty frames a second, with a rest of more than a second after it',
  );
  const none = changed(() => ({ landmarks: { ...landmarks(), leftEye: { xPx: 590, yPx: 300 } } }));
  t.doesNotThrow(() => judgeFaceStream(none), 'eyes on one spot');
});

t.test('lids that close, and a point that jumps for one frame, are no tilt', async (t) => {
  const { rightEye, leftEye, nose, rightMouth, leftMouth } = landmarks({ turn: 0.01 });
  const low = ({ xPx, yPx }: { xPx: number; yPx: number }) => ({ xPx, yPx: 300 + 0.84 * (yPx - 300) });
  const flat = {
    ...{ rightEye: low(rightEye), leftEye: low(leftEye), nose: low(nose) },
    ...{ rightMouth: low(rightMouth), leftMouth: low(leftMouth) },
  };
  const closed = { landmarks: flat, eyes: { right: 0.05, left: 0.04 } };
  t.strictSame(reasons(changed((_, at) => (at > 4 ? closed : {}))), [], 'as when told to close their eyes');
  t.strictSame(reasons(changed((_, at) => (at > 4 ? { landmarks: flat } : {}))), ['moved-as-a-plane'], 'open');
  t.strictSame(reasons(changed((_, at) => (at === 0 ? { landmarks: flat } : {}))), [], 'the first frame alone');
});

t.test('one picture is a network’s opinion', async (t) => {
  const [frame] = livingBurst();
  if (!frame) throw new Error('no frame');
  t.match(judgePicture(frame), { live: true, models: [{ name: 'one' }, {}] });
  t.match(judgePicture({ ...frame, cues: { ...frame.cues, moire: 4 } }), { live: false });
  t.match(judgePicture({ ...frame, models: [] }), { live: null, score: null });
});

t.test('a burst is of one person when its least alike templates are, and nothing compared is not', async (t) => {
  t.strictSame(sameFaceThroughout([0.9, 0.7, 0.8], 0.5), { ok: true, least: 0.7, limit: 0.5 });
  t.strictSame(sameFaceThroughout([0.9, 0.1, 0.8], 0.5), { ok: false, least: 0.1, limit: 0.5 });
  t.equal(sameFaceThroughout([], 0.5).ok, false);
  t.equal(sameFaceThroughout([Number.NaN], 0.5).ok, false);
});

t.test('bounds of a counted rate are those of Clopper and Pearson', async (t) => {
  const near = (got: number, wanted: number): void => {
    t.ok(Math.abs(got - wanted) < 5e-4, `${got} is ${wanted}`);
  };
  near(countedRate(0, 10).high, 0.3085);
  near(countedRate(10, 10).low, 0.6915);
  near(countedRate(5, 100).low, 0.0164);
  near(countedRate(5, 100).high, 0.1128);
  t.match(countedRate(0, 0), { rate: null, low: 0, high: 1 });
  near(countedRate(0, 3000).high, 0.00123);
});
