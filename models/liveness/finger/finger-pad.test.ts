import t from 'tap';
import { ManualClock } from '../../../protocol/computing.ts';
import { extractTemplate } from '../../fingerprint/laboratory.ts';
import { PrintMaker } from '../../fingerprint/synthesis/index.ts';
import { FingerPad } from './finger-pad.ts';
import { RULES_VERSION } from './parameters.ts';
import type { TextureFinding, TexturePad } from './texture/texture-pad.ts';
import type { FingerPresentation } from './types.ts';

const { signal } = new AbortController();

const texture = (finding: TextureFinding): TexturePad => ({ version: 'test-1', assess: async () => finding });
const skin = texture({ kind: 'scored', score: 0.1, threshold: 0.5 });

const maker = new PrintMaker();
const made = new Map<number, FingerPresentation>();

function presentation(impression: number): FingerPresentation {
  const known = made.get(impression);
  if (known) return known;
  const image = maker.print({ seed: 6, finger: 1, impression, widthPx: 256, heightPx: 288 });
  const { template } = extractTemplate(image);
  const touch = { frames: [{ image, atMs: 0 }], template, startsAt: 'settled', lift: 'seen' } as const;
  made.set(impression, touch);
  return touch;
}

t.test('a touch is bona fide, another one too, and the same one again an attack', async (t) => {
  await using pad = new FingerPad({ clock: new ManualClock(), texture: skin });
  const [first, second] = [presentation(1), presentation(2)];
  const version = `${RULES_VERSION}+test-1`;
  t.strictSame(await pad.assess(first, signal), { verdict: 'bona-fide', score: 0.1, reasons: [], version });
  t.equal((await pad.assess(second, signal)).verdict, 'bona-fide');
  const again = { verdict: 'attack', score: 1, reasons: ['copy-of-earlier'], version };
  t.strictSame(await pad.assess(first, signal), again);
});

t.test('after some minutes nothing is remembered of a touch', async (t) => {
  const clock = new ManualClock();
  await using pad = new FingerPad({ clock, texture: skin });
  const stop = new AbortController();
  const running = pad.start(stop.signal);
  await pad.assess(presentation(1), signal);
  clock.advance(10 * 60_000);
  t.equal((await pad.assess(presentation(1), signal)).verdict, 'bona-fide');
  stop.abort();
  await running;
});

t.test('a virtual sensor may show the same picture again', async (t) => {
  await using pad = new FingerPad({ clock: new ManualClock(), texture: skin, keepMs: 0 });
  await pad.start(signal);
  await pad.assess(presentation(1), signal);
  t.equal((await pad.assess(presentation(1), signal)).verdict, 'bona-fide');
});

t.test('without a model of texture attacks are still known, and skin is not claimed', async (t) => {
  await using pad = new FingerPad({ clock: new ManualClock() });
  const touch = presentation(3);
  t.strictSame(await pad.assess(touch, signal), {
    verdict: 'undecided',
    score: null,
    reasons: ['not-assessed'],
    version: RULES_VERSION,
  });
  t.match(await pad.assess({ ...presentation(4), lift: 'not-seen' }, signal), { reasons: ['no-lift'] });
  const live = { name: 'sensor', finding: 'live' } as const;
  t.match(await pad.assess({ ...presentation(5), signal: live }, signal), { verdict: 'bona-fide', score: 0 });
});

t.test('a visit that has ended is not assessed', async (t) => {
  await using pad = new FingerPad({ clock: new ManualClock(), texture: skin });
  const ended = AbortSignal.abort(new Error('over'));
  await t.rejects(pad.assess(presentation(1), ended), { message: 'over' });
});
