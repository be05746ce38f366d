// The life of an alert: fires once, repeats while it lasts, resolves, and survives restarts and clocks that are set back.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { HOUR_MS, MINUTE_MS, NOW_MS } from '../fixtures/looks.ts';
import type { Judged } from '../rules/judge.ts';
import { messageOf } from '../webhook/alert-message.ts';
import { type Alert, nextAlerts } from './alert-book.ts';
import { MonitorState } from './monitor-state.ts';

const judged = (change: Partial<Judged> = {}): Judged => ({
  ...{ rule: 'terminal-silent', severity: 'critical', holdMs: 5 * MINUTE_MS, terminal: 'bangkok.gate-17' },
  ...{ site: 'bangkok', person: null, figures: { minutes: 11 }, latest: null },
  ...{ th: 'เครื่องเงียบ — น้ำฝน', en: 'silent', doTh: 'ตรวจไฟ', doEn: 'check' },
  ...change,
});

interface Step {
  /** Minutes after the start; the wall clock, which may go back. */
  readonly at: number;
  readonly holds: boolean;
  readonly tells?: 'firing' | 'repeated' | 'resolved';
}

const LIVES: Readonly<Record<string, readonly Step[]>> = {
  'what holds is told once it has held long enough, once': [
    { at: 0, holds: true },
    { at: 4.9, holds: true },
    { at: 5, holds: true, tells: 'firing' },
    { at: 6, holds: true },
  ],
  'what was over before it was told is never told': [
    { at: 0, holds: true },
    { at: 1, holds: false },
    { at: 6, holds: true },
    { at: 10.9, holds: true },
    { at: 11, holds: true, tells: 'firing' },
  ],
  'what lasts is told again every hour, and its end once': [
    { at: 0, holds: true },
    { at: 5, holds: true, tells: 'firing' },
    { at: 64.9, holds: true },
    { at: 65, holds: true, tells: 'repeated' },
    { at: 66, holds: true },
    { at: 125, holds: true, tells: 'repeated' },
    { at: 126, holds: false, tells: 'resolved' },
    { at: 127, holds: false },
  ],
  'what comes back is a new alert': [
    { at: 0, holds: true },
    { at: 5, holds: true, tells: 'firing' },
    { at: 6, holds: false, tells: 'resolved' },
    { at: 7, holds: true },
    { at: 12, holds: true, tells: 'firing' },
  ],
  'a clock that is set back a day neither fires early nor waits a day': [
    { at: 0, holds: true },
    { at: -1440, holds: true },
    { at: -1436, holds: true },
    { at: -1435, holds: true, tells: 'firing' },
    { at: -2880, holds: true },
    { at: -2820, holds: true, tells: 'repeated' },
    { at: -2819, holds: false, tells: 'resolved' },
  ],
  'a monitor that was away for a day goes on where it was': [
    { at: 0, holds: true },
    { at: 5, holds: true, tells: 'firing' },
    { at: 1445, holds: true, tells: 'repeated' },
  ],
};

t.test('the life of an alert', async (t) => {
  for (const [what, steps] of Object.entries(LIVES)) {
    let alerts: readonly Alert[] = [];
    for (const { at, holds, tells } of steps) {
      const terms = { atMs: NOW_MS + at * MINUTE_MS, repeatMs: HOUR_MS };
      const turn = nextAlerts(alerts, holds ? [judged()] : [], terms);
      t.strictSame(
        turn.events.map(({ kind }) => kind),
        tells ? [tells] : [],
        `${what}: after ${at} minutes`,
      );
      alerts = turn.alerts;
    }
  }
});

t.test('alerts of other terminals, people and rules live their own lives', async (t) => {
  const terms = { atMs: NOW_MS, repeatMs: HOUR_MS };
  const now = { holdMs: 0 };
  const first = nextAlerts([], [judged(now), judged({ ...now, terminal: 'bangkok.gate-18' })], terms);
  t.equal(first.events.length, 2);
  const second = nextAlerts(
    first.alerts,
    [judged(now), judged({ ...now, terminal: null, person: 'p' }), judged({ ...now, rule: 'clock-off' })],
    terms,
  );
  t.strictSame(
    second.events.map(({ kind, alert }) => [kind, alert.rule, alert.terminal, alert.person]),
    [
      ['firing', 'terminal-silent', null, 'p'],
      ['firing', 'clock-off', 'bangkok.gate-17', null],
      ['resolved', 'terminal-silent', 'bangkok.gate-18', null],
    ],
  );
});

t.test('what each entry is told of is told with the next one, within the hour and across a restart', async (t) => {
  const file = join(t.testdir(), 'fleet.db.monitor.json');
  const { state } = await MonitorState.open(file, []);
  const lookedAt = async (minute: number, latest: number, from: MonitorState) => {
    const forced = judged({ rule: 'duress', holdMs: 0, latest });
    const turn = nextAlerts(from.alerts, [forced], { atMs: NOW_MS + minute * MINUTE_MS, repeatMs: HOUR_MS });
    await from.turn(turn.alerts, turn.events.map(messageOf));
    return turn.events.map(({ kind, alert }) => `${kind} ${alert.times}`);
  };
  t.strictSame(await lookedAt(0, 7, state), ['firing 1']);
  t.strictSame(await lookedAt(1, 7, state), []);
  t.strictSame(await lookedAt(2, 9, state), ['repeated 2']);
  const { state: later } = await MonitorState.open(file, []);
  t.strictSame(await lookedAt(3, 9, later), []);
  t.strictSame(await lookedAt(4, 12, later), ['repeated 3']);
});

t.test('a message has the same id when it is made again, and another for another telling', async (t) => {
  const told = (atMs: number, before: readonly Alert[] = []) =>
    nextAlerts(before, [judged({ holdMs: 0 })], { atMs, repeatMs: HOUR_MS });
  const first = told(NOW_MS);
  const [one] = first.events.map(messageOf);
  const [again] = told(NOW_MS).events.map(messageOf);
  const [later] = told(NOW_MS + HOUR_MS, first.alerts).events.map(messageOf);
  t.strictSame(one, again);
  t.match(later, { type: 'alert.repeated', alertId: one?.alertId ?? '', times: 2 });
  t.not(later?.id, one?.id);
  t.match(one, { type: 'alert.firing', text: { th: 'เครื่องเงียบ — น้ำฝน' }, sinceMs: NOW_MS });
});

const WHERE = 'https://desk.example/ridged';

const opened = async (t: Test) => {
  const file = join(t.testdir(), 'fleet.db.monitor.json');
  const { state } = await MonitorState.open(file, [WHERE]);
  const turn = nextAlerts([], [judged({ holdMs: 0 })], { atMs: NOW_MS, repeatMs: HOUR_MS });
  const messages = turn.events.map(messageOf);
  await state.turn(turn.alerts, messages);
  return { file, state, messages, alerts: turn.alerts };
};

t.test('what stands and what waits is there after a restart, for its owner alone, in the same words', async (t) => {
  const { file, messages } = await opened(t);
  t.equal(statSync(file).mode & 0o077, 0);
  const { state: later, aside } = await MonitorState.open(file, [WHERE]);
  t.equal(aside, undefined);
  t.strictSame(later.first(WHERE), messages[0]);
  const turn = nextAlerts(later.alerts, [judged({ holdMs: 0 })], { atMs: NOW_MS + 1000, repeatMs: HOUR_MS });
  t.strictSame(turn.events, [], 'it is not told again');
  await later.done(WHERE, messages[0]?.id ?? '');
  t.equal((await MonitorState.open(file, [WHERE])).state.first(WHERE), undefined);
  t.equal((await MonitorState.open(file, [])).state.waiting, 0, 'an address that is told no more has nothing waiting');
});

t.test('a state that was cut off or is of another version is put aside, and the monitor begins anew', async (t) => {
  const { file } = await opened(t);
  const whole = readFileSync(file, 'utf8');
  for (const text of [whole.slice(0, -20), '', 'null', whole.replace('"version":1', '"version":2'), '{"version":1}']) {
    writeFileSync(file, text);
    const { state, aside } = await MonitorState.open(file, [WHERE]);
    t.strictSame([state.alerts, state.waiting], [[], 0]);
    t.equal(readFileSync(aside ?? '', 'utf8'), text, 'nothing is lost');
  }
});

t.test('a receiver that is away for long keeps the newest thousand, and how many had to go is counted', async (t) => {
  const { state, messages, alerts } = await opened(t);
  const many = Array.from({ length: 1001 }, (_, at) => messages.map((one) => ({ ...one, id: `m${at}` }))).flat();
  await state.turn(alerts, many);
  t.match({ waiting: state.waiting, dropped: state.dropped }, { waiting: 1000, dropped: 2 });
  t.equal(state.first(WHERE)?.id, 'm1');
});

t.test('a state that cannot be written is a fault with its code', async (t) => {
  const { state } = await MonitorState.open(join(t.testdir(), 'no', 'folder', 'x.json'), [WHERE]);
  const turn = nextAlerts([], [judged({ holdMs: 0 })], { atMs: NOW_MS, repeatMs: HOUR_MS });
  await t.rejects(state.turn(turn.alerts, turn.events.map(messageOf)), { code: 'STORE_FAILED' });
});
