import t from 'tap';
import { decide, type PadFindings } from './decide.ts';

const live: PadFindings = {
  isCopy: false,
  lift: 'seen',
  sequence: 'grows',
  sensor: 'unknown',
  texture: { kind: 'scored', score: 0.1, threshold: 0.5 },
};

t.test('each finding of an attack is enough by itself, and named', async (t) => {
  const cases: readonly (readonly [Partial<PadFindings>, string])[] = [
    [{ isCopy: true }, 'copy-of-earlier'],
    [{ sequence: 'frozen-frames' }, 'frozen-frames'],
    [{ lift: 'not-seen' }, 'no-lift'],
    [{ sequence: 'no-growth' }, 'no-growth'],
    [{ sensor: 'fake' }, 'sensor-says-fake'],
  ];
  for (const [finding, reason] of cases)
    t.strictSame(decide({ ...live, ...finding }), { verdict: 'attack', score: 1, reasons: [reason] });
  const suspect = { ...live, texture: { kind: 'scored', score: 0.7, threshold: 0.5 } } as const;
  t.strictSame(decide(suspect), { verdict: 'attack', score: 0.7, reasons: ['texture'] });
});

t.test('several reasons are told, the surest first', async (t) => {
  t.strictSame(decide({ ...live, isCopy: true, lift: 'not-seen' }).reasons, ['copy-of-earlier', 'no-lift']);
});

t.test('skin is bona fide, with its score and without reasons', async (t) => {
  t.strictSame(decide(live), { verdict: 'bona-fide', score: 0.1, reasons: [] });
  t.strictSame(decide({ ...live, lift: 'unknown', sequence: 'not-assessed' }).verdict, 'bona-fide');
});

t.test('where nothing has looked at the skin, nothing is claimed', async (t) => {
  const blind = { ...live, texture: undefined };
  t.strictSame(decide(blind), { verdict: 'undecided', score: null, reasons: ['not-assessed'] });
  t.equal(decide({ ...blind, sensor: 'live' }).verdict, 'bona-fide');
  const small = { ...live, texture: { kind: 'too-little-ridge' } } as const;
  t.strictSame(decide(small), { verdict: 'undecided', score: null, reasons: ['too-little-ridge'] });
  t.equal(decide({ ...small, isCopy: true }).verdict, 'attack');
});
