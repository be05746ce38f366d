// A morning at the clocks: who comes when, and what each minute of it did to the fleet.
import { readdirSync } from 'node:fs';
import t from 'tap';
import { type Clock, systemClock } from '../../../protocol/index.ts';
import { ridgectl } from '../../fixtures/ridgectl.ts';
import { until } from '../../fixtures/until.ts';
import { MinuteBook } from './minute-book.ts';
import { lengthMs, minuteName, readPeak, shareBy } from './peak.ts';

const TIMES_FASTER = 12;
const fastClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now() * TIMES_FASTER,
  sleep: (ms, signal) => systemClock.sleep(ms / TIMES_FASTER, signal),
};

t.test('a peak is two times of day, and whatever else is none', async (t) => {
  t.strictSame(readPeak('07:50-08:10'), { fromMinute: 470, minutes: 20 });
  t.strictSame(readPeak('23:50-00:10'), { fromMinute: 1430, minutes: 20 });
  for (const none of [
    '',
    '7:50-8:10',
    '07:50',
    '07:50-07:50',
    '08:10-07:50',
    '24:00-24:10',
    '07:60-08:00',
    '๐๗:๕๐-๐๘:๑๐',
  ])
    t.equal(readPeak(none), undefined, none);
});

t.test('people come as in a bell: few at the edges, twice the mean in the middle, each once', async (t) => {
  const peak = { fromMinute: 1430, minutes: 20 };
  const shares = Array.from({ length: 21 }, (_, minute) => shareBy(peak, 60_000 * minute));
  t.equal(shares[0], 0);
  t.equal(shares[20], 1);
  t.equal(shareBy(peak, 2 * lengthMs(peak)), 1);
  const each = shares.slice(1).map((share, at) => share - (shares[at] ?? 0));
  for (let at = 1; at < 10; at += 1)
    t.ok((each[at] ?? 0) > (each[at - 1] ?? 0), `minute ${at} has more than the one before`);
  for (let at = 0; at < 10; at += 1) t.ok(Math.abs((each[at] ?? 0) - (each[19 - at] ?? 0)) < 1e-9);
  t.ok((each[9] ?? 0) > 0.098 && (each[9] ?? 0) <= 0.1);
  t.strictSame(
    [0, 9, 10, 29].map((since) => minuteName(peak, since)),
    ['23:50', '23:59', '00:00', '00:19'],
  );
});

t.test('a minute tells of those that came and were stored in it, and of the worst moment', async (t) => {
  const book = new MinuteBook({ fromMinute: 470, minutes: 20 });
  book.note({ elapsedMs: 10, recorded: 5, acknowledged: 0, waitMs: 3.4 });
  book.note({ elapsedMs: 30_000, recorded: 9, acknowledged: 8, waitMs: 700.6 });
  book.note({ elapsedMs: 59_999, recorded: 9, acknowledged: 9, waitMs: 0 });
  book.note({ elapsedMs: 120_000, recorded: 12, acknowledged: 10, waitMs: 20 });
  t.strictSame(book.minutes, [
    { minute: '07:50', asked: 9, stored: 9, highestQueue: 5, longestWaitMs: 701 },
    { minute: '07:51', asked: 0, stored: 0, highestQueue: 0, longestWaitMs: 0 },
    { minute: '07:52', asked: 3, stored: 1, highestQueue: 2, longestWaitMs: 20 },
  ]);
});

t.test(
  'a minute at four terminals in a fleet of its own: all who came are stored, and the table says when',
  async (t) => {
    const args = ['simulate', '--terminals', '4', '--events', '25', '--peak', '07:50-07:51'];
    const { code, out, err } = await ridgectl([...args, '--json'], undefined, fastClock).ended;
    t.equal(code, 0, err);
    const { minutes, ...figures } = JSON.parse(out);
    t.match(figures, { terminals: 4, entries: 100, lost: 0, duplicated: 0 });
    t.equal(minutes[0].minute, '07:50');
    const sum = (of: 'asked' | 'stored') =>
      minutes.reduce((total: number, minute: Record<typeof of, number>) => total + minute[of], 0);
    t.strictSame([sum('asked'), sum('stored')], [100, 100]);
    const [{ highestQueue, longestWaitMs }] = minutes;
    t.ok(highestQueue >= 1 && highestQueue <= 100, `${highestQueue} waited`);
    t.ok(longestWaitMs > 0 && longestWaitMs < 60_000, `${longestWaitMs} ms`);
  },
);

t.test('Ctrl-C in the middle tells of the minutes until then, and leaves nothing behind', async (t) => {
  const { TMPDIR } = process.env;
  const folder = t.testdir();
  process.env['TMPDIR'] = folder;
  const ctrlC = new AbortController();
  const args = ['simulate', '--terminals', '2', '--events', '500', '--peak', '23:59-01:00'];
  const { told, ended } = ridgectl(args, ctrlC.signal, fastClock);
  await until('some are acknowledged', () => /[1-9]\d* acknowledged/.test(told.err));
  ctrlC.abort(new Error('ended by the user'));
  const { code, out, err } = await ended;
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
  t.equal(code, 0, err);
  t.match(
    out,
    /^MINUTE +ASKED +STORED +HIGHEST QUEUE +LONGEST WAIT\n23:59 .* s\n(00:\d\d .* s\n)*2 terminals, \d+ entries/,
  );
  t.match(err, /ended by the user/);
  t.strictSame(readdirSync(folder), []);
});

t.test('a slip is told of in one line', async (t) => {
  const simulate = (...args: string[]) => ridgectl(['simulate', '--terminals', '1', '--events', '1', ...args]).ended;
  t.match(await simulate('--peak', '8-9'), { code: 2, out: '', err: /--peak 8-9: give two times of day.*07:50-08:10/ });
  t.match(await simulate('--peak', '07:50-08:10', '--rate', '5'), { code: 2, err: /--rate or --peak, not both/ });
  t.match(await ridgectl(['simulate', '--help']).ended, { code: 0, out: /simulate .*--peak 07:50-08:10/ });
});
