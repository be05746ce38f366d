// People who ask about their own data: whose it is is shown, each request is kept once, and nobody clocks by it.
import { setTimeout as later, setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { type JournalEntry, KioskError, untilAborted } from '../../../protocol/index.ts';
import { candidate, found, SOMYING, taken } from '../fixtures/clock-stage.ts';
import { DAY_MS, proved, requestStage } from '../fixtures/request-stage.ts';
import type { RequestDesk } from './request-desk.ts';

/** Whoever is recognised says at once that they mean it. */
async function meaning(desk: RequestDesk, request: 'erasure' | 'withdrawal') {
  const answer = desk.byFinger(request);
  let isOver = false;
  const over = answer.finally(() => {
    isOver = true;
  });
  while (!isOver && !desk.confirm()) await nextTurn();
  return await over;
}

const payloadsOf = (journal: readonly JournalEntry[]) => journal.map(({ payload }) => payload);
const stranger = async () => found({ match: false, best: candidate('p-nobody', 3, 0.4) });

t.test('a finger shows whose request it is: one entry, a number to keep, and no punch', async (t) => {
  const { desk, journal, told, shown, known, clock } = requestStage({ person: { fleetId: 'f'.repeat(22) } });
  const answer = await desk.byFinger('access');
  const dueMs = clock.nowMs() + 30 * DAY_MS;
  t.match(answer, { code: 'request-taken', reference: /^R-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/, dueMs });
  t.strictSame(
    journal.map(({ payload }) => payload),
    [
      {
        ...{ event: 'data-request', request: 'access', reference: answer?.reference, tie: 'finger' },
        ...{ subject: SOMYING.pseudonym, person: 'f'.repeat(22), visit: null, dueMs },
      },
    ],
  );
  t.match(told, [
    { type: 'request', request: 'access', step: 'place', leftMs: 20_000, complaint: null },
    { type: 'request', step: 'look' },
  ]);
  t.strictSame(shown, [answer]);
  t.strictSame(known, [{ subject: SOMYING.pseudonym, fingers: ['right-index'] }], 'by which finger is looked into');
  t.notMatch(JSON.stringify([told, shown, journal]), new RegExp(`${SOMYING.nameTh}|${SOMYING.nameEn}|${SOMYING.code}`));
});

t.test(
  'whoever presses ten times is told the same number; another day, or another thing, is another request',
  async (t) => {
    const { desk, journal, clock, restarted } = requestStage();
    const first = await meaning(desk, 'erasure');
    for (let time = 0; time < 9; time += 1)
      t.match(await meaning(desk, 'erasure'), {
        code: 'request-known',
        reference: first?.reference,
        dueMs: first?.dueMs,
      });
    t.equal(journal.length, 1);
    t.match(await meaning(restarted(), 'erasure'), { code: 'request-known' }, 'after a restart too');
    t.match(await meaning(desk, 'withdrawal'), { code: 'request-taken' });
    clock.advance(DAY_MS);
    t.match(await meaning(desk, 'erasure'), { code: 'request-taken' });
    t.equal(journal.length, 3);
  },
);

t.test('a touch that can be mended is asked for again, three in all; a stranger is refused, and counted', async (t) => {
  const poor = [{ kind: 'retry', reason: 'too-short' } as const, taken(), taken()];
  const { desk, told } = requestStage({ capture: async () => poor.shift() ?? taken() });
  t.match(await desk.byFinger('access'), { code: 'request-taken' });
  t.match(
    told.filter(({ type, step }) => type === 'request' && step === 'place').map(({ complaint }) => complaint),
    [null, { en: /left the glass too soon/ }],
  );
  const { desk: other, journal, lamp } = requestStage({ identify: stranger });
  t.match(await other.byFinger('access'), { code: 'not-recognised', reference: null });
  t.strictSame(lamp, ['busy', 'again', 'busy', 'again', 'busy']);
  const refused = { event: 'data-request-refused', request: 'access', method: 'finger', quality: 80 };
  t.match(
    payloadsOf(journal),
    Array(3).fill({ ...refused, reason: 'not-recognised', score: 3, threshold: 50, match: { model: 'm' } }),
    'each is an entry, of nobody',
  );
  for (let time = 0; time < 2; time += 1) await other.byFinger('access');
  t.match(await other.byFinger('access'), { code: 'too-many-attempts', retryAfterMs: 30_000 });
  t.match(payloadsOf(journal).at(-1), { event: 'lockout', scope: 'terminal', subject: null });
  const attack = requestStage({ liveness: async () => ({ result: 'attack', model: 'm', version: '1' }) });
  t.match(await attack.desk.byFinger('access'), { code: 'attack-suspected' });
  const suspected = { ...refused, reason: 'attack-suspected', liveness: { result: 'attack' }, score: null };
  t.match(payloadsOf(attack.journal)[0], suspected);
  t.notMatch(JSON.stringify([journal, attack.journal]), /p-nobody|claimed|subject":"/);
});

t.test('a number first: that person’s finger and nobody else’s; numbers are not tried out', async (t) => {
  const verification = { match: true, best: candidate(SOMYING.pseudonym, 70), threshold: 40, comparisons: 3 };
  const { desk, journal } = requestStage({ verify: async () => verification });
  t.match(await desk.byFinger('correction', SOMYING.code), { code: 'request-taken' });
  t.match(
    journal.map(({ payload }) => payload),
    [{ tie: 'number-finger', subject: SOMYING.pseudonym }],
  );
  const other = requestStage({
    verify: async () => ({ match: false, best: undefined, threshold: 40, comparisons: 3 }),
    identify: async () => found({ best: candidate('p-other', 90) }),
  });
  t.match(await other.desk.byFinger('correction', SOMYING.code), { code: 'finger-mismatch' });
  t.match(
    payloadsOf(other.journal),
    [{ event: 'data-request-refused', reason: 'finger-mismatch', claimed: SOMYING.pseudonym }],
    'of nobody, and held against nobody',
  );
  t.notMatch(JSON.stringify(other.journal), /p-other/);
  t.match(await requestStage({ fingersOf: () => 0 }).desk.byFinger('access', SOMYING.code), {
    code: 'nothing-enrolled',
  });
  const guessing = requestStage();
  for (let time = 0; time < 10; time += 1)
    t.match(await guessing.desk.byFinger('access', `${time}`), { code: 'claim-unknown' });
  t.match(await guessing.desk.byFinger('access', SOMYING.code), { code: 'claim-locked', retryAfterMs: 30_000 });
  t.match(
    guessing.journal.map(({ payload }) => payload),
    [{ event: 'lockout', scope: 'claims' }],
  );
});

t.test('nobody comes, a finger rests on, a sensor is gone: each is told, and the sensor is given back', async (t) => {
  const nobody = requestStage({ loanMs: 5, waitForFinger: untilAborted });
  t.match(await nobody.desk.byFinger('access'), { code: 'timed-out' });
  t.equal(nobody.loans.open, 0);
  const lifts = [untilAborted, async () => undefined];
  const resting = requestStage({ freeGlassMs: 5, waitForLift: async (signal) => await lifts.shift()?.(signal) });
  t.match(await resting.desk.byFinger('access'), { code: 'request-taken' });
  t.match(
    resting.told.map(({ step }) => step),
    ['lift', 'place', 'look'],
  );
  const gone = requestStage({ waitForFinger: () => Promise.reject(new KioskError('HAL_DISCONNECTED')) });
  t.match(await gone.desk.byFinger('access'), { code: 'sensor-lost' });
  t.strictSame(gone.faults, ['HAL_DISCONNECTED']);
  t.strictSame([nobody.journal, gone.journal], [[], []]);
});

t.test('whoever goes away while their finger is looked at has tried all the same', async (t) => {
  const identify = async () => {
    desk.leave();
    return await stranger();
  };
  const { desk, journal, shown } = requestStage({ identify });
  t.equal(await desk.byFinger('access'), undefined);
  while (journal.length === 0) await nextTurn();
  t.match(payloadsOf(journal), [{ event: 'data-request-refused', reason: 'not-recognised' }]);
  t.strictSame(shown, []);
});

t.test('one’s own time counts from one’s own turn, however long others had the sensor', async (t) => {
  const never = requestStage({ waitMs: 1, borrow: () => new Promise(() => undefined) });
  t.match(await never.desk.byFinger('access'), { code: 'request-not-now' });
  // The wait would be over before the finger comes: timers of one length fire in their order.
  const waitForFinger = async () => await later(1, { atMs: clock.monotonicMs() });
  const { desk, clock } = requestStage({ waitMs: 1, waitForFinger });
  t.match(await desk.byFinger('access'), { code: 'request-taken' });
});

t.test('whoever goes away leaves nothing; whoever asks next takes their place', async (t) => {
  const { desk, journal, told, shown } = requestStage({ waitForFinger: untilAborted });
  const asked = desk.byFinger('access');
  await nextTurn();
  desk.leave();
  t.equal(await asked, undefined);
  t.match(told.at(-1), { type: 'request-over' });
  const first = desk.byFinger('access');
  await nextTurn();
  const second = desk.atCounter('erasure');
  t.equal(await first, undefined);
  t.match(await second, { code: 'request-at-counter' });
  t.match(
    journal.map(({ payload }) => payload),
    [{ request: 'erasure', tie: 'none' }],
  );
  t.equal(shown.length, 1);
});

t.test(
  'the reference of an earlier visit ties it to that visit; what is not known here is said so, and not tried out',
  async (t) => {
    const { desk, journal } = requestStage({ before: [proved('7K2M-9QXD'), ...Array(600).fill(proved('0000-0000'))] });
    const before = journal.length;
    const first = await desk.byVisit('erasure', '7k2m9qxd');
    t.match(first, { code: 'request-taken', reference: /^R-/ });
    t.match(await desk.byVisit('erasure', '7K2M-9QXD'), { code: 'request-known', reference: first?.reference });
    t.match(journal.at(-1)?.payload, { request: 'erasure', tie: 'visit', subject: null, visit: '7K2M-9QXD' });
    t.equal(journal.length, before + 1);
    for (const typed of ['7K2M-9QXE', 'IIII-LLLL', '7K2M', '', '7K2M-9QXD-0', `'; --`, '๗K2M-9QX', 'x', 'y', 'z'])
      t.match(await desk.byVisit('access', typed), { code: 'request-visit-unknown', reference: null }, typed);
    t.match(await desk.byVisit('access', '7K2M-9QXD'), { code: 'request-paused', retryAfterMs: 30_000 });
    t.equal(journal.length, before + 1);
  },
);

t.test(
  'without any it is noted for the counter: once of whoever presses again, and no more than people would',
  async (t) => {
    const { desk, journal, clock } = requestStage();
    const first = await desk.atCounter('access');
    t.match(first, { code: 'request-at-counter', reference: /^R-/, dueMs: null });
    for (let time = 0; time < 9; time += 1)
      t.match(await desk.atCounter('access'), { code: 'request-at-counter', reference: first?.reference });
    t.equal(journal.length, 1);
    for (let other = 0; other < 19; other += 1) {
      clock.advance(30_000);
      t.not((await desk.atCounter('access'))?.reference, first?.reference);
    }
    clock.advance(30_000);
    t.match(await desk.atCounter('access'), { code: 'request-counter-only', reference: null });
    t.equal(journal.length, 20);
  },
);

t.test('whoever only wanted to clock, at a page that another has left, is asked first', async (t) => {
  const { desk, journal, told } = requestStage({ confirmMs: 30 });
  t.notOk(desk.confirm(), 'nobody is asked yet');
  t.match(await desk.byFinger('withdrawal'), { code: 'request-not-confirmed', reference: null });
  t.match(told.at(-1), { type: 'request', step: 'confirm' });
  t.strictSame(journal, [], 'nothing was taken');
  const leaving = desk.byFinger('erasure');
  while (told.at(-1)?.step !== 'confirm') await nextTurn();
  desk.leave();
  t.equal(await leaving, undefined);
  t.notOk(desk.confirm(), 'and it is too late now');
  t.strictSame(journal, []);
});

t.test('two presses at once are one request', async (t) => {
  const { desk, journal } = requestStage();
  const both = await Promise.all([desk.atCounter('access'), desk.atCounter('access')]);
  t.equal(journal.length, 1);
  t.match(journal[0]?.payload, { reference: both.at(-1)?.reference });
});

t.test('others have the sensor, nobody is served, the journal is full: told, and nothing is promised', async (t) => {
  const busy = requestStage({ borrow: () => Promise.reject(new KioskError('DESK_BUSY')) });
  t.match(await busy.desk.byFinger('access'), { code: 'request-not-now' });
  const closed = requestStage({ isOpen: false });
  t.match(await closed.desk.atCounter('access'), { code: 'request-not-now' });
  t.strictSame(closed.journal, []);
  const full = requestStage({
    append: () => {
      throw new KioskError('JOURNAL_FULL');
    },
  });
  t.match(await full.desk.byFinger('access'), { code: 'storage-full', reference: null, dueMs: null });
  t.match(await full.desk.atCounter('access'), { code: 'storage-full' });
});
