// Whose photo the screen may ask for: of whoever's answer stands, and of nobody else.
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { Broadcast, KioskError, type KioskEvent, ManualClock, outcomeMessage } from '../../protocol/index.ts';
import { IDLE, standingAfter } from '../screen/app/state/standing.ts';
import { AnswerPhoto } from './answer-photo.ts';

const WORD = outcomeMessage('accepted');
const answerOf = (visit: number): Extract<KioskEvent, { readonly type: 'answer' }> => ({
  ...{ type: 'answer', visit, accepted: true, light: 'accepted', reason: 'accepted', nameTh: 'ก', nameEn: 'A', ms: 1 },
  ...{ hasPhoto: true, direction: 'in', repeated: false, atMs: 0, message: WORD },
});

/** All that follows within a citizen's visit comes after their card, which ends the answer. */
type Kind = Exclude<KioskEvent['type'], `prove-${string}`>;

/** Of each kind one: a kind that is new is to be thought of here. */
const EACH: { readonly [T in Kind]: Extract<KioskEvent, { readonly type: T }> } = {
  ready: { type: 'ready' },
  key: { type: 'key', direction: 'in', forMs: 9 },
  touch: { type: 'touch', visit: 2 },
  claim: { type: 'claim', by: 'card', ways: ['finger'], forMs: 9, message: WORD },
  'claim-over': { type: 'claim-over' },
  'claim-asked': { type: 'claim-asked', forMs: 9, message: WORD },
  face: { type: 'face', visit: 2 },
  'face-guide': { type: 'face-guide', visit: 2, guidance: null, held: 0, needed: 1 },
  'face-challenge': { type: 'face-challenge', visit: 2, kind: 'blink', guidance: WORD, limitMs: 9 },
  lift: { type: 'lift', message: WORD },
  help: { type: 'help', message: WORD },
  stage: { type: 'stage', visit: 1, stage: 'extraction', ms: 1, limitMs: 9 },
  answer: answerOf(1),
  enrol: { type: 'enrol', step: 'place', finger: null, impression: null, reason: null, light: 'ready', message: WORD },
  closed: { type: 'closed', message: WORD },
  notice: { type: 'notice', message: WORD, forMs: 9 },
  'enrol-call': { type: 'enrol-call', message: WORD, forMs: 9 },
  'enrol-call-over': { type: 'enrol-call-over' },
  request: { type: 'request', request: 'access', step: 'place', leftMs: 9, message: WORD, complaint: null },
  'request-answer': {
    ...{ type: 'request-answer', request: 'access', accepted: true, light: 'accepted', reason: 'accepted' },
    ...{ reference: null, dueMs: null, message: WORD },
  },
  'request-over': { type: 'request-over' },
  power: { type: 'power', onMains: false, charge: 0.5 },
  device: { type: 'device', device: 'sensor', state: 'ready' },
  fleet: { type: 'fleet', state: 'online' },
  prove: { type: 'prove', visit: 9, state: 'card-detected', sessionLeftMs: null, idleLeftMs: null },
};

/** Whether the answer of visit 1 still stands on the screen after it. */
function isOnScreen(event: KioskEvent): boolean {
  const answered = [answerOf(1), event].reduce((before, happening) => standingAfter(before, happening, 0), IDLE);
  return answered.kind === 'answer' && answered.answer.visit === 1;
}

function standing() {
  const events = new Broadcast<KioskEvent>();
  const clock = new ManualClock();
  const faults: unknown[] = [];
  const given: Buffer[] = [];
  const photo = new AnswerPhoto({
    ...{ events, clock },
    photoOf: (pseudonym) => {
      if (pseudonym === 'broken') throw new KioskError('SEAL_BROKEN', { store: 'photo' });
      if (pseudonym === 'without') return undefined;
      const jpeg = Buffer.from(`face of ${pseudonym}`);
      given.push(jpeg);
      return jpeg;
    },
    noteFault: (fault) => void faults.push(fault),
  });
  const shown = (visit: number) => photo.of(visit)?.toString();
  return { events, clock, faults, given, photo, shown };
}

t.test('it is there while the answer stands, under the number of its visit alone, and wiped afterwards', async (t) => {
  const { clock, given, photo, shown, events } = standing();
  t.equal(photo.stand(7, 'a', 2500), true);
  events.send(answerOf(7));
  t.equal(shown(7), 'face of a');
  t.equal(shown(6), undefined);
  clock.advance(2499);
  await setImmediate();
  t.equal(shown(7), 'face of a');
  clock.advance(1);
  await setImmediate();
  t.equal(shown(7), undefined);
  t.ok(given[0]?.every((byte) => byte === 0));
});

t.test('the next person is not shown with the face of the one before, whether they have a photo or not', async (t) => {
  const { clock, photo, shown } = standing();
  photo.stand(1, 'a', 2500);
  t.equal(photo.stand(2, 'without', 2500), false);
  t.strictSame([shown(1), shown(2)], [undefined, undefined]);
  photo.stand(3, 'b', 2500);
  clock.advance(2000);
  photo.stand(4, 'c', 2500);
  clock.advance(1000);
  await setImmediate();
  t.strictSame([shown(3), shown(4)], [undefined, 'face of c'], 'and the end of the one is not that of the other');
});

t.test('whatever takes the answer off the screen takes the photo away', async (t) => {
  const { events, photo, shown } = standing();
  let ends = 0;
  for (const event of [...Object.values(EACH), answerOf(2), { ...EACH.prove, state: 'reading' } as const]) {
    photo.stand(1, 'a', 2500);
    events.send(answerOf(1));
    events.send(event);
    const stands = isOnScreen(event);
    if (!stands) ends += 1;
    t.equal(shown(1), stands ? 'face of a' : undefined, JSON.stringify(event));
  }
  t.equal(ends, 8);
  photo.stand(1, 'a', 2500);
  photo[Symbol.dispose]();
  t.equal(shown(1), undefined, 'and so does the end of the service');
});

t.test('a photo that does not open is a fault, and somebody without one has none', async (t) => {
  const { faults, photo, shown } = standing();
  t.equal(photo.stand(1, 'broken', 2500), false);
  t.equal(shown(1), undefined);
  t.match(faults, [{ code: 'SEAL_BROKEN' }]);
});
