// Stages of a visit: each within its limit, all within the hard limit, and a late one says its name.

import t from 'tap';
import { systemClock } from '../../protocol/index.ts';
import { type StageTime, VisitCourse } from './visit-course.ts';

const courseOf = (options: { hardLimitMs?: number; stageLimitMs?: number; told?: StageTime[] } = {}): VisitCourse =>
  new VisitCourse({
    clock: systemClock,
    startedAtMs: systemClock.monotonicMs(),
    hardLimitMs: options.hardLimitMs ?? 10_000,
    stageLimitMs: () => options.stageLimitMs ?? 10_000,
    onStage: (time) => options.told?.push(time),
  });

const never = (): Promise<never> => new Promise(() => undefined);

t.test('a stage that is done in time gives its result and its time', async (t) => {
  const told: StageTime[] = [];
  using course = courseOf({ told });
  t.equal(await course.run('capture', async () => 'image'), 'image');
  t.equal(
    course.measure('commit', () => 7),
    7,
  );
  t.strictSame(Object.keys(course.stages), ['capture', 'commit']);
  t.strictSame(
    told.map(({ stage }) => stage),
    ['capture', 'commit'],
  );
});

t.test('a stage that overruns its limit fails with its name, and its work is told to stop', async (t) => {
  using course = courseOf({ stageLimitMs: 5 });
  let stopped = false;
  const work = (signal: AbortSignal): Promise<never> => {
    signal.addEventListener('abort', () => {
      stopped = true;
    });
    return never();
  };
  await t.rejects(course.run('extraction', work), { code: 'STAGE_LATE', context: { stage: 'extraction', limitMs: 5 } });
  t.ok(stopped);
});

t.test('the hard limit ends whichever stage is running, and no further one begins', async (t) => {
  using course = courseOf({ hardLimitMs: 5 });
  await t.rejects(course.run('identification', never), { code: 'STAGE_LATE', context: { stage: 'visit' } });
  await t.rejects(
    course.run('rights', async () => t.fail('began too late')),
    { code: 'STAGE_LATE' },
  );
});

t.test('the commit is never cut off, however late the visit is', async (t) => {
  using course = courseOf({ hardLimitMs: 1 });
  await t.rejects(course.run('identification', never), { code: 'STAGE_LATE' });
  t.equal(
    course.measure('commit', () => 'written'),
    'written',
  );
});

t.test('the visit is timed from the touch, not from the first stage', async (t) => {
  const course = new VisitCourse({
    clock: systemClock,
    startedAtMs: systemClock.monotonicMs() - 5000,
    hardLimitMs: 3000,
    stageLimitMs: () => 1000,
    onStage: () => undefined,
  });
  t.ok(course.elapsedMs >= 5000);
  await t.rejects(course.run('capture', never), { code: 'STAGE_LATE', context: { stage: 'visit' } });
  course[Symbol.dispose]();
});
