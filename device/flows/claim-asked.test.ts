// Whoever says who they are and is not here yet: the fleet is asked, and what has changed by the time it answers counts.
import t from 'tap';
import { at, uid } from './fixtures/claim-stage.ts';
import { SOMYING } from './fixtures/clock-stage.ts';

const { code } = SOMYING;

t.test(
  'whoever is not here yet is asked for, and goes on as if they had been; a card is asked for by nobody',
  async (t) => {
    const late = at({ fetched: '0000099999' });
    t.match(await late.desk.byNumber('0000099999'), { claimed: true, ways: ['finger'] });
    t.match(await late.desk.byNumber('1'), { claimed: false, answer: { code: 'claim-unknown' } });
    t.match(late.refused, [{ by: 'number', subject: null, code: 'claim-unknown' }], 'and it counts as ever');
    t.strictSame(late.asked, ['0000099999', '1']);
    await late.desk.byNumber(code);
    await late.desk.byCard({ kind: 'thai-id', number: '1' });
    t.equal(late.asked.length, 2, 'nor is whoever is known');
    const paused = at({ fetched: '2', paused: [null] });
    t.match(await paused.desk.byNumber('2'), { answer: { code: 'claim-locked' } });
    t.strictSame(paused.asked, [], 'numbers that are tried out are asked for no more');
  },
);

t.test(
  'whoever goes while the fleet is asked, or is followed by another, is not waited for when it answers',
  async (t) => {
    for (const method of ['finger', 'number'] as const) {
      const { desk, held, fleet, refused, letIn } = at({ fetched: '0000099999', method });
      fleet.answersAfter = new Promise(() => undefined);
      const gone = desk.byNumber('0000099999');
      await new Promise(setImmediate);
      desk.leave();
      t.strictSame(await gone, { claimed: false, answer: null });
      t.equal(held.waiting, undefined, 'nobody’s next finger is theirs');
      t.strictSame([refused, letIn], [[], []], 'and nothing is told of it');
    }
    const { desk, held, fleet } = at({ fetched: '0000099999' });
    fleet.answersAfter = new Promise(() => undefined);
    const first = desk.byNumber('0000099999');
    await new Promise(setImmediate);
    t.match(await desk.byCard(uid), { claimed: true });
    t.strictSame(await first, { claimed: false, answer: null });
    t.match(held.waiting, { claim: { by: 'card' } }, 'whoever came meanwhile keeps theirs');
  },
);

t.test('what is out of use by the time the fleet has answered serves nobody', async (t) => {
  const { desk, held, gate, fleet, refused } = at({ fetched: '0000099999' });
  let answer = (): void => undefined;
  fleet.answersAfter = new Promise((resolve) => {
    answer = resolve;
  });
  const late = desk.byNumber('0000099999');
  await new Promise(setImmediate);
  gate.setOutOfUse('flood');
  answer();
  await t.rejects(late, { code: 'DESK_CLOSED' });
  t.equal(held.waiting, undefined);
  t.strictSame(refused, []);
});
