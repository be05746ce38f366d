import { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { runProgram } from './run-program.ts';

const NEVER = new AbortController().signal;
const STOPPED = new Error('stopped');

/** Which processes were to be ended, by their numbers; none is. */
function heldKills(t: Test): (number | undefined)[] {
  const pids: (number | undefined)[] = [];
  t.intercept(ChildProcess.prototype, 'kill', {
    value(this: ChildProcess) {
      pids.push(this.pid);
      return true;
    },
  });
  return pids;
}

t.test('it is given what the program has said, in its own words', async (t) => {
  t.equal(await runProgram('printf', ['%s', 'สวัสดี'], { signal: NEVER }), 'สวัสดี');
  await t.rejects(runProgram('sh', ['-c', 'echo no >&2; exit 3'], { signal: NEVER }), { code: 3, stderr: 'no\n' });
  await t.rejects(runProgram('no-such-program', [], { signal: NEVER }), { code: 'ENOENT' });
});

t.test('one that takes too long is ended, as is one that nobody wants any more', async (t) => {
  const slow = await runProgram('sleep', ['60'], { signal: NEVER, timeout: 50 }).catch((cause: unknown) => cause);
  t.match(slow, { killed: true, signal: 'SIGTERM' });
  const stop = new AbortController();
  const running = runProgram('sleep', ['60'], { signal: stop.signal, killSignal: 'SIGKILL' });
  stop.abort(STOPPED);
  await t.rejects(running, STOPPED);
  await t.rejects(runProgram('printf', ['%s', 'nothing'], { signal: stop.signal }), STOPPED, 'and it is not begun');
});

t.test('where there is no such program nobody else is ended in its place', async (t) => {
  for (const when of ['at once', 'a moment later'] as const) {
    const pids = heldKills(t);
    const stop = new AbortController();
    const running = runProgram('no-such-program', [], { signal: stop.signal });
    if (when === 'at once') stop.abort(STOPPED);
    else queueMicrotask(() => stop.abort(STOPPED));
    await t.rejects(running, STOPPED, when);
    await sleep(20);
    t.strictSame(pids, [], 'a process without a number is not ended: 0 would be everybody of our group');
  }
});

t.test('one that runs is ended by its own number', async (t) => {
  const pids = heldKills(t);
  const stop = new AbortController();
  const running = runProgram('sleep', ['0.1'], { signal: stop.signal });
  stop.abort(STOPPED);
  await t.rejects(running, STOPPED);
  t.match(pids, [Number]);
});
