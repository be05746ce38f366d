// Two fingers at a whole terminal: poor touches that no threshold lets through settle together who it is, and are journaled so.

import t from 'tap';
import { expectedFalseCandidates, type Identification, recordOf, synthesiseTemplate } from '../models/index.ts';
import type { GrayImage } from '../protocol/index.ts';
import { StillGlass } from './bench/still-glass.ts';
import { POLICY } from './config/index.ts';
import { openTerminal, print, type Terminal } from './fixtures/terminal.ts';
import { EnrolFlow } from './flows/enrol/enrol-flow.ts';
import { asModuleSees } from './images/as-module-sees.ts';

const never = new AbortController().signal;
const FINGERS = ['right-index', 'left-index'] as const;
const ENROLLED = 3;
/** Of other people: in a gallery of few fingers whatever verifies a person identifies them as well. */
const OTHERS = 500;

/** Whose fingers these are: `first` and the one after it. */
async function enrol({ kiosk }: Terminal, code: string, first: number): Promise<void> {
  const glass = new StillGlass(async (finger, impression) =>
    impression > ENROLLED ? undefined : print(finger === FINGERS[0] ? first : first + 1, impression - 1),
  );
  const flow = new EnrolFlow({ ...kiosk.enrolParts, sensor: glass });
  const how = { consentId: 'test', enroller: 'test', substitute: false, override: null };
  const result = await flow.enrol({ code, nameTh: 'ส', nameEn: 'S', ...how, fingers: FINGERS }, glass, never);
  if (!result.enrolled) throw new Error(`${code} was not enrolled: ${result.reason}`);
}

/** Only the middle of the finger touches the glass: a disc of this radius. */
function middleOf(image: GrayImage, radiusPx: number): GrayImage {
  const { widthPx, heightPx } = image;
  const pixels = image.pixels.map((grey, at) => {
    const [right, down] = [(at % widthPx) - widthPx / 2, Math.floor(at / widthPx) - heightPx / 2];
    return Math.hypot(right, down) <= radiusPx ? grey : 255;
  });
  return { ...image, pixels };
}

const enrolOthers = ({ kiosk }: Terminal): Promise<unknown> =>
  kiosk.engine.load(
    Array.from({ length: OTHERS }, (_, finger) => ({
      key: { subject: `other-${finger}`, finger: 'right-index' as const },
      records: [recordOf(synthesiseTemplate({ seed: 91, finger, impression: 0 }))],
    })),
    never,
  );

const isOpen = ({ match, best, fingers }: Identification, code: string | undefined): boolean =>
  !match &&
  best?.key.subject === code &&
  expectedFalseCandidates(best?.falseMatchRate ?? 1, fingers) <= POLICY.secondFinger.falseCandidates;

const VERIFIED = POLICY.verification.fmr / FINGERS.length;

/** A touch of the finger that this gallery cannot decide on, and that verifies the person. */
async function openTouch({ kiosk }: Terminal, finger: number, subject: string | undefined): Promise<GrayImage> {
  for (let radiusPx = 40; radiusPx < 110; radiusPx += 2)
    for (const impression of [4, 5, 6, 7]) {
      const touch = middleOf(print(finger, impression), radiusPx);
      const { template, quality } = await kiosk.engine.extract(asModuleSees(touch), never);
      if (quality.score < POLICY.quality.clock.minimumScore || quality.reasons.includes('no-finger')) continue;
      const found = await kiosk.engine.identify(template, never, POLICY.identification);
      if (isOpen(found, subject) && (found.best?.falseMatchRate ?? 1) <= VERIFIED) return touch;
    }
  throw new Error(`no touch of finger ${finger} is an open one`);
}

t.test('whoever is nearly known is asked for another finger, and both together open', async (t) => {
  await using terminal = await openTerminal({ dataDir: t.testdir() });
  await enrol(terminal, '0000000001', 1);
  await enrol(terminal, '0000000002', 3);
  await enrolOthers(terminal);
  const { stores } = terminal.kiosk;
  const subject = stores.people.byCode('0000000001')?.pseudonym;
  const right = await openTouch(terminal, 1, subject);
  const left = await openTouch(terminal, 2, subject);

  t.match(await terminal.touch(right), { code: 'another-finger', accepted: false, person: null });
  t.match(await terminal.touch(right), { code: 'not-recognised' }, 'the same finger again is not a second one');
  terminal.clock.advance(20_000);
  t.match(await terminal.touch(right), { code: 'another-finger' });
  const answer = await terminal.touch(left);
  t.match(answer, { code: 'accepted', person: { code: '0000000001' } });
  const [entry] = stores.journal.read(answer.seq ?? 0, 1);
  t.match(entry?.payload, {
    ...{ event: 'clock', outcome: 'accepted', subject },
    together: { touches: [{ finger: 'right-index' }, { finger: 'left-index' }] },
  });
  t.match(await terminal.touch(left), { code: 'another-finger' }, 'what was used is gone');
});
