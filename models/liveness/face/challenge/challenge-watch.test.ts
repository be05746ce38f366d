// Challenges as people and recordings do them: right, wrong, early, late, sudden, for a blink only, as two, and away.
import t from 'tap';
import { face } from '../fixtures/evidence.ts';
import { ChallengeSeries } from './challenge-series.ts';
import { type ChallengeAnswer, ChallengeWatch, type WatchedFrame } from './challenge-watch.ts';
import { CHALLENGE_NAMES, CHALLENGES, type ChallengeName, pickChallenges } from './challenges.ts';
import { headTurn, shownDepth, widthByHeight } from './head-measures.ts';

interface Seen {
  readonly turn?: number;
  /** How much narrower than ahead. */
  readonly narrow?: number;
  readonly size?: number;
  readonly open?: number;
  readonly faces?: number;
}

const EVERY_MS = 50;
const frameOf = ({ turn = 0, narrow = 1, size = 1, open = 0.15, faces = 1 }: Seen, atMs: number): WatchedFrame => ({
  face: faces === 0 ? undefined : face({ turn, narrow, size }),
  faces,
  eyes: { right: open, left: open },
  atMs,
});

/** Each for so many frames of 50 ms; the answer after the last. */
function watched(name: ChallengeName, course: readonly (readonly [frames: number, seen: Seen])[]): ChallengeAnswer {
  const watch = new ChallengeWatch({ challenge: CHALLENGES[name], askedAtMs: 0 });
  let atMs = 0;
  let answer: ChallengeAnswer = { is: 'waiting', for: 'rest' };
  for (const [frames, seen] of course)
    for (let frame = 0; frame < frames; frame += 1, atMs += EVERY_MS) answer = watch.see(frameOf(seen, atMs));
  return answer;
}

const REST = [8, {}] as const;
const turned = (turn: number): readonly (readonly [number, Seen])[] => [
  [1, { turn: turn / 3 }],
  [1, { turn: (2 * turn) / 3 }],
  [6, { turn }],
  [1, { turn: turn / 2 }],
  [2, {}],
];

t.test(
  'left and right are the person’s own: in a picture that is no mirror the nose goes right when they turn left',
  async (t) => {
    const left = face({ turn: 0.2 }).landmarks;
    t.ok(left.nose.xPx > (left.rightEye.xPx + left.leftEye.xPx) / 2, 'right side of the picture');
    t.ok(left.leftEye.xPx > left.rightEye.xPx, 'where their left eye is');
    t.ok(Math.abs(headTurn(left) - 0.2) < 1e-9);
    t.match(watched('turn-left', [REST, ...turned(0.2)]), { is: 'performed' });
    t.match(watched('turn-right', [REST, ...turned(-0.2)]), { is: 'performed' });
    t.strictSame(watched('turn-left', [REST, ...turned(-0.2)]), { is: 'failed', reason: 'wrong-direction' });
    t.strictSame(watched('turn-right', [REST, ...turned(0.2)]), { is: 'failed', reason: 'wrong-direction' });
    t.match(CHALLENGES['turn-left'].instruction, { th: /ซ้าย/, en: /your left/ });
    t.match(CHALLENGES['turn-right'].instruction, { th: /ขวา/, en: /your right/ });
  },
);

t.test('a head that lies on its side is measured along its own eyes', async (t) => {
  const { rightEye, leftEye, nose, rightMouth, leftMouth } = face({ turn: 0.2 }).landmarks;
  const lying = ({ xPx, yPx }: { xPx: number; yPx: number }) => ({ xPx: -yPx, yPx: xPx });
  const turn = headTurn({
    rightEye: lying(rightEye),
    leftEye: lying(leftEye),
    nose: lying(nose),
    rightMouth: lying(rightMouth),
    leftMouth: lying(leftMouth),
  });
  t.ok(Math.abs(turn - 0.2) < 1e-9);
});

t.test('a gesture counts once it has come back, and its time is told', async (t) => {
  t.match(watched('turn-left', [REST, [1, { turn: 0.1 }], [5, { turn: 0.2 }]]), { is: 'waiting', for: 'return' });
  const answer = watched('turn-left', [REST, ...turned(0.2)]);
  t.ok(answer.is === 'performed' && answer.afterMs > 500 && answer.afterMs < 1000);
  t.match(
    watched('come-closer', [REST, [2, { size: 1.1 }], [1, { size: 1.2 }]]),
    { is: 'performed' },
    'this one need not',
  );
  t.strictSame(watched('come-closer', [REST, [2, { size: 0.9 }], [2, { size: 0.75 }]]), {
    is: 'failed',
    reason: 'wrong-direction',
  });
  t.match(watched('turn-left', [REST, [40, {}]]), { is: 'waiting', for: 'gesture' }, 'who does nothing is waited for');
});

t.test('eyes that blink of their own accord are not eyes closed when asked', async (t) => {
  const closed = (frames: number): readonly (readonly [number, Seen])[] => [
    [1, { open: 0.1 }],
    [frames, { open: 0.03 }],
    [2, { open: 0.15 }],
  ];
  t.match(watched('blink', [REST, ...closed(10)]), { is: 'performed' });
  t.match(watched('blink', [REST, ...closed(3)]), { is: 'waiting', for: 'gesture' });
  t.match(watched('blink', [REST, ...closed(3), ...closed(10)]), { is: 'performed' }, 'afterwards as asked');
  const watch = new ChallengeWatch({ challenge: CHALLENGES.blink, askedAtMs: 0 });
  let answer: ChallengeAnswer | undefined;
  for (let atMs = 0; atMs < 2000; atMs += EVERY_MS)
    answer = watch.see({ face: face(), eyes: { right: atMs > 500 && atMs < 1000 ? 0.02 : 0.15, left: 0.15 }, atMs });
  t.match(answer, { is: 'waiting' }, 'a wink');
});

t.test(
  'before a person can react, too sudden for a head, too late, away, or two: each fails for its reason',
  async (t) => {
    const failed = (reason: string) => ({ is: 'failed', reason }) as const;
    const watch = new ChallengeWatch({ challenge: CHALLENGES['turn-left'], askedAtMs: 200 });
    const answers = [0, 50, 100, 150, 210, 260].map((atMs) => watch.see(frameOf({ turn: atMs > 200 ? 0.2 : 0 }, atMs)));
    t.strictSame(answers.at(-1), failed('too-early'));
    const quick = new ChallengeWatch({ challenge: CHALLENGES['turn-left'], askedAtMs: 0 });
    const seen = [0, 33, 66, 300, 333].map((atMs) => quick.see(frameOf({ turn: atMs === 333 ? 0.2 : 0 }, atMs)));
    t.strictSame(seen.at(-1), failed('too-sudden'));
    t.strictSame(watched('turn-left', [[130, {}]]), failed('too-late'));
    t.strictSame(watched('turn-left', [REST, [12, { faces: 0 }]]), failed('face-lost'));
    t.match(
      watched('turn-left', [REST, [4, { faces: 0 }], ...turned(0.2)]),
      { is: 'performed' },
      'unseen for a moment',
    );
    t.strictSame(watched('turn-left', [REST, [1, { faces: 2 }]]), failed('second-face'));
    t.strictSame(watched('turn-left', [[1, { faces: 2 }]]), failed('second-face'), 'from the start');
    t.strictSame(
      watched('turn-left', [REST, ...turned(-0.2), ...turned(0.2)]),
      failed('wrong-direction'),
      'no second try',
    );
  },
);

t.test('who is turned away when asked is waited for until they look ahead', async (t) => {
  t.match(watched('turn-left', [[10, { turn: 0.3 }]]), { is: 'waiting', for: 'rest' });
  t.match(watched('turn-left', [[10, { turn: 0.3 }], REST]), { is: 'waiting', for: 'gesture' });
  t.match(watched('turn-left', [[10, { turn: 0.3 }], REST, ...turned(0.2)]), { is: 'performed' });
});

t.test('what is asked for is chosen among what is allowed, each as often', async (t) => {
  const picked = Array.from({ length: 40 }, (_, at) => pickChallenges(() => at / 40)[0]?.name);
  for (const name of CHALLENGE_NAMES) t.equal(picked.filter((one) => one === name).length, 10, name);
  t.equal(pickChallenges(() => 0.999_999, ['blink'])[0]?.name, 'blink');
  t.throws(() => pickChallenges(() => 0, []));
});

t.test('what a held picture can do as well is followed by a turn, to a side that nobody can foresee', async (t) => {
  const named = (random: () => number, allowed?: readonly ChallengeName[]): readonly string[] =>
    pickChallenges(random, allowed).map(({ name }) => name);
  t.strictSame(
    named(() => 0),
    ['turn-left'],
    'a turn stands by itself',
  );
  for (const first of ['blink', 'come-closer'] as const) {
    t.strictSame(
      named(() => 0, [first]),
      [first, 'turn-left'],
    );
    t.strictSame(
      named(() => 0.9, [first]),
      [first, 'turn-right'],
      'where no turn is allowed, either',
    );
    t.strictSame(
      named(() => 0.9, ['turn-left', first]),
      [first, 'turn-left'],
      'of those that are allowed',
    );
  }
});

t.test('a sheet that is tilted until its nose strays has grown too narrow for a head that turned', async (t) => {
  // 30 degrees of a head whose nose stands out by 0.4, and 59 degrees of a sheet, as a detector sees them.
  t.match(watched('turn-left', [REST, [2, { turn: 0.1 }], [6, { turn: 0.23, narrow: 0.87 }], [3, {}]]), {
    is: 'performed',
  });
  t.match(watched('turn-left', [REST, [2, { turn: 0.1 }], [6, { turn: 0.2, narrow: 0.6 }], [3, {}]]), {
    is: 'waiting',
    for: 'gesture',
  });
  t.ok(Math.abs(shownDepth(0.4 * Math.tan(0.5), Math.cos(0.5)) - 0.4) < 1e-9, 'whatever the angle');
  t.equal(shownDepth(0.2, 1.02), Number.POSITIVE_INFINITY);
  const ahead = face().landmarks;
  t.equal(widthByHeight({ ...ahead, rightMouth: ahead.rightEye, leftMouth: ahead.leftEye }), Number.POSITIVE_INFINITY);
});

t.test('a picture that comes closer is asked to turn, and then found out', async (t) => {
  const series = new ChallengeSeries({
    challenges: [CHALLENGES['come-closer'], CHALLENGES['turn-left']],
    askedAtMs: 0,
  });
  let atMs = 0;
  const see = (frames: number, seen: Seen): ChallengeAnswer => {
    let answer: ChallengeAnswer | undefined;
    for (let frame = 0; frame < frames; frame += 1, atMs += EVERY_MS) answer = series.see(frameOf(seen, atMs));
    if (!answer) throw new Error('no frame');
    return answer;
  };
  see(8, {});
  see(2, { size: 1.1 });
  t.equal(series.challenge.name, 'come-closer');
  t.strictSame(see(1, { size: 1.3 }), { is: 'waiting', for: 'rest' }, 'not done');
  t.equal(series.challenge.name, 'turn-left');
  t.match(see(100, { size: 1.3 }), { is: 'waiting', for: 'gesture' }, 'its own six seconds begin now');
  t.strictSame(see(40, { size: 1.3 }), { is: 'failed', reason: 'too-late' });
  t.equal(series.challenge.name, 'turn-left', 'what was asked for last');
});

t.test('who does the second as well has performed both, and the time is that of both', async (t) => {
  const series = new ChallengeSeries({ challenges: [CHALLENGES.blink, CHALLENGES['turn-right']], askedAtMs: 100 });
  const course: readonly (readonly [number, Seen])[] = [
    ...[REST, [1, { open: 0.1 }] as const, [10, { open: 0.03 }] as const, [2, {}] as const],
    ...[REST, ...turned(-0.3)],
  ];
  let answer: ChallengeAnswer | undefined;
  let atMs = 100;
  for (const [frames, seen] of course)
    for (let frame = 0; frame < frames; frame += 1, atMs += EVERY_MS) answer = series.see(frameOf(seen, atMs));
  t.match(answer, { is: 'performed' });
  t.ok(answer?.is === 'performed' && Math.abs(answer.afterMs - (atMs - 100)) <= 3 * EVERY_MS);
  t.throws(() => new ChallengeSeries({ challenges: [], askedAtMs: 0 }));
});
