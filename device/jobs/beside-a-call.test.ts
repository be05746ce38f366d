// While somebody is called to enrol, what needs nobody at the sensor goes on, and what cannot wait ends the call.
import t, { type Test } from 'tap';
import type { JobStage, Script } from './fixtures/job-stage.ts';
import { jobStage, LOCK, newId, orderOf, UNLOCKED, usualKinds } from './fixtures/job-stage.ts';
import { done, type JobKinds, jobKind } from './job-kind.ts';

/** Called first, then at the sensor; a lock that cannot wait. */
const kinds = (begun: Script[]): JobKinds => {
  const usual = usualKinds(begun);
  const work = usual.enrol;
  return {
    ...usual,
    enrol: jobKind(
      'enrol',
      { needs: 'quiet', waitsForClock: true, mayBeStopped: true, calls: true },
      async (_what, run) => {
        await run.givingWay(async () => await work?.carryOut(run));
        return (await work?.carryOut(run)) ?? done('enrol', { capture: newId(), fingers: [] });
      },
    ),
    lock: jobKind('lock', { needs: 'quiet', waitsForClock: true, endsCall: true }, async () => UNLOCKED),
  };
};

async function called(t: Test): Promise<{ readonly stage: JobStage; readonly enrol: string }> {
  const stage = await jobStage({ dataDir: t.testdir(), kinds });
  t.teardown(() => stage[Symbol.asyncDispose]());
  const enrol = orderOf({ kind: 'enrol', person: newId(), fingers: [], again: false }, { atMs: stage.clock.nowMs() });
  stage.desk.take(enrol);
  await stage.settle();
  t.equal(stage.standing(enrol.order.id), 'running');
  return { stage, enrol: enrol.order.id };
}

t.test('a diagnosis is made while somebody is called', async (t) => {
  const { stage, enrol } = await called(t);
  const diagnose = orderOf({ kind: 'diagnose', person: newId() }, { atMs: stage.clock.nowMs() });
  stage.desk.take(diagnose);
  await stage.settle();
  t.equal(stage.standing(diagnose.order.id), 'running');
  t.equal(stage.standing(enrol), 'running');
});

t.test('a terminal is put out of use while somebody is called: the call ends, and says why', async (t) => {
  const { stage, enrol } = await called(t);
  stage.isQuiet = false;
  const lock = orderOf(LOCK, { atMs: stage.clock.nowMs() });
  stage.desk.take(lock);
  await stage.settle();
  t.equal(stage.standing(enrol), 'running', 'as long as a person stands there the lock waits, and so does the call');
  stage.isQuiet = true;
  await stage.settle();
  await stage.settle();
  t.equal(stage.standing(lock.order.id), 'done');
  t.match(stage.stores.jobs.byId(enrol)?.standing, { state: 'cancelled', detail: /lock/ });
  t.match(
    stage.entries().filter(({ kind }) => kind === 'enrol'),
    [{ state: 'cancelled', detail: /lock/ }],
  );
});

t.test('of several who wait to be called none is called only to be sent away', async (t) => {
  const { stage, enrol } = await called(t);
  const ordered = (what: Parameters<typeof orderOf>[0]) => orderOf(what, { atMs: stage.clock.nowMs() });
  const next = [1, 2].map(() => ordered({ kind: 'enrol', person: newId(), fingers: [], again: false }));
  for (const order of next) stage.desk.take(order);
  const lock = ordered(LOCK);
  stage.desk.take(lock);
  for (let turn = 0; turn < 4; turn += 1) await stage.settle();
  t.equal(stage.standing(lock.order.id), 'done');
  t.equal(stage.standing(enrol), 'cancelled', 'who was called already');
  const states = next.map(({ order }) => stage.standing(order.id));
  t.notOk(states.includes('cancelled'), states.join());
  t.equal(stage.begun.length, 2, 'one was called before the lock, and one after it');
});

t.test('nor where something else waits between them and what cannot wait', async (t) => {
  const { stage, enrol } = await called(t);
  const ordered = (what: Parameters<typeof orderOf>[0]) => orderOf(what, { atMs: stage.clock.nowMs() });
  const calls = () => ordered({ kind: 'enrol', person: newId(), fingers: [], again: false });
  const [next, picture, last, lock] = [
    calls(),
    ordered({ kind: 'snapshot', reason: 'a scratch' }),
    calls(),
    ordered(LOCK),
  ];
  for (const order of [next, picture, last, lock]) stage.desk.take(order);
  for (let turn = 0; turn < 3; turn += 1) await stage.settle();
  const states = () => [next, picture, last, lock].map(({ order }) => stage.standing(order.id));
  t.equal(stage.standing(enrol), 'cancelled', 'who was called already');
  t.strictSame(states(), ['waiting queue', 'running', 'waiting queue', 'waiting queue'], 'the picture keeps its place');
  stage.begun.at(-1)?.end(done('snapshot', { jpeg: 'AA' }));
  for (let turn = 0; turn < 3; turn += 1) await stage.settle();
  t.strictSame(states(), ['running', 'done', 'waiting queue', 'done']);
});

t.test('whoever has come and stands at the sensor is not disturbed', async (t) => {
  const { stage, enrol } = await called(t);
  stage.begun[0]?.end(UNLOCKED);
  await stage.settle();
  const lock = orderOf(LOCK, { atMs: stage.clock.nowMs() });
  stage.desk.take(lock);
  await stage.settle();
  t.strictSame([stage.standing(enrol), stage.standing(lock.order.id)], ['running', 'waiting queue']);
  stage.begun[1]?.end(done('enrol', { capture: newId(), fingers: [] }));
  await stage.settle();
  t.strictSame([stage.standing(enrol), stage.standing(lock.order.id)], ['done', 'done']);
});
