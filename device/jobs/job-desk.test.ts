// Orders at a terminal: each once, one at a time, when nobody is disturbed; and what becomes of them when the power goes.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { KioskError, ManualClock, type Ordered } from '../../protocol/index.ts';
import { DAY_MS, jobStage, LOCK, newId, orderOf, type Script, scripted, UNLOCKED } from './fixtures/job-stage.ts';
import { done, failed, type JobKinds, jobKind } from './job-kind.ts';

const SNAPSHOT: Ordered = { kind: 'snapshot', reason: 'to see' };
const REBOOT: Ordered = { kind: 'reboot', what: 'machine' };
const DIAGNOSE: Ordered = { kind: 'diagnose', person: newId() };
const ENROL: Ordered = { kind: 'enrol', person: newId(), fingers: [], again: false };

t.test(
  'an order is carried out, told of with a rising number until it was heard, and stands in the journal',
  async (t) => {
    await using stage = await jobStage({ dataDir: t.testdir() });
    const { desk, clock, begun } = stage;
    const opened = orderOf(LOCK, { atMs: clock.nowMs() });
    const { id } = opened.order;
    desk.take(opened);
    t.match(desk.waiting(9), [{ job: id, kind: 'lock', number: 1, standing: { state: 'waiting', because: 'queue' } }]);
    await stage.settle();
    t.match(desk.waiting(9), [{ number: 2, standing: { state: 'running', progress: null, step: 'begins' } }]);
    begun[0]?.run.tell('half', 0.5);
    t.match(desk.waiting(9), [{ number: 3, standing: { progress: 0.5, step: 'half' } }]);
    desk.heard(id, 3);
    t.strictSame(desk.waiting(9), []);
    begun[0]?.end(UNLOCKED);
    await stage.settle();
    t.match(desk.waiting(9), [{ job: id, number: 4, standing: { state: 'done', answer: {} } }]);
    desk.heard(id, 5);
    t.equal(desk.waiting(9).length, 1, 'what was never told cannot have been heard');
    desk.heard(id, 4);
    t.strictSame(desk.waiting(9), []);
    t.match(stage.entries(), [
      { order: id, kind: 'lock', by: 'officer-1', orderedBy: 'key-of-officer-1', approvedBy: null, state: 'done' },
    ]);
    t.equal(stage.entries().length, 1);
  },
);

t.test('the same order again is the same job, and is told again; also after a restart', async (t) => {
  const dataDir = t.testdir();
  const opened = orderOf(LOCK, { atMs: Date.UTC(2026, 10, 2, 1) });
  const { id } = opened.order;
  {
    await using stage = await jobStage({ dataDir });
    stage.desk.take(opened);
    stage.desk.take(opened);
    await stage.settle();
    stage.begun[0]?.end(UNLOCKED);
    await stage.settle();
    t.equal(stage.begun.length, 1);
    stage.desk.heard(id, 3);
    stage.desk.take(opened);
    t.match(stage.desk.waiting(9), [{ job: id, number: 3, standing: { state: 'done' } }]);
  }
  await using stage = await jobStage({ dataDir });
  stage.desk.take(opened);
  await stage.settle();
  t.equal(stage.begun.length, 0);
  t.match(stage.desk.waiting(9), [{ job: id, number: 3, standing: { state: 'done' } }]);
});

t.test('nothing begins while a person stands there; whatever nobody notices does', async (t) => {
  await using stage = await jobStage({ dataDir: t.testdir() });
  const { desk, clock } = stage;
  stage.isQuiet = false;
  stage.isIdle = false;
  const [snapshot, lock, diagnose] = [SNAPSHOT, LOCK, DIAGNOSE].map((what) => orderOf(what, { atMs: clock.nowMs() }));
  if (!snapshot || !lock || !diagnose) throw new Error('three orders are three');
  for (const opened of [snapshot, lock, diagnose]) desk.take(opened);
  await stage.settle();
  t.equal(stage.standing(snapshot.order.id), 'waiting busy');
  t.equal(stage.standing(lock.order.id), 'waiting queue');
  t.equal(stage.standing(diagnose.order.id), 'running');
  stage.begun[0]?.end(failed('x', 'y'));
  await stage.settle();
  stage.isQuiet = true;
  stage.isIdle = true;
  await stage.settle();
  t.equal(stage.standing(snapshot.order.id), 'running');
  t.equal(stage.standing(lock.order.id), 'waiting queue', 'one at a time');
});

t.test('who has waited long enough takes the next moment between two people, and no moment of theirs', async (t) => {
  await using stage = await jobStage({ dataDir: t.testdir() });
  const { desk, clock } = stage;
  stage.isQuiet = false;
  stage.isIdle = false;
  const lock = orderOf(LOCK, { atMs: clock.nowMs(), untilMs: clock.nowMs() + DAY_MS });
  desk.take(lock);
  await stage.settle();
  clock.advance(61_000);
  await stage.settle();
  t.equal(stage.standing(lock.order.id), 'waiting busy');
  stage.isIdle = true;
  await stage.settle();
  t.equal(stage.standing(lock.order.id), 'running');
});

t.test('what could not begin in time has timed out, and what comes too late is rejected', async (t) => {
  await using stage = await jobStage({ dataDir: t.testdir() });
  const { desk, clock } = stage;
  stage.isQuiet = false;
  const [waits, late] = [orderOf(SNAPSHOT, { atMs: clock.nowMs() }), orderOf(LOCK, { atMs: clock.nowMs() })];
  desk.take(waits);
  await stage.settle();
  clock.advance(60_001);
  await stage.settle();
  t.equal(stage.standing(waits.order.id), 'timed-out');
  desk.take(late);
  t.match(stage.stores.jobs.byId(late.order.id)?.standing, { state: 'rejected', why: 'too-late' });
  t.equal(stage.begun.length, 0);
  t.strictSame(
    stage.entries().map(({ state }) => state),
    ['timed-out', 'rejected'],
  );
});

t.test('while nobody vouches for the time only what needs none is carried out, and nobody is late', async (t) => {
  await using stage = await jobStage({ dataDir: t.testdir() });
  const { desk, clock } = stage;
  stage.isClockTrusted = false;
  const lock = orderOf(LOCK, { atMs: clock.nowMs() });
  const setTime = orderOf({ kind: 'set-time', utcMs: 5 }, { atMs: 1, untilMs: 2 });
  desk.take(lock);
  desk.take(setTime);
  await stage.settle();
  t.equal(stage.standing(lock.order.id), 'waiting clock');
  t.equal(stage.standing(setTime.order.id), 'running', 'it goes past what waits for the clock');
  stage.begun[0]?.end(done('set-time', {}));
  stage.isClockTrusted = true;
  await stage.settle();
  t.equal(stage.standing(lock.order.id), 'running');
});

t.test('a kind that this terminal does not have is rejected', async (t) => {
  await using stage = await jobStage({ dataDir: t.testdir() });
  const settings = orderOf({ kind: 'settings', version: 1, values: {} }, { atMs: stage.clock.nowMs(), untilMs: null });
  stage.desk.take(settings);
  t.match(stage.desk.waiting(9), [
    { kind: 'settings', number: 1, standing: { state: 'rejected', why: 'unknown-kind' } },
  ]);
});

t.test('what waits can be taken back, what runs where it may be stopped, and what has not come yet', async (t) => {
  await using stage = await jobStage({ dataDir: t.testdir() });
  const { desk, clock } = stage;
  const atMs = clock.nowMs();
  const takeBack = (order: string) => {
    const cancel = orderOf({ kind: 'cancel', order }, { atMs });
    desk.take(cancel);
    return stage.stores.jobs.byId(cancel.order.id)?.standing;
  };
  const [enrol, lock, unborn] = [orderOf(ENROL, { atMs }), orderOf(LOCK, { atMs }), orderOf(LOCK, { atMs })];
  desk.take(enrol);
  desk.take(lock);
  await stage.settle();
  t.equal(stage.standing(enrol.order.id), 'running');
  t.match(takeBack(lock.order.id), { state: 'done' });
  t.equal(stage.standing(lock.order.id), 'cancelled');
  t.match(takeBack(lock.order.id), { state: 'failed', code: 'over' });
  t.match(takeBack(enrol.order.id), { state: 'done' });
  await stage.settle();
  t.strictSame(stage.stores.jobs.byId(enrol.order.id)?.standing, { state: 'cancelled' });
  t.match(takeBack(unborn.order.id), { state: 'done' });
  desk.take(unborn);
  await stage.settle();
  t.equal(stage.standing(unborn.order.id), 'cancelled', 'it came after it was taken back');
  const snapshot = orderOf(SNAPSHOT, { atMs });
  desk.take(snapshot);
  await stage.settle();
  t.match(takeBack(snapshot.order.id), { state: 'failed', code: 'running' });
  t.equal(stage.begun.length, 2);
});

t.test(
  'what goes on by itself is carried out anew, however late it is, and keeps nobody behind it waiting',
  async (t) => {
    const dataDir = t.testdir();
    const kinds = (begun: Script[]): JobKinds => ({
      diagnose: jobKind('diagnose', { needs: 'nothing', waitsForClock: false }, (_, run) => scripted(begun)(run)),
      'renew-keys': jobKind(
        'renew-keys',
        { needs: 'nothing', waitsForClock: false, isLong: true, goesOn: true },
        (_, run) => scripted(begun)(run),
      ),
    });
    const long = orderOf({ kind: 'renew-keys' }, { atMs: Date.UTC(2026, 10, 2, 1) });
    {
      await using stage = await jobStage({ dataDir, kinds });
      stage.desk.take(long);
      await stage.settle();
      const diagnose = orderOf(DIAGNOSE, { atMs: stage.clock.nowMs() });
      stage.desk.take(diagnose);
      await stage.settle();
      t.equal(stage.standing(diagnose.order.id), 'running', 'beside it');
    }
    const clock = new ManualClock();
    clock.advance(DAY_MS);
    await using stage = await jobStage({ dataDir, kinds, clock });
    await stage.settle();
    t.equal(stage.standing(long.order.id), 'running');
    t.equal(stage.begun.length, 1, 'the diagnosis has failed');
    stage.begun[0]?.end(done('renew-keys', { resealed: 1, unreadable: 0 }));
    await stage.settle();
    t.equal(stage.standing(long.order.id), 'done');
  },
);

t.test('what ran when the power went has failed; a machine that began anew has done what was asked', async (t) => {
  for (const [what, boot, expected] of [
    [LOCK, 'boot-2', { state: 'failed', code: 'interrupted' }],
    [REBOOT, 'boot-2', { state: 'done' }],
    [REBOOT, 'boot-1', { state: 'failed', code: 'interrupted' }],
  ] as const) {
    const dataDir = t.testdir();
    const opened = orderOf(what, { atMs: Date.UTC(2026, 10, 2, 1) });
    const waits = orderOf(SNAPSHOT, { atMs: Date.UTC(2026, 10, 2, 1) });
    {
      await using stage = await jobStage({ dataDir });
      stage.desk.take(opened);
      stage.desk.take(waits);
      await stage.settle();
      t.equal(stage.standing(opened.order.id), 'running');
    }
    await using stage = await jobStage({ dataDir, boot });
    t.match(stage.stores.jobs.byId(opened.order.id)?.standing, expected);
    await stage.settle();
    t.equal(stage.standing(waits.order.id), 'running', 'what waited goes on');
    const told = stage.entries().filter(({ order }) => order === opened.order.id);
    t.strictSame(
      told.map(({ state }) => state),
      [...(what === REBOOT ? ['running'] : []), expected.state],
    );
  }
});

t.test('a time that waited through a restart is set no more: how old it is nobody knows', async (t) => {
  const dataDir = t.testdir();
  const clock = new ManualClock();
  const setTime = orderOf({ kind: 'set-time', utcMs: 5 }, { atMs: clock.nowMs() });
  const waits = orderOf(SNAPSHOT, { atMs: clock.nowMs() });
  {
    await using stage = await jobStage({ dataDir, clock });
    stage.isQuiet = false;
    stage.desk.take(setTime);
    stage.desk.take(waits);
    await stage.settle();
    t.equal(stage.standing(setTime.order.id), 'waiting busy');
  }
  await using stage = await jobStage({ dataDir, clock });
  await stage.settle();
  t.match(stage.stores.jobs.byId(setTime.order.id)?.standing, { state: 'timed-out', detail: /how old/ });
  t.equal(stage.standing(waits.order.id), 'running', 'anything else that waited goes on');
  t.match(stage.entries(), [{ kind: 'set-time', state: 'timed-out' }]);
});

t.test('what is personal is not shown where the journal cannot be told', async (t) => {
  await using stage = await jobStage({ dataDir: t.testdir() });
  const { desk, clock } = stage;
  const snapshot = orderOf(SNAPSHOT, { atMs: clock.nowMs() });
  desk.take(snapshot);
  await stage.settle();
  stage.stores.journal.append = () => {
    throw new KioskError('JOURNAL_FULL');
  };
  stage.begun[0]?.end(done('snapshot', { jpeg: 'AAAA' }));
  await stage.settle();
  t.match(stage.stores.jobs.byId(snapshot.order.id)?.standing, { state: 'failed', code: 'JOURNAL_FULL' });
  t.match(stage.faults, [{ code: 'JOURNAL_FULL' }]);
});

t.test('a picture goes as soon as the fleet has heard of it; a fault is told with what to do', async (t) => {
  await using stage = await jobStage({ dataDir: t.testdir() });
  const { desk, clock } = stage;
  const [first, second] = [SNAPSHOT, SNAPSHOT].map((what) => orderOf(what, { atMs: clock.nowMs() }));
  if (!first || !second) throw new Error('two orders are two');
  desk.take(first);
  await stage.settle();
  stage.begun[0]?.end(done('snapshot', { jpeg: 'AAAA' }));
  await stage.settle();
  const [report] = desk.waiting(1);
  t.match(report, { standing: { state: 'done', answer: { jpeg: 'AAAA' } } });
  desk.heard(first.order.id, report?.number ?? 0);
  t.strictSame(stage.stores.jobs.byId(first.order.id)?.standing, { state: 'done', answer: {} });
  desk.take(second);
  await stage.settle();
  stage.begun[1]?.end(new KioskError('HAL_DISCONNECTED', { device: 'camera' }));
  await stage.settle();
  t.match(stage.stores.jobs.byId(second.order.id)?.standing, {
    state: 'failed',
    code: 'HAL_DISCONNECTED',
    detail: /plug/,
  });
});

t.test('no more orders are taken than can wait, and of those that are over the last are kept', async (t) => {
  await using stage = await jobStage({ dataDir: t.testdir() });
  const { desk, clock, stores } = stage;
  stage.isQuiet = false;
  for (let nth = 0; nth < 64; nth += 1) desk.take(orderOf(SNAPSHOT, { atMs: clock.nowMs() }));
  t.throws(() => desk.take(orderOf(SNAPSHOT, { atMs: clock.nowMs() })), { code: 'STORE_FULL' });
  const [waits] = stores.jobs.open();
  desk.take(orderOf({ kind: 'cancel', order: waits?.opened.order.id ?? '' }, { atMs: clock.nowMs() }));
  t.equal(stores.jobs.open().length, 63, 'what takes one back is taken all the same');
  const over = Array.from({ length: 300 }, () => orderOf(LOCK, { atMs: 0, untilMs: 1 }));
  for (const { order } of stores.jobs.open().map(({ opened }) => opened))
    stores.jobs.move(order.id, { state: 'cancelled' }, 0);
  for (const opened of over) desk.take(opened);
  t.equal(stores.jobs.byId(over[0]?.order.id ?? ''), undefined);
  t.equal(over.filter(({ order }) => stores.jobs.byId(order.id)).length, 256);
});

t.test(
  'where the orders of before are lost, none of them is done that comes once more, called off or done',
  async (t) => {
    const dataDir = t.testdir();
    const clock = new ManualClock(Date.UTC(2026, 10, 2, 1));
    const calledOff = orderOf(REBOOT, { atMs: clock.nowMs(), untilMs: clock.nowMs() + DAY_MS });
    const carriedOut = orderOf(LOCK, { atMs: clock.nowMs(), untilMs: clock.nowMs() + DAY_MS });
    {
      await using stage = await jobStage({ dataDir, clock });
      stage.desk.take(carriedOut);
      await stage.settle();
      stage.begun[0]?.end(UNLOCKED);
      await stage.settle();
      clock.advance(60_000);
      stage.desk.take(orderOf({ kind: 'cancel', order: calledOff.order.id }, { atMs: clock.nowMs() }));
      await stage.settle();
    }
    for (const name of ['jobs.db', 'jobs.db-wal']) rmSync(join(dataDir, name), { force: true });
    for (let run = 0; run < 2; run += 1) {
      await using stage = await jobStage({ dataDir, clock });
      for (const late of [calledOff, carriedOut]) stage.desk.take(late);
      await stage.settle();
      t.equal(stage.begun.length, 0);
      t.match(stage.desk.waiting(9).slice(0, 2), [
        { job: calledOff.order.id, standing: { state: 'rejected', why: 'orders-lost', detail: /order it again/ } },
        { job: carriedOut.order.id, standing: { state: 'rejected', why: 'orders-lost' } },
      ]);
      stage.stores.lost.told();
      clock.advance(60_000);
      const anew = orderOf(LOCK, { atMs: clock.nowMs() });
      stage.desk.take(anew);
      await stage.settle();
      t.equal(stage.standing(anew.order.id), 'running', 'what is ordered from now on is done');
    }
  },
);
