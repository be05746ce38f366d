import t from 'tap';
import { seededRandom, synthesiseTemplate } from '../../../fingerprint/synthesis/index.ts';
import { STATISTICS } from '../texture/statistics.ts';
import type { TextureFinding } from '../texture/texture-pad.ts';
import { BONA_FIDE } from '../texture/train-texture-model.ts';
import { crossValidated, crossValidatedThreshold, GROUPINGS, type GroupedSample } from './cross-validate.ts';
import { judgeSet, type LabelledPrint } from './judge-set.ts';
import { padRates } from './pad-rates.ts';

/** Two devices whose skin reads quite differently; copies differ from skin in the first statistic by four deviations. */
function madeUp(): readonly GroupedSample[] {
  const noise = seededRandom(9);
  const samples: GroupedSample[] = [];
  for (const [device, level] of [
    ['a', 0],
    ['b', 30],
  ] as const)
    for (let finger = 0; finger < 12; finger += 1)
      for (const [kind, away] of [
        [BONA_FIDE, 0],
        ['simulated-one', 4],
        ['simulated-two', 4],
      ] as const)
        for (let impression = 0; impression < 6; impression += 1)
          samples.push({
            class: kind,
            sensor: device,
            device,
            finger: `${device}/${finger}`,
            trains: true,
            values: STATISTICS.map((_, index) => level + noise.normal() + (index === 0 ? away : 0)),
          });
  return samples;
}

t.test('what was kept from training is judged as well as the data allow, whichever way it is kept', async (t) => {
  const samples = madeUp();
  for (const by of GROUPINGS) {
    const findings = crossValidated(samples, by);
    const isAttack = (finding: TextureFinding | undefined): boolean =>
      finding?.kind === 'scored' && finding.score > finding.threshold;
    const wrong = (live: boolean): number => {
      const of = samples.flatMap((sample, at) =>
        (sample.class === BONA_FIDE) === live ? [isAttack(findings[at])] : [],
      );
      return of.filter((refused) => refused === live).length / of.length;
    };
    t.ok(wrong(true) < 0.08, `${by}: BPCER ${wrong(true)}`);
    t.ok(wrong(false) < 0.2, `${by}: APCER ${wrong(false)}`);
  }
  const threshold = crossValidatedThreshold(samples);
  t.ok(threshold > 0 && threshold < 1);
});

t.test('what must not be learnt from is still judged', async (t) => {
  const samples = madeUp().map((sample) => ({ ...sample, trains: sample.class !== 'simulated-two' }));
  t.ok(crossValidated(samples, 'finger').every(({ kind }) => kind === 'scored'));
});

t.test('rates are given class by class, the worst first; no answer is no pass', async (t) => {
  const judged = (kind: string, verdicts: readonly ('bona-fide' | 'attack' | 'undecided')[]) =>
    verdicts.map((verdict) => ({ class: kind, verdict, reasons: verdict === 'attack' ? (['texture'] as const) : [] }));
  const rates = padRates([
    ...judged(BONA_FIDE, ['bona-fide', 'bona-fide', 'attack', 'undecided']),
    ...judged('simulated-good', ['attack', 'attack']),
    ...judged('simulated-bad', ['attack', 'bona-fide', 'undecided', 'undecided']),
  ]);
  t.strictSame(rates, {
    bonaFide: 4,
    bpcer: 0.25,
    bpnrr: 0.25,
    refusedFor: { texture: 1 },
    attacks: [
      { class: 'simulated-bad', presentations: 4, apcer: 0.25, apnrr: 0.5 },
      { class: 'simulated-good', presentations: 2, apcer: 0, apnrr: 0 },
    ],
  });
  t.match(padRates([]), { bonaFide: 0, bpcer: null, bpnrr: null, attacks: [] });
});

t.test(
  'a set is judged as a sensor would have: touches of a finger after each other, a copy after its original',
  async (t) => {
    const skin: TextureFinding = { kind: 'scored', score: 0.1, threshold: 0.5 };
    const touch = (impression: number): Pick<LabelledPrint, 'name' | 'finger' | 'template' | 'texture'> => ({
      name: `touch ${impression}`,
      finger: 'one',
      template: synthesiseTemplate({ seed: 2, finger: 1, impression }),
      texture: skin,
    });
    const judged = await judgeSet([
      { ...touch(1), class: BONA_FIDE },
      { ...touch(2), class: BONA_FIDE },
      { ...touch(1), name: 'replay', class: 'simulated-replay', after: 'touch 1' },
      { ...touch(1), name: 'stray', class: 'simulated-replay' },
      { ...touch(3), class: 'simulated-print', texture: { kind: 'scored', score: 0.9, threshold: 0.5 } },
    ]);
    t.strictSame(
      judged.map(({ verdict, reasons }) => [verdict, ...reasons]),
      [['bona-fide'], ['bona-fide'], ['attack', 'copy-of-earlier'], ['bona-fide'], ['attack', 'texture']],
    );
  },
);
