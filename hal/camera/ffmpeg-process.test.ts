import { ChildProcess, spawn } from 'node:child_process';
import t from 'tap';
import { FfmpegProcess } from './ffmpeg-process.ts';

t.test('where the program is missing nobody else is ended in its place', async (t) => {
  const pids: (number | undefined)[] = [];
  t.intercept(ChildProcess.prototype, 'kill', {
    value(this: ChildProcess) {
      pids.push(this.pid);
      return true;
    },
  });
  const missing = new FfmpegProcess(spawn('no-such-program', [], { stdio: 'pipe' }));
  await missing[Symbol.asyncDispose]();
  t.strictSame(pids, [], 'a process without a number: 0 would be everybody of our group');
  t.match(missing.complaints, /failed to execute: .*ENOENT/);
});
