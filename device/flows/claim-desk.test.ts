// Saying who one is: what it is held for, how long, and for whom it is refused.
import t from 'tap';
import { ManualClock, type OutcomeCode } from '../../protocol/index.ts';
import type { Person } from '../store/index.ts';
import { ClaimDesk, type ClaimDeskParts } from './claim-desk.ts';
import type { Claim } from './clock/claim.ts';
import { type ClockAnswer, refusal } from './clock/clock-answer.ts';
import { HeldClaim } from './clock/held-claim.ts';
import type { KioskEvent } from './events.ts';
import { SOMYING } from './fixtures/clock-stage.ts';

const { pseudonym, code } = SOMYING;
const uid = { kind: 'contactless', number: '04a1b2c3' } as const;

interface Terminal {
  readonly fingers?: number;
  readonly hasFace?: boolean;
  readonly paused?: readonly (string | null)[];
  readonly faceEnds?: OutcomeCode;
  /** False: the terminal knows nobody by the face. */
  readonly faces?: boolean;
}

const answerOf = (code: OutcomeCode): ClockAnswer => ({
  ...refusal(code),
  ...{ visit: 1, seq: 1, punchedAtMs: 0, ms: 1, stages: {} },
});

function at({ fingers = 2, hasFace = false, paused = [], faceEnds = 'face-left', faces = true }: Terminal = {}) {
  const clock = new ManualClock();
  const told: KioskEvent[] = [];
  const refused: object[] = [];
  const looked: { readonly claim: Claim; readonly signal: AbortSignal }[] = [];
  const held = new HeldClaim({ clock, tell: (event) => void told.push(event), withinMs: 15_000 });
  const flow: ClaimDeskParts['flow'] = {
    refuseClaim: async (claim, finding) => {
      refused.push({ ...claim, code: finding.code, retryAfterMs: finding.retryAfterMs });
      return answerOf(finding.code);
    },
    visitByFace: async (claim, _key, signal) => {
      looked.push({ claim, signal });
      return answerOf(faceEnds);
    },
  };
  const person = (isKnown: boolean): Person | undefined => (isKnown ? SOMYING : undefined);
  const desk = new ClaimDesk({
    people: { byCode: (given) => person(given === code), byCard: ({ number }) => person(number === uid.number) },
    engine: { fingersOf: () => fingers },
    hasFace: faces ? () => hasFace : undefined,
    ...{ flow, held },
    desk: { visitBeside: (work) => work(() => null) },
    retriesOf: (subject) => ({
      check: () => (paused.includes(subject) ? { allowed: false, retryAfterMs: 30_000, level: 1 } : { allowed: true }),
      refused: () => undefined,
      accepted: () => undefined,
    }),
    noteFault: (fault) => {
      throw fault;
    },
  });
  return { desk, held, clock, told, refused, looked };
}

t.test(
  'a known number waits for a finger, for a quarter of a minute, and the screen is not told whose it is',
  async (t) => {
    const { desk, held, clock, told } = at();
    t.match(await desk.byNumber(code), { claimed: true, ways: ['finger'] });
    t.match(told, [{ type: 'claim', by: 'number', ways: ['finger'], forMs: 15_000, message: { en: /finger/ } }]);
    t.equal(JSON.stringify(told).includes(code) || JSON.stringify(told).includes(SOMYING.nameTh), false);
    t.match(held.waiting, { claim: { subject: pseudonym, by: 'number', card: null } });
    clock.advance(15_001);
    await new Promise(setImmediate);
    t.equal(held.waiting, undefined);
    t.equal(held.take(clock.monotonicMs()), undefined);
    t.match(told.at(-1), { type: 'claim-over' });
  },
);

t.test('a claim is for one finger; given back it waits anew, unless another has been made', async (t) => {
  const { desk, held, clock, told } = at();
  await desk.byCard(uid);
  const taken = held.take(clock.monotonicMs());
  t.match(taken?.claim, { by: 'card', card: 'contactless', subject: pseudonym });
  t.equal(held.take(clock.monotonicMs()), undefined, 'the next finger is looked for among all');
  clock.advance(14_000);
  taken?.giveBack();
  clock.advance(14_000);
  t.ok(held.waiting);
  const again = held.take(clock.monotonicMs());
  await desk.byNumber(code);
  again?.giveBack();
  t.match(held.waiting, { claim: { by: 'number' } }, 'whoever came meanwhile keeps theirs');
  desk.leave();
  t.equal(held.waiting, undefined);
  t.match(told.at(-1), { type: 'claim-over' });
});

t.test('unknown, paused or not enrolled is refused at once, with a reason and nobody’s name', async (t) => {
  const { desk, refused, held } = at();
  t.match(await desk.byNumber('00000'), { claimed: false, answer: { code: 'claim-unknown' } });
  t.match(await desk.byNumber(`${code} `), { claimed: false }, 'a number is taken as it is');
  t.match(await desk.byCard({ kind: 'thai-id', number: '1' }), { claimed: false });
  t.match(await desk.refuseCard('card-silent'), { claimed: false, answer: { code: 'card-silent' } });
  t.match(refused[0], { by: 'number', card: null, subject: null });
  t.match(refused[2], { by: 'card', card: 'thai-id', subject: null });
  t.equal(held.waiting, undefined);
  const nothing = at({ fingers: 0 });
  t.match(await nothing.desk.byNumber(code), { answer: { code: 'nothing-enrolled' } });
  t.match(nothing.refused, [{ subject: pseudonym }]);
  const paused = at({ paused: [pseudonym] });
  t.match(await paused.desk.byNumber(code), { answer: { code: 'claim-locked' } });
  t.match(paused.refused, [{ subject: pseudonym, retryAfterMs: 30_000 }]);
  const strangers = at({ paused: [null] });
  t.match(await strangers.desk.byNumber(code), { answer: { code: 'claim-locked' } }, 'numbers are not tried out');
  t.match(strangers.refused, [{ subject: null }]);
});

t.test('the face is a way where one is kept, or lies in the chip of the card', async (t) => {
  const kept = at({ hasFace: true });
  t.match(await kept.desk.byNumber(code), { ways: ['finger', 'face'] });
  t.match(await kept.desk.showFace(), { code: 'face-left' });
  t.match(kept.looked, [{ claim: { by: 'number', subject: pseudonym } }]);
  t.ok(kept.held.waiting, 'what can be mended may be tried again');
  const chip = at();
  t.match(await chip.desk.byCard(uid, async () => undefined), { ways: ['finger', 'face'] });
  const neither = at();
  await neither.desk.byNumber(code);
  t.equal(await neither.desk.showFace(), undefined);
  t.ok(neither.held.waiting, 'the finger is still waited for');
  const closed = at({ hasFace: true, faces: false });
  t.match(await closed.desk.byNumber(code), { ways: ['finger'] }, 'no camera');
  t.equal(await at().desk.showFace(), undefined, 'nobody is claimed');
});

t.test('whoever has no finger here is looked at at once; who leaves is not looked at any more', async (t) => {
  const { desk, looked, held } = at({ fingers: 0, hasFace: true, faceEnds: 'accepted' });
  t.match(await desk.byNumber(code), { claimed: true, ways: ['face'] });
  await new Promise(setImmediate);
  t.equal(looked.length, 1);
  t.equal(held.waiting, undefined, 'accepted: nothing is left to be tried');
  desk.leave();
  t.equal(looked[0]?.signal.aborted, true);
});
