// The pool against real threads: values, faults, death, abort, a full queue, threads that are lent.
import { setTimeout as tick } from 'node:timers/promises';
import t from 'tap';
import type { OddJob } from './fixtures/odd-jobs.worker.ts';
import { defaultThreads, WorkerPool, workerFile } from './index.ts';

const file = workerFile('fixtures/odd-jobs.worker', import.meta.url);
const never = new AbortController().signal;
// One pool for all: a thread takes more than a second to load TypeScript.
const pool = WorkerPool.open<OddJob, number>({ file, threads: 1, maxWaiting: 1 });
t.teardown(() => pool[Symbol.asyncDispose]());

const closedGate = (): { job: OddJob; open: () => void } => {
  const gate = new SharedArrayBuffer(4);
  const cell = new Int32Array(gate);
  const openGate = (): void => {
    Atomics.store(cell, 0, 1);
    Atomics.notify(cell, 0);
  };
  return { job: { do: 'wait-for', gate }, open: openGate };
};

t.test('a task is done on another thread and its value comes back', async (t) => {
  t.equal(await pool.run({ do: 'double', value: 21 }, never), 42);
});

t.test('a fault in a worker keeps its code and context, a bug its text', async (t) => {
  await t.rejects(pool.run({ do: 'fault' }, never), { code: 'IMAGE_UNREADABLE', context: { bytes: 3 } });
  await t.rejects(pool.run({ do: 'bug' }, never), /a bug on purpose/);
  t.equal(await pool.run({ do: 'double', value: 2 }, never), 4, 'the same thread goes on');
  t.equal(pool.counts.lost, 0);
});

t.test('a worker that dies fails its caller with WORKER_LOST and the next one finds a new worker', async (t) => {
  const before = pool.counts.lost;
  const dying = pool.run({ do: 'die' }, never);
  const waiting = pool.run({ do: 'double', value: 3 }, never);
  await t.rejects(dying, { code: 'WORKER_LOST' });
  t.equal(await waiting, 6, 'who waited behind it is served');
  await t.rejects(pool.run({ do: 'die' }, never), { code: 'WORKER_LOST' });
  t.equal(await pool.run({ do: 'double', value: 4 }, never), 8, 'also after the second death');
  t.equal(pool.counts.lost - before, 2);
});

t.test('a worker that hangs is ended, its caller told, and who waited behind it served by another', async (t) => {
  await using hanging = WorkerPool.open<OddJob, number>({ file, threads: 1, hangsAfterMs: 10_000 });
  t.equal(await hanging.run({ do: 'double', value: 1 }, never), 2, 'it is warm');
  const hung = hanging.run({ do: 'hang' }, never);
  const waiting = [4, 5].map((value) => hanging.run({ do: 'double', value }, never));
  await t.rejects(hung, { code: 'WORKER_LOST', context: { hung: true } });
  t.strictSame(await Promise.all(waiting), [8, 10], 'their time begins with their turn');
  t.equal(hanging.counts.lost, 1);
});

t.test('a thread that has yet to load is given the time for it, and hangs by the usual limit afterwards', async (t) => {
  await using slow = WorkerPool.open<OddJob, number>({ file, threads: 1, hangsAfterMs: 1 });
  t.equal(await slow.settled({ do: 'double', value: 2 }, 240_000), 4);
  await t.rejects(slow.run({ do: 'hang' }, never), { code: 'WORKER_LOST', context: { hung: true } });
});

t.test('an aborted caller is let go at once and the late result is dropped', async (t) => {
  const before = pool.counts.lost;
  const gate = closedGate();
  const patience = new AbortController();
  const late = pool.run(gate.job, patience.signal);
  patience.abort(new Error('enough'));
  await t.rejects(late, { message: 'enough' });
  gate.open();
  t.equal(await pool.run({ do: 'double', value: 5 }, never), 10, 'the thread was not ended');
  t.equal(pool.counts.lost, before);
  await t.rejects(
    pool.run({ do: 'double', value: 5 }, patience.signal),
    { message: 'enough' },
    'aborted before it began',
  );
});

t.test('one task more than may wait is refused and counted', async (t) => {
  const gate = closedGate();
  const running = pool.run(gate.job, never);
  const waiting = pool.run({ do: 'double', value: 1 }, never);
  await t.rejects(pool.run({ do: 'double', value: 2 }, never), { code: 'WORKERS_BUSY' });
  gate.open();
  await running;
  t.equal(await waiting, 2);
  t.equal(pool.counts.refused, 1);
});

t.test('a worker whose file is not there is a fault, not an endless wait', async (t) => {
  await using pool = WorkerPool.open<OddJob, number>({
    file: workerFile('fixtures/nobody', import.meta.url),
    threads: 1,
  });
  await t.rejects(pool.run({ do: 'double', value: 1 }, never), { code: 'WORKER_LOST' });
});

t.test('the number of threads follows the machine within its bounds', (t) => {
  t.ok(defaultThreads() >= 1 && defaultThreads() <= 4);
  t.equal(workerFile('a.worker', 'file:///x/b.js').href, 'file:///x/a.worker.js');
  t.end();
});

t.test('who is lent the threads waits in a queue of their own, and leaves them warm', async (t) => {
  const lent = pool.lend();
  t.equal(lent.threads, 1);
  const gate = closedGate();
  const running = lent.run(gate.job, never);
  const waiting = lent.run({ do: 'double', value: 1 }, never);
  await t.rejects(lent.run({ do: 'double', value: 1 }, never), { code: 'WORKERS_BUSY' });
  const others = pool.run({ do: 'double', value: 6 }, never);
  const closed = lent[Symbol.asyncDispose]();
  await t.rejects(waiting, { code: 'WORKER_LOST', context: { closed: true } }, 'what has not begun is refused');
  t.equal(
    await Promise.race([closed.then(() => 'closed'), tick(50, 'goes on')]),
    'goes on',
    'what has begun is waited for',
  );
  gate.open();
  await running;
  await closed;
  await t.rejects(lent.run({ do: 'double', value: 1 }, never), { code: 'WORKER_LOST' });
  t.equal(await others, 12, 'of the others nobody is refused');
  t.strictSame(lent.counts, { lost: 0, refused: 1, waiting: 0 });
});

t.test('a pool is closed twice without harm and then takes no work', async (t) => {
  await pool[Symbol.asyncDispose]();
  await pool[Symbol.asyncDispose]();
  await t.rejects(pool.run({ do: 'double', value: 1 }, never), { code: 'WORKER_LOST' });
});

t.test('who waits for a thread of a pool that closes is told', async (t) => {
  const closing = WorkerPool.open<OddJob, number>({ file, threads: 1 });
  const gate = closedGate();
  const running = closing.run(gate.job, never);
  const waiting = closing.run({ do: 'double', value: 1 }, never);
  const closed = closing[Symbol.asyncDispose]();
  await t.rejects(waiting, { code: 'WORKER_LOST', context: { closed: true } });
  gate.open();
  await Promise.allSettled([running, closed]);
});
