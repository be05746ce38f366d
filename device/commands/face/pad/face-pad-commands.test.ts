// ridged face pad: rates counted and told, limits set by other people, photos in which nobody is, and wrong usage.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { notSupplied, photo, photoPath, WEIGHTS } from '../../../../models/face/fixtures/supplied.ts';
import { facePadRates, type JudgedFacePresentation, LIVING, leftOutRates } from '../../../../models/laboratory.ts';
import { evaluate, type FacePadEvaluation } from './evaluate.ts';
import { pictureLiveness, textOfPicture } from './picture-liveness.ts';
import { textOfRates } from './rates-text.ts';

const { signal } = new AbortController();

type Result = NonNullable<JudgedFacePresentation['liveness']>;

function judged(
  kind: string,
  person: string,
  given: Partial<Result> & Partial<Pick<JudgedFacePresentation, 'performed' | 'challenge'>> = {},
): JudgedFacePresentation {
  const { performed = true, challenge = 'turn-left', score = 0.9, ...rest } = given;
  const cues = (['moire', 'straight-edges'] as const).map((cue) => ({
    cue,
    value: 1 - (score ?? 0),
    limit: 2,
    ok: true,
  }));
  const liveness: Result = {
    ...{ result: 'live', score, threshold: 0.7, models: [], cues, reasons: [], version: '1' },
    ...rest,
  };
  const gestured = performed === true;
  return { kind, person, liveness, course: liveness, performed, gestured, challenge, observeMs: [10] };
}

const attack = { result: 'attack', score: 0.1, reasons: ['models'] } as const;
const some: readonly JudgedFacePresentation[] = [
  judged(LIVING, 'anna'),
  judged(LIVING, 'ben', { performed: 'too-late', challenge: 'blink' }),
  judged(LIVING, 'cho', { score: 0.95 }),
  judged('simulated-print', 'anna', attack),
  judged('simulated-print', 'ben', { ...attack, performed: 'wrong-direction' }),
  judged('simulated-close-photo', 'anna', { performed: 'too-late' }),
  judged('simulated-close-photo', 'cho', { challenge: 'come-closer' }),
  { ...judged('simulated-close-photo', 'ben'), liveness: undefined },
];

t.test(
  'living people refused and attacks passed are counted by kind, the worst first, with what they were refused for',
  async (t) => {
    const rates = facePadRates(some);
    t.equal(rates.people, 3);
    t.match(rates.bonaFide, {
      presentations: 3,
      passive: { errors: 0, of: 3, rate: 0 },
      withChallenge: { errors: 1, of: 3 },
      performed: { blink: [0, 1], 'turn-left': [2, 2] },
      refusedFor: { 'challenge: too-late': 1 },
    });
    t.match(rates.attacks, [
      {
        kind: 'simulated-close-photo',
        notAcquired: 1,
        passive: { errors: 2, of: 2 },
        withChallenge: { errors: 1, of: 2, rate: 0.5 },
      },
      { kind: 'simulated-print', passive: { errors: 0 }, refusedFor: { models: 2, 'challenge: wrong-direction': 1 } },
    ]);
    t.ok((rates.attacks[0]?.withChallenge.high ?? 0) > 0.95, 'two say little');
  },
);

t.test('a limit is set by the others and tried on who was left out', async (t) => {
  const [score] = leftOutRates(some);
  t.match(score, { measure: 'score', bpcer: { errors: 0, of: 3 } });
  const [low = 0, high = 0] = score?.limits ?? [];
  t.ok(low > 0.1 && high < 0.95 && low <= high, `${low} to ${high}`);
  t.match(leftOutRates([]), [{ limits: null, apcer: { rate: null } }, {}, {}]);
});

t.test('people read the kinds, the counts and their bounds', async (t) => {
  const evaluation: FacePadEvaluation = {
    ...facePadRates(some),
    models: [{ name: 'net', version: '2' }],
    photos: 4,
    withoutPortrait: ['empty.jpg'],
    leftOut: leftOutRates(some),
    observeMs: { p50: 20, p95: 30 },
  };
  const text = textOfRates(evaluation);
  t.match(text, /everything simulated/);
  t.match(text, /simulated-living, BPCER: passive 0 of 3, 0\.0 % \(95 %: 0\.0 % to 70\.8 %\)/);
  t.ok(text.indexOf('simulated-close-photo') < text.indexOf('simulated-print'));
  t.match(text, /nobody looks ahead in empty\.jpg/);
  const none = { ...evaluation, ...facePadRates([]), models: [], leftOut: leftOutRates([]) };
  t.match(textOfRates(none), /no networks; .*\n?.*limit set by the other people \(none\)/s);
});

t.test('a folder without photos is wrong usage, a picture that is none is told', async (t) => {
  const folder = t.testdir({ 'notes.txt': 'none' });
  mkdirSync(join(folder, 'below'));
  await t.rejects(evaluate([join(folder, 'below')], {}, signal), { code: 'USAGE', context: { why: 'holds no photo' } });
});

t.test('with the supplied photos and networks', { skip: notSupplied() }, async (t) => {
  const options = { weights: WEIGHTS };
  const { json, text } = await evaluate([photoPath('background')], options, signal);
  t.match(json, { photos: 1, withoutPortrait: ['background.jpg'], bonaFide: undefined, attacks: [] });
  t.match(text, /minifasnet-v2 2, minifasnet-v1se 1/);
  const missing = join(t.testdir(), 'nobody.jpg');
  await t.rejects(evaluate([missing], options, signal), { code: 'IMAGE_UNREADABLE' });
  const image = await photo('person-vlado');
  const box = { leftPx: 497, topPx: 53, widthPx: 150, heightPx: 207 };
  const at = (xPx: number, yPx: number): { xPx: number; yPx: number } => ({ xPx, yPx });
  const landmarks = {
    rightEye: at(540, 130),
    leftEye: at(610, 130),
    nose: at(578, 170),
    rightMouth: at(548, 208),
    leftMouth: at(606, 208),
  };
  const found = await pictureLiveness({ image, face: { box, landmarks, score: 0.9 } }, options, signal);
  t.match(found, { models: [{ name: 'minifasnet-v2' }, { name: 'minifasnet-v1se' }], cues: Array });
  t.match(textOfPicture(found), /^liveness, passive, of one picture: as of/);
  t.match(textOfPicture({ ...found, live: null, score: null, models: [] }), /not looked at/);
});
