// Many tasks, a few at a time: all are done, no more at once than said, and a failure ends it.
import t from 'tap';
import { forEachAtOnce } from './index.ts';

t.test('every item is handled once and never more than the limit at a time', async (t) => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await forEachAtOnce([1, 2, 3, 4, 5], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    done.push(item);
  });
  t.strictSame(done.sort(), [1, 2, 3, 4, 5]);
  t.equal(most, 2);
});

t.test('after a failure nothing more begins, and whoever yields the items is told', async (t) => {
  const begun: number[] = [];
  let closed = false;
  const items = function* (): Generator<number> {
    try {
      for (let item = 0; item < 100; item += 1) yield item;
    } finally {
      closed = true;
    }
  };
  const work = forEachAtOnce(items(), 2, async (item) => {
    begun.push(item);
    await Promise.resolve();
    if (item === 1) throw new Error('broken');
  });
  await t.rejects(work, { message: 'broken' });
  t.equal(closed, true);
  t.ok(begun.length < 10, `${begun.length} had begun`);
});
