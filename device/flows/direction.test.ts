// Which direction a person without a key is taken to go, through ordinary days, lunch, nights and forgotten punches.

import t from 'tap';
import type { Direction } from '../../protocol/index.ts';
import { isRepeated, type LastPunch, proposeDirection } from './direction.ts';

const bangkok = (iso: string): number => Date.parse(`${iso}+07:00`);
const punch = (direction: Direction, iso: string): LastPunch => ({ direction, atMs: bangkok(iso) });
const proposed = (last: LastPunch | undefined, iso: string): Direction =>
  proposeDirection(last, { nowMs: bangkok(iso), timeZone: 'Asia/Bangkok' });

/** What a row of touches becomes, each the last punch of the next. */
function day(...touches: readonly string[]): string {
  let last: LastPunch | undefined;
  const directions = touches.map((iso) => {
    last = { direction: proposed(last, iso), atMs: bangkok(iso) };
    return last.direction;
  });
  return directions.join(' ');
}

t.test('an ordinary day is in and out, with lunch in between', async (t) => {
  t.equal(day('2026-11-02T08:25:00', '2026-11-02T16:35:00'), 'in out');
  t.equal(
    day('2026-11-02T08:25:00', '2026-11-02T12:00:00', '2026-11-02T12:55:00', '2026-11-02T16:35:00'),
    'in out in out',
  );
  t.equal(
    day('2026-11-02T08:25:00', '2026-11-02T16:35:00', '2026-11-03T08:20:00', '2026-11-03T16:31:00'),
    'in out in out',
  );
});

t.test('the evening shift comes in the afternoon', async (t) => {
  t.equal(
    day('2026-11-02T13:50:00', '2026-11-02T22:02:00', '2026-11-03T11:55:00', '2026-11-03T20:05:00'),
    'in out in out',
  );
});

t.test('a night shift goes out on the next date, and comes in again the same evening', async (t) => {
  t.equal(
    day('2026-11-02T20:25:00', '2026-11-03T06:05:00', '2026-11-03T20:28:00', '2026-11-04T06:01:00'),
    'in out in out',
  );
  t.equal(day('2026-11-02T19:58:00', '2026-11-03T00:01:00'), 'in out', 'an overtime that ends after midnight');
});

t.test('who forgot one punch is not out of step for ever', async (t) => {
  t.equal(proposed(undefined, '2026-11-02T16:40:00'), 'out', 'nothing in the morning: it is the way home');
  t.equal(proposed(punch('in', '2026-11-02T08:25:00'), '2026-11-03T08:22:00'), 'in', 'did not clock out yesterday');
  t.equal(proposed(punch('out', '2026-11-02T16:35:00'), '2026-11-03T16:36:00'), 'out', 'did not clock in today');
});

t.test('a second touch within the window is the same again, a later one the way back', async (t) => {
  const last = punch('in', '2026-11-02T08:25:00');
  t.equal(proposed(last, '2026-11-02T08:25:59'), 'in');
  t.equal(proposed(last, '2026-11-02T08:26:00'), 'out');
  const rules = { nowMs: bangkok('2026-11-02T08:26:00'), timeZone: 'Asia/Bangkok', repeatWindowMs: 120_000 };
  t.equal(proposeDirection(last, rules), 'in', 'the window is a setting');
});

t.test('a terminal of other hours has other rules', async (t) => {
  const rules = { dayStartsAtMinute: 0, longestShiftMs: 6 * 3_600_000, outFromMinute: 600, outUntilMinute: 660 };
  const moment = (iso: string) => ({ nowMs: bangkok(iso), timeZone: 'Asia/Bangkok', rules });
  t.equal(proposeDirection(undefined, moment('2026-11-02T10:30:00')), 'out');
  t.equal(proposeDirection(punch('in', '2026-11-02T00:00:00'), moment('2026-11-02T07:00:00')), 'in');
});

t.test('a clock set back neither marks a punch as a repeat nor stops the alternation', async (t) => {
  const last = punch('in', '2026-11-02T10:00:00');
  t.equal(isRepeated(last, punch('in', '2026-11-02T09:59:30'), 60_000), false);
  t.equal(proposed(last, '2026-11-02T09:00:00'), 'out');
});

t.test('a repeat is the same direction, soon', async (t) => {
  const last = punch('out', '2026-11-02T16:30:00');
  t.equal(isRepeated(undefined, last, 60_000), false);
  t.equal(isRepeated(last, punch('out', '2026-11-02T16:30:00'), 60_000), true);
  t.equal(isRepeated(last, punch('out', '2026-11-02T16:30:59'), 60_000), true);
  t.equal(isRepeated(last, punch('out', '2026-11-02T16:31:00'), 60_000), false);
  t.equal(isRepeated(last, punch('in', '2026-11-02T16:30:10'), 60_000), false, 'the other key is another punch');
  t.equal(isRepeated(last, punch('out', '2026-11-02T16:30:10'), 0), false, 'no window, no repeats');
});
