// Challenges as people and recordings do them: right, wrong, early, late, sudden, for a blink only, as two, and away.
import t from 'tap';
import { face } from '../fixtures/evidence.ts';
import { type ChallengeAnswer, ChallengeWatch, type WatchedFrame } from './challenge-watch.ts';
import { CHALLENGE_NAMES, CHALLENGES, type ChallengeName, pickChallenge } from './challenges.ts';
import { headTurn } from './head-measures.ts';

interface Seen {
  readonly turn?: number;
  readonly size?: number;
  readonly open?: number;
  readonly faces?: number;
}

const EVERY_MS = 50;
const frameOf = ({ turn = 0, size = 1, open = 0.15, faces = 1 }: Seen, atMs: number): WatchedFrame => ({
  face: faces === 0 ? undefined : face({ turn, size }),
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
  const picked = Array.from({ length: 40 }, (_, at) => pickChallenge(() => at / 40).name);
  for (const name of CHALLENGE_NAMES) t.equal(picked.filter((one) => one === name).length, 10, name);
  t.equal(pickChallenge(() => 0.999_999, ['blink']).name, 'blink');
  t.throws(() => pickChallenge(() => 0, []));
});
