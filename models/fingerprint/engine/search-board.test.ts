// What the workers of a search share, without threads: whoever would wait here would wait for ever.
import t from 'tap';
import { WorkerPool, workerFile } from '../../runtime/index.ts';
import type { Meeting } from './fixtures/meeting.worker.ts';
import { BoardSeat, SearchBoard } from './search-board.ts';

t.test('a search is complete without the workers that never began', async (t) => {
  const board = new SearchBoard(3);
  const never = new Promise<string>(() => undefined);
  for (let worker = 0; worker < 2; worker += 1) new BoardSeat(board.buffer);
  const slow = new Promise<string>((resolve) => setImmediate(() => resolve('b')));
  t.strictSame(await board.gather([Promise.resolve('a'), never, slow]), ['a', 'b']);
  await t.rejects(board.gather([never, Promise.reject(new Error('lost'))]), { message: 'lost' });
});

t.test('each item of a look falls to one worker, and each look begins anew', async (t) => {
  const { buffer } = new SearchBoard(2);
  const [one, two] = [new BoardSeat(buffer), new BoardSeat(buffer)];
  const first = one.share('screening', 5);
  t.strictSame([first.next().value, first.next().value], [0, 1]);
  t.strictSame([...two.share('screening', 5)], [2, 3, 4]);
  t.equal(first.next().done, true);
  t.strictSame([...two.share('likeness', 2)], [0, 1]);
});

t.test('whoever meets the others sees what they found, also when it comes late', async (t) => {
  const { buffer } = new SearchBoard(2);
  const [one, late] = [new BoardSeat(buffer), new BoardSeat(buffer)];
  one.publish([
    { place: 7, score: 1.5 },
    { place: 9, score: 0.25 },
  ]);
  t.equal(one.meet('screening', { done: 3, count: 3 }), true);
  one.setLikeness(0, 12.5);
  one.setLikeness(1, 3);
  late.publish([{ place: 11, score: 2 }]);
  t.equal(late.meet('screening', { done: 0, count: 3 }), true);
  t.strictSame(late.published, [
    { place: 7, score: 1.5 },
    { place: 9, score: 0.25 },
    { place: 11, score: 2 },
  ]);
  t.strictSame([late.likenessOf(0), late.likenessOf(1)], [12.5, 3]);
});

t.test('on a stopped board nothing is taken, and nobody waits for what will not be done', async (t) => {
  const board = new SearchBoard(2);
  const seat = new BoardSeat(board.buffer);
  board.stop();
  t.strictSame([...seat.share('screening', 5)], []);
  t.equal(seat.meet('screening', { done: 1, count: 5 }), false);
  t.equal(seat.meet('likeness', { done: 5, count: 5 }), false, 'not even where all is done');
});

t.test('on threads: who is done first waits for the others, or until the search is stopped', async (t) => {
  const file = workerFile('fixtures/meeting.worker', import.meta.url);
  await using pool = WorkerPool.open<Meeting, number>({ file, threads: 2 });
  const { buffer } = new SearchBoard(2);
  const first = pool.settled({ board: buffer, place: 1, done: 2, count: 5 });
  const second = pool.settled({ board: buffer, place: 2, done: 3, count: 5 });
  t.strictSame(await Promise.all([first, second]), [2, 2]);
  const stopped = new SearchBoard(2);
  const waiting = pool.settled({ board: stopped.buffer, place: 3, done: 2, count: 5 });
  t.equal(await pool.settled({ board: buffer, place: 4, done: 0, count: 5 }), 3, 'whoever comes late goes on at once');
  stopped.stop();
  t.equal(await waiting, -1);
});
