// What is counted of a terminal, and read by Prometheus: once each, in seconds, and of nobody.
import { channel } from 'node:diagnostics_channel';
import t from 'tap';
import {
  Broadcast,
  type JournalEntry,
  type JournalPayload,
  type KioskEvent,
  outcomeMessage,
} from '../../protocol/index.ts';
import { clocked } from '../store/fixtures/terminal.ts';
import { CHANNELS, observe, type TerminalFigures, TerminalMetrics, toChannels, VisitRates } from './index.ts';

const FIGURES: TerminalFigures = {
  ...{
    version: '1.2.3',
    people: 2,
    templates: 6,
    clock: { state: 'synced', offsetMs: -250 },
    isOnline: true,
    battery: null,
  },
  journal: { unacknowledged: 7, capacity: 200_000, lastSeq: 9, oldestUnacknowledgedAgeMs: 2500 },
  devices: { sensor: 'ready', card: 'waiting' },
  disk: { freeBytes: 1000, totalBytes: 4000 },
  eventLoopLagMs: 3,
};

function bench(figures = (): TerminalFigures => FIGURES) {
  const [events, appended] = [new Broadcast<KioskEvent>(), new Broadcast<JournalEntry>()];
  const metrics = new TerminalMetrics(figures);
  const rates = new VisitRates();
  const parts = { events, journal: { appended } };
  const stops = [metrics.observer, toChannels, rates.observer].map((observer) => observe(parts, observer));
  let seq = 0;
  const journaled = (payload: JournalPayload): void => {
    seq += 1;
    appended.send({ seq, class: 'transaction', payload } as JournalEntry); // no more of an entry is looked at
  };
  const answered = (reason: 'accepted' | 'not-recognised' | 'poor-image' | 'attack-suspected', ms = 900): void =>
    events.send({
      ...{ type: 'answer', visit: 1, accepted: reason === 'accepted', light: 'accepted', reason, ms, atMs: 5 },
      ...{ nameTh: 'สมชาย', nameEn: 'Somchai', hasPhoto: false, direction: 'in', repeated: false },
      message: outcomeMessage(reason),
    });
  const stop = (): void => {
    for (const one of stops) one();
  };
  return { metrics, rates, journaled, answered, stop };
}

const linesOf = async (metrics: TerminalMetrics): Promise<readonly string[]> =>
  (await metrics.text()).split('\n').filter((line) => line.startsWith('ridged_'));

t.test('visits, stages, faults and entries are counted, and a state is told as it stands', async (t) => {
  const { metrics, journaled, answered } = bench();
  answered('accepted');
  answered('accepted');
  answered('not-recognised', 4000);
  const entry = { ...clocked('p-1'), stages: { extraction: 120 } } as JournalPayload; // as a visit writes it
  journaled(entry);
  journaled({ event: 'fault', device: 'sensor', code: 'HAL_TIMEOUT', detail: 'serial=SECRET' });
  const lines = await linesOf(metrics);
  for (const line of [
    'ridged_visits_total{kind="clock",outcome="accepted"} 2',
    'ridged_visits_total{kind="clock",outcome="not-recognised"} 1',
    'ridged_visit_seconds_bucket{le="1",kind="clock"} 2',
    'ridged_visit_seconds_count{kind="clock"} 3',
    'ridged_stage_seconds_sum{kind="clock",stage="extraction"} 0.12',
    'ridged_faults_total{device="sensor",code="HAL_TIMEOUT"} 1',
    'ridged_entries_total{event="clock"} 1',
    'ridged_journal_unacknowledged 7',
    'ridged_journal_oldest_unacknowledged_seconds 2.5',
    'ridged_device_state{device="card",state="waiting"} 1',
    'ridged_clock_state{clock="wall",state="synced"} 1',
    'ridged_clock_synchronised 1',
    'ridged_clock_offset_seconds -0.25',
    'ridged_build{program="ridged",state="1.2.3"} 1',
    'ridged_fleet_online 1',
  ])
    t.ok(lines.includes(line), line);
  t.notOk(
    lines.some((line) => /^ridged_battery|^ridged_on_mains/.test(line)),
    'what is not known is not told',
  );
  t.notMatch(await metrics.text(), /สมชาย|Somchai|p-1|SECRET/);
});

t.test('a state that is over is told no more', async (t) => {
  let figures = FIGURES;
  const { metrics } = bench(() => figures);
  await metrics.text();
  figures = { ...FIGURES, devices: { sensor: 'waiting' }, battery: { charge: 0.4, onMains: false } };
  figures = { ...figures, clock: { state: 'holdover', offsetMs: null } };
  const lines = await linesOf(metrics);
  t.strictSame(
    lines.filter((line) => line.startsWith('ridged_device_state')),
    ['ridged_device_state{device="sensor",state="waiting"} 1'],
  );
  t.ok(lines.includes('ridged_clock_synchronised 0'));
  t.notOk(lines.some((line) => line.startsWith('ridged_clock_offset_seconds')));
  t.ok(lines.includes('ridged_battery_charge_ratio 0.4') && lines.includes('ridged_on_mains 0'));
});

t.test('whoever listens at a channel of the process hears the same, until the terminal ends', async (t) => {
  const heard: unknown[] = [];
  const listen = (message: unknown): void => void heard.push(message);
  for (const name of Object.values(CHANNELS)) channel(name).subscribe(listen);
  t.teardown(() => {
    for (const name of Object.values(CHANNELS)) channel(name).unsubscribe(listen);
  });
  const { journaled, answered, stop } = bench();
  answered('accepted');
  journaled({ event: 'fault', device: 'card', code: 'HAL_TIMEOUT', detail: '' });
  t.strictSame(heard, [
    { kind: 'clock', outcome: 'accepted', ms: 900 },
    { event: 'fault', class: 'transaction', seq: 1 },
    { device: 'card', code: 'HAL_TIMEOUT' },
  ]);
  stop();
  answered('accepted');
  t.equal(heard.length, 3);
});

t.test('rates are of the last visits, and null while too few came', async (t) => {
  const { rates, answered } = bench();
  for (let visit = 0; visit < 16; visit += 1) answered('accepted');
  t.strictSame(rates.rates, { failureToAcquire: null, padRejected: null });
  for (const reason of ['poor-image', 'poor-image', 'poor-image', 'poor-image', 'attack-suspected'] as const)
    answered(reason);
  t.equal(rates.rates.failureToAcquire, 4 / 21);
  t.equal(rates.rates.padRejected, null, 'of seventeen that were acquired');
  for (let visit = 0; visit < 3; visit += 1) answered('not-recognised');
  t.equal(rates.rates.padRejected, 1 / 20);
  for (let visit = 0; visit < 200; visit += 1) answered('accepted');
  t.strictSame(rates.rates, { failureToAcquire: 0, padRejected: 0 });
});
