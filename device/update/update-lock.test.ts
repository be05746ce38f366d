// Two who would change what runs here at once: one waits for the other, and whoever may not is told.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { alone } from './update-lock.ts';

const never = new AbortController().signal;

t.test('the second waits until the first has done, also where that failed', async (t) => {
  const folder = join(t.testdir(), 'releases');
  const done: string[] = [];
  let fail = (): void => undefined;
  const first = alone(
    folder,
    () =>
      new Promise<void>((_, reject) => {
        fail = () => reject(new Error('the disk is full'));
        done.push('first begins');
      }),
    never,
  );
  const failed = t.rejects(
    first.finally(() => done.push('first ends')),
    { message: 'the disk is full' },
  );
  while (done.length === 0) await new Promise(setImmediate);
  const second = alone(folder, async () => void done.push('second'), never);
  const stop = new AbortController();
  const third = alone(folder, async () => void done.push('third'), stop.signal);
  stop.abort(new Error('Ctrl-C'));
  await t.rejects(third, { message: 'Ctrl-C' }, 'whoever does not want to wait need not');
  t.strictSame(done, ['first begins']);
  fail();
  await failed;
  await second;
  t.strictSame(done, ['first begins', 'first ends', 'second']);
});

t.test('where nobody can lock, that is said at once', async (t) => {
  const folder = t.testdir({ releases: {} });
  writeFileSync(
    join(folder, 'releases', 'lock'),
    'no database at all, but long enough to be looked at as one'.repeat(20),
  );
  await t.rejects(
    alone(join(folder, 'releases'), async () => undefined, never),
    { code: 'STORE_CORRUPT' },
  );
});
