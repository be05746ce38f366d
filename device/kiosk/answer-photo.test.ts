// Whose photo the screen may ask for: of whoever's answer stands, and of nobody else.
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { Broadcast, KioskError, type KioskEvent, ManualClock, outcomeMessage } from '../../protocol/index.ts';
import { AnswerPhoto } from './answer-photo.ts';

const WORD = outcomeMessage('accepted');
const answerOf = (visit: number): KioskEvent => ({
  ...{ type: 'answer', visit, accepted: true, light: 'accepted', reason: 'accepted', nameTh: 'ก', nameEn: 'A', ms: 1 },
  ...{ hasPhoto: true, direction: 'in', repeated: false, atMs: 0, message: WORD },
});

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
  const ends: readonly KioskEvent[] = [
    { type: 'touch', visit: 2 },
    { type: 'lift', message: WORD },
    { type: 'help', message: WORD },
    { type: 'closed', message: WORD },
    { type: 'prove', visit: 9, state: 'card-detected', sessionLeftMs: null, idleLeftMs: null },
    answerOf(2),
  ];
  for (const event of ends) {
    photo.stand(1, 'a', 2500);
    events.send(answerOf(1));
    events.send({ type: 'ready' });
    events.send({ type: 'prove', visit: 9, state: 'reading', sessionLeftMs: null, idleLeftMs: null });
    t.equal(shown(1), 'face of a');
    events.send(event);
    t.equal(shown(1), undefined, event.type);
  }
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
