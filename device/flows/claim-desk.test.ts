// Saying who one is: what it is held for, how long, and for whom it is refused.
import t from 'tap';
import { at, uid } from './fixtures/claim-stage.ts';
import { SOMYING } from './fixtures/clock-stage.ts';

const { pseudonym, code } = SOMYING;

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

t.test('a key waits with the claim, and with the same one again; it is let go with whoever goes', async (t) => {
  const { desk, held, clock, keys } = at();
  await desk.byNumber(code);
  held.take(clock.monotonicMs())?.giveBack();
  t.strictSame(keys.splice(0), [15_000, 15_000]);
  await desk.byNumber(code);
  t.strictSame(keys.splice(0), ['let go', 15_000], 'another one');
  clock.advance(15_001);
  await new Promise(setImmediate);
  t.strictSame(keys.splice(0), ['let go'], 'nobody came');
  await desk.byNumber(code);
  desk.leave();
  t.strictSame(keys.splice(0), [15_000, 'let go']);
  await desk.byNumber(code);
  held.take(clock.monotonicMs());
  t.strictSame(keys, [15_000], 'whose finger it is takes the key along');
});

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
  for (const isLast of [false, false, true]) {
    held.take(clock.monotonicMs())?.giveBack();
    t.equal(held.waiting === undefined, isLast, 'by then somebody else may stand there');
  }
  await desk.byNumber(code);
  const left = held.take(clock.monotonicMs());
  desk.leave();
  left?.giveBack();
  t.equal(held.waiting, undefined, 'whoever has left meanwhile does not try again');
  await desk.byNumber(code);
  t.equal(held.take(clock.monotonicMs() - 1), undefined, 'a finger that lay there before is not of this claim');
  t.ok(held.waiting);
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
  t.match(await at({ paused: [null] }).desk.byCard(uid), { claimed: true }, 'a card is not a number that is tried out');
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
  const photo = async () => ({ kind: 'retry', reason: 'card-removed' }) as const;
  t.match(await at({ hasPhoto: true }).desk.byCard(uid, photo), { ways: ['finger', 'face'] });
  t.match(await at().desk.byCard(uid, photo), { ways: ['finger'] }, 'a photo that was not linked proves nothing');
  const busy = at({ hasFace: true, isCameraFree: false });
  await busy.desk.byNumber(code);
  t.match(await busy.desk.showFace(), { code: 'camera-busy' }, 'a citizen is there');
  t.equal(busy.looked.length, 0);
  const neither = at();
  await neither.desk.byNumber(code);
  t.equal(await neither.desk.showFace(), undefined);
  t.ok(neither.held.waiting, 'the finger is still waited for');
  const closed = at({ hasFace: true, faces: false });
  t.match(await closed.desk.byNumber(code), { ways: ['finger'] }, 'no camera');
  t.equal(await at().desk.showFace(), undefined, 'nobody is claimed');
});

t.test('whoever has no finger here is looked at at once, and no finger of the next is theirs', async (t) => {
  const { desk, looked, held } = at({ fingers: 0, hasFace: true, faceEnds: 'accepted' });
  t.match(await desk.byNumber(code), { claimed: true, ways: ['face'] });
  await new Promise(setImmediate);
  t.equal(looked.length, 1);
  t.equal(held.waiting, undefined, 'accepted: nothing is left to be tried');
  t.equal(looked[0]?.signal.aborted, false);
});

t.test('who has the face alone leaves the finger of the next in the queue alone', async (t) => {
  const { desk, held, clock } = at({ fingers: 0, hasFace: true, faceEnds: 'face-not-captured' });
  await desk.byNumber(code);
  await new Promise(setImmediate);
  t.match(held.waiting, { ways: ['face'] }, 'it may be tried again');
  t.equal(held.take(clock.monotonicMs()), undefined);
  t.ok(held.waiting);
});

t.test('what is asked for after a claim is what the person clocks with today, and nothing else', async (t) => {
  const both = { fingers: 2, hasFace: true };
  t.match(await at({ ...both, method: 'number-finger' }).desk.byCard(uid), { ways: ['finger'] });
  const face = at({ ...both, method: 'card-face' });
  t.match(await face.desk.byNumber(code), { ways: ['face'] });
  await new Promise(setImmediate);
  t.equal(face.looked.length, 1, 'the camera looks at once, as for anybody who has nothing but the face');
  t.match(await at({ fingers: 0, method: 'card-finger' }).desk.byCard(uid), { answer: { code: 'nothing-enrolled' } });
  const noFace = at({ fingers: 2, method: 'number-face' });
  t.match(await noFace.desk.byNumber(code), { answer: { code: 'face-unavailable' } }, 'their face is not kept here');
  t.match(noFace.refused, [{ subject: pseudonym }]);
  t.match(await at({ ...both, faces: false, method: 'number-face' }).desk.byNumber(code), {
    answer: { code: 'face-unavailable' },
  });
  t.match(await at({ ...both, method: 'supervised' }).desk.byCard(uid), { answer: { code: 'staff-needed' } });
});

t.test('a card alone lets in only whom the fleet says so of, and only by the card', async (t) => {
  const card = at({ method: 'card' });
  t.match(await card.desk.byCard(uid), { claimed: false, answer: { code: 'accepted' } });
  t.match(card.letIn, [{ by: 'card', card: 'contactless', subject: pseudonym }]);
  t.equal(card.held.waiting, undefined);
  t.match(await card.desk.byNumber(code), { answer: { code: 'other-claim' } });
  const number = at({ method: 'number' });
  t.match(await number.desk.byCard(uid), { answer: { code: 'other-claim' } });
  t.match(await number.desk.byNumber(code), { answer: { code: 'accepted' } });
  t.equal(number.letIn.length, 1);
  const paused = at({ method: 'number', paused: [pseudonym] });
  t.match(await paused.desk.byNumber(code), { answer: { code: 'claim-locked' } }, 'limits are those of claims');
  t.strictSame(paused.letIn, []);
  const other = at();
  await other.desk.byCard(uid);
  t.ok(other.held.waiting, 'anybody else has something to show');
  t.strictSame(other.letIn, []);
});

t.test('whoever is let in by a claim ends the claim of whoever stood there before', async (t) => {
  const { desk, held } = at({ method: 'number' });
  held.hold({ claim: { by: 'card', card: 'contactless', subject: 'p-other' }, ways: ['finger'] });
  await desk.byNumber(code);
  t.equal(held.waiting, undefined);
});
