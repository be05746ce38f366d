// Availability from the signs of a journal: orderly ends, crashes, lost sensors, maintenance, silence.
import t from 'tap';
import { type UptimeSign, uptimeOf, uptimeSignIn } from './index.ts';

const ALL = { fromMs: 0, untilMs: 1000, heardMs: 1000, planned: [] };
const service = (what: 'started' | 'ready' | 'stopped', atMs: number): UptimeSign => ({ kind: 'service', what, atMs });
const crash = (atMs: number, aliveMs: number): UptimeSign => ({
  ...{ kind: 'service', what: 'crash-recovered', atMs, aliveMs },
});
const sensor = (isLost: boolean, atMs: number): UptimeSign => ({ kind: 'device', device: 'sensor', isLost, atMs });
const begun = [service('started', 0), service('ready', 100)];

t.test('what stands in a journal is read; what tells nothing of it is not', async (t) => {
  t.strictSame(uptimeSignIn({ event: 'service', what: 'ready', version: '1', detail: '' }, 7), service('ready', 7));
  t.strictSame(uptimeSignIn({ event: 'fault', device: 'sensor', code: 'HAL_TIMEOUT' }, 7), sensor(true, 7));
  t.strictSame(uptimeSignIn({ event: 'recovered', device: 'sensor' }, 8), sensor(false, 8));
  for (const odd of [null, {}, { event: 'fault', device: 'gallery' }, { event: 'service', what: 'new' }])
    t.equal(uptimeSignIn(odd, 7), undefined, JSON.stringify(odd));
});

t.test(
  'a terminal is down until it is ready, after it was stopped, and from the last entry before a crash',
  async (t) => {
    const signs = [
      ...[...begun, service('stopped', 300), service('started', 350), service('ready', 400)],
      ...[crash(700, 600), service('started', 701), service('ready', 750)],
    ];
    t.match(uptimeOf(signs, ALL).service, { downMs: 100 + 100 + 150, totalMs: 1000, unknownMs: 0, rate: 0.65 });
    t.match(uptimeOf(signs, { ...ALL, fromMs: 500, untilMs: 650 }).service, { downMs: 50, totalMs: 150 });
    t.match(uptimeOf([...begun, service('stopped', 600)], { ...ALL, heardMs: 600 }).service, {
      ...{ downMs: 500, unknownMs: 0 },
    });
  },
);

t.test('before its first sign, and after its last word while it ran, nothing is known', async (t) => {
  const silent = uptimeOf([service('started', 200), service('ready', 200)], { ...ALL, heardMs: 700 });
  t.match(silent.terminal, { totalMs: 500, downMs: 0, unknownMs: 500, rate: 1 });
  t.match(uptimeOf([], ALL).terminal, { rate: null, totalMs: 0, unknownMs: 1000 });
  t.match(uptimeOf(begun, { ...ALL, fromMs: 2000, untilMs: 3000 }).terminal, { rate: null, totalMs: 0 });
});

t.test('without its sensor nobody can clock; a new start looks at it anew', async (t) => {
  const signs = [
    ...begun,
    sensor(true, 200),
    sensor(true, 250),
    sensor(false, 300),
    sensor(true, 500),
    crash(700, 600),
  ];
  const { terminal, service: own, devices } = uptimeOf([...signs, service('ready', 800)], ALL);
  t.match(own, { downMs: 100 + 200 });
  t.match(terminal, { downMs: 100 + 200 + 100 + 100 });
  t.match(devices.sensor, { totalMs: 700, downMs: 200, rate: 5 / 7 });
  t.match(devices.card, { downMs: 0, rate: 1 });
  t.match(uptimeOf([...begun, sensor(true, 400)], ALL).devices.sensor, { downMs: 600 }, 'never back');
});

t.test('maintenance that was announced counts neither as time nor as failure', async (t) => {
  const signs = [...begun, service('stopped', 300), service('ready', 500)];
  const planned = [
    { fromMs: 250, untilMs: 400 },
    { fromMs: 380, untilMs: 450 },
  ];
  t.match(uptimeOf(signs, { ...ALL, planned }).terminal, {
    ...{ plannedMs: 200, downMs: 100 + 50, totalMs: 1000, rate: (800 - 150) / 800 },
  });
  t.match(uptimeOf(signs, { ...ALL, planned: [{ fromMs: 0, untilMs: 1000 }] }).terminal, { rate: null, downMs: 0 });
});
