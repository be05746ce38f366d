// Small parts of the composition: limits that follow the bus, losses told once, ends in order, clocks and figures.

import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import type { SensorInfo } from '../../hal/index.ts';
import { Broadcast, type JournalPayload, KioskError, type KioskEvent, ManualClock } from '../../protocol/index.ts';
import { BenchClock } from '../bench/bench-clock.ts';
import { virtualMachine } from '../bench/virtual-machine.ts';
import { ClosingOrder } from '../closing-order.ts';
import { POLICY, readConfig } from '../config/index.ts';
import { openTerminal, until } from '../fixtures/terminal.ts';
import { SOMYING } from '../flows/fixtures/clock-stage.ts';
import { SENSOR } from '../flows/fixtures/sensor-info.ts';
import { ServiceGate } from '../flows/service-gate.ts';
import { ClockWatch } from '../health/clock-watch.ts';
import { Measurements, percentiles } from '../health/percentiles.ts';
import { isTouched, kernelIsSynchronised } from '../health/time-source.ts';
import { openStores, type Stores } from '../store/index.ts';
import { openVault } from '../vault/index.ts';
import { Answering } from './answering.ts';
import { watchDevice } from './device-watch.ts';
import { configuredFleet } from './fleet-access.ts';
import { layFoundation, readOrders } from './foundation.ts';
import { type Hardware, realHardware } from './hardware.ts';
import { Kiosk } from './kiosk.ts';
import { openLog } from './kiosk-log.ts';
import { diskOf } from './self-portrait.ts';
import { longestVisitMs, visitLimits } from './visit-limits.ts';

const sensorAt = (imageTransferMs: number): SensorInfo => ({ ...SENSOR, baud: 57_600, imageTransferMs });

t.test('a slow bus makes a visit late, never impossible; a fast one leaves it as planned', (t) => {
  const { hardLimitMs, stageLimitMs } = POLICY.visit;
  for (const [transferMs, hardMs] of [
    [400, hardLimitMs],
    [700, hardLimitMs],
    [3500, hardLimitMs + 2800],
    [7000, hardLimitMs + 6300],
  ] as const) {
    const limits = visitLimits(POLICY, sensorAt(transferMs));
    t.equal(limits.hardLimitMs, hardMs);
    t.equal(limits.stageLimitMs('capture'), transferMs * 1.5 + 500);
    t.ok(limits.hardLimitMs > transferMs, 'the image alone does not use it up');
    t.equal(limits.stageLimitMs('extraction'), stageLimitMs.extraction);
    t.equal(limits.stageLimitMs('whatever'), POLICY.visit.otherStageLimitMs);
  }
  t.equal(visitLimits(POLICY, undefined).hardLimitMs, hardLimitMs, 'no sensor, no grace');
  const slowest = 49_536 / 0.96;
  t.ok(longestVisitMs(POLICY) > visitLimits(POLICY, sensorAt(slowest)).hardLimitMs, 'at 9,600 baud too');
  t.end();
});

t.test('a device that is lost is told once, however often it is looked for, and once when it is back', (t) => {
  const states = new Broadcast<unknown>();
  const recorded: JournalPayload[] = [];
  const told: KioskEvent[] = [];
  let state = 'ready';
  let fault: KioskError | undefined;
  const stop = watchDevice(
    { name: 'sensor', state: () => state, states, fault: () => fault },
    { record: (payload) => recorded.push(payload), tell: (event) => told.push(event) },
  );
  const enter = (next: string): void => {
    state = next;
    states.send(next);
  };
  fault = new KioskError('HAL_TIMEOUT', { doing: 'read', limitMs: 500 });
  for (const next of ['waiting', 'opening', 'waiting', 'opening', 'ready', 'ready']) enter(next);
  t.strictSame(recorded, [
    { event: 'fault', device: 'sensor', code: 'HAL_TIMEOUT', detail: 'doing=read limitMs=500' },
    { event: 'recovered', device: 'sensor' },
  ]);
  t.equal(told.length, 6, 'the screen sees each step');
  fault = undefined;
  enter('waiting');
  t.match(recorded.at(-1), { event: 'fault', code: 'HAL_DISCONNECTED', detail: '' });
  stop();
  enter('ready');
  t.equal(recorded.length, 3, 'who has stopped watching is told nothing');
  t.end();
});

t.test('what was opened last is closed first, each part even where another fails', async (t) => {
  const closed: string[] = [];
  const part = (name: string): AsyncDisposable & { readonly name: string } => ({
    name,
    [Symbol.asyncDispose]: async () => void closed.push(name),
  });
  const closing = new ClosingOrder();
  t.equal(closing.use(part('first')).name, 'first', 'handed back');
  closing.defer(() => Promise.reject(new Error('late')));
  closing.defer(() => {
    throw new Error('early');
  });
  closing.use(part('last'));
  const error: unknown = await closing[Symbol.asyncDispose]().catch((reason: unknown) => reason);
  t.strictSame(closed, ['last', 'first']);
  t.ok(error instanceof AggregateError && error.errors.length === 2);
  t.match(error, { errors: [{ message: 'early' }, { message: 'late' }] });
  await closing[Symbol.asyncDispose]();
  t.equal(closed.length, 2, 'twice is once');
});

t.test('figures are of the last values alone, and none where nothing was measured', (t) => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  t.strictSame(percentiles(hundred), { p50: 50, p95: 95, p99: 99 });
  t.strictSame(percentiles([7.123]), { p50: 7.12, p95: 7.12, p99: 7.12 });
  t.equal(percentiles([]), null);
  const measurements = new Measurements(3);
  t.equal(measurements.of('visit'), null);
  for (const visit of [1000, 1, 2, 3]) measurements.noteAll({ visit, commit: visit / 10 });
  t.strictSame(measurements.all(), { visit: { p50: 2, p95: 3, p99: 3 }, commit: { p50: 0.2, p95: 0.3, p99: 0.3 } });
  t.end();
});

t.test('each entry says how far the clock can be believed', async (t) => {
  const clock = new ManualClock();
  let isSynchronised = true;
  let hasRtc = true;
  const watchOf = (): ClockWatch =>
    new ClockWatch({
      ...{ clock, onJump: () => undefined, isTouched: () => isSynchronised, hasRtc: () => hasRtc },
      askKernel: async () => kernelSays,
    });
  let kernelSays: boolean | undefined;
  const watch = watchOf();
  t.equal(watch.state, 'synced');
  isSynchronised = false;
  t.equal(watch.state, 'holdover', 'it was vouched for, and runs on');
  t.equal(watchOf().state, 'rtc-only', 'after a restart only the battery speaks for it');
  hasRtc = false;
  t.equal(watchOf().state, 'unknown', 'without one it goes on from where it was written down');
  hasRtc = true;
  isSynchronised = true;
  clock.setUtc(Date.UTC(1970, 0, 1));
  t.equal(watch.state, 'unknown', 'nobody can vouch for a time before this software');
  isSynchronised = false;
  clock.setUtc(Date.UTC(2027, 0, 1));
  kernelSays = true;
  await watch.ask(new AbortController().signal);
  t.equal(watch.state, 'synced', 'by chrony, which leaves no file of systemd-timesyncd');
  kernelSays = false;
  await watch.ask(new AbortController().signal);
  t.equal(watch.state, 'holdover', 'chrony has lost its servers');
  kernelSays = undefined;
  await watch.ask(new AbortController().signal);
  isSynchronised = true;
  t.equal(watch.state, 'holdover', 'set by hand since systemd-timesyncd last touched its file: the kernel knows');
});

t.test(
  'systemd-timesyncd is believed for a day; the kernel through timedatectl, and nobody where there is none',
  async (t) => {
    const file = join(t.testdir({ synchronized: '' }), 'synchronized');
    const { mtimeMs } = statSync(file);
    t.equal(isTouched(mtimeMs + 3600_000, file), true);
    t.equal(isTouched(mtimeMs + 25 * 3600_000, file), false, 'it has heard of no server for a day');
    t.equal(isTouched(mtimeMs - 1000, file), false, 'somebody has set the clock back since');
    t.equal(isTouched(mtimeMs, `${file}-not`), false);
    const { signal } = new AbortController();
    for (const [answer, isSynchronised] of [
      ['yes', true],
      ['no', false],
      ['', undefined],
    ] as const) {
      const command = join(t.testdir({ timedatectl: `#!/bin/sh\necho ${answer}\n` }), 'timedatectl');
      chmodSync(command, 0o755);
      t.equal(await kernelIsSynchronised(signal, command), isSynchronised, answer);
    }
    t.equal(await kernelIsSynchronised(signal, '/nowhere/timedatectl'), undefined);
  },
);

t.test('somebody who sets the clock is noticed, in either direction; a clock that is slewed is not', async (t) => {
  const clock = new ManualClock();
  const jumps: number[] = [];
  const stop = new AbortController();
  const quiet = { askKernel: async () => undefined };
  const watching = new ClockWatch({ ...quiet, clock, onJump: (byMs) => jumps.push(byMs) }).watch(stop.signal);
  const second = async (wrongByMs: number): Promise<void> => {
    clock.setUtc(clock.nowMs() + wrongByMs);
    clock.advance(1000);
    await setImmediate();
  };
  for (const wrongByMs of [0, -3_600_000, 0, 100, 100, 7_200_000, 0]) await second(wrongByMs);
  t.strictSame(jumps, [-3_600_000, 7_200_000]);
  stop.abort(new Error('over'));
  await watching;
});

/** A clock that somebody moves while it is watched, and a kernel that answers when and what the test says. */
function watched(askKernel: () => Promise<boolean | undefined>, isFileFresh = (): boolean => true) {
  const clock = new ManualClock();
  const jumps: number[] = [];
  const stop = new AbortController();
  const parts = { clock, askKernel, isTouched: isFileFresh, hasRtc: () => true };
  const watch = new ClockWatch({ ...parts, onJump: (byMs) => jumps.push(byMs) });
  const watching = watch.watch(stop.signal);
  return {
    ...{ watch, jumps },
    async pass(ms: number, movedByMs = 0): Promise<void> {
      clock.setUtc(clock.nowMs() + movedByMs);
      clock.advance(ms);
      await setImmediate();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stop.abort(new Error('over'));
      await watching;
    },
  };
}

t.test('a jump is told once the kernel was asked, and one that comes while it is asked is told as well', async (t) => {
  const answers: ((word: boolean) => void)[] = [];
  await using at = watched(() => new Promise((resolve) => answers.push(resolve)));
  answers.shift()?.(true);
  await at.pass(1000, 3_600_000);
  t.strictSame(at.jumps, [], 'the kernel has not answered');
  await at.pass(1000, -3_600_000);
  t.equal(answers.length, 1);
  answers.shift()?.(false);
  await setImmediate();
  t.strictSame(at.jumps, [3_600_000]);
  await at.pass(1000);
  answers.shift()?.(true);
  await setImmediate();
  t.strictSame(at.jumps, [3_600_000, -3_600_000], 'set back at once');
  t.equal(at.watch.state, 'synced');
  await at.pass(1000);
  t.equal(at.jumps.length, 2);
});

t.test('after a jump nobody vouches for the clock until the kernel does, or for a day', async (t) => {
  let kernelSays: boolean | undefined = true;
  let isFileFresh = false;
  await using at = watched(
    async () => kernelSays,
    () => isFileFresh,
  );
  await at.pass(1000);
  t.equal(at.watch.state, 'synced');
  kernelSays = undefined;
  await at.pass(60_000);
  t.equal(at.watch.state, 'synced', 'a silence alone says nothing new');
  isFileFresh = true;
  await at.pass(1000, 3 * 86_400_000);
  t.equal(at.watch.state, 'holdover', 'neither its word nor a file of before the jump counts');
  kernelSays = true;
  await at.pass(60_000);
  t.equal(at.watch.state, 'synced', 'it speaks again');
  kernelSays = undefined;
  await at.pass(1000, -5000);
  await at.pass(86_400_000 - 1);
  t.equal(at.watch.state, 'holdover');
  await at.pass(1);
  t.equal(at.watch.state, 'synced', 'a file that is fresh now was touched since');
});

t.test('a kernel that has fallen silent is believed for a day', async (t) => {
  let kernelSays: boolean | undefined = true;
  await using at = watched(
    async () => kernelSays,
    () => false,
  );
  await at.pass(1000);
  kernelSays = undefined;
  await at.pass(86_400_000 - 1001);
  t.equal(at.watch.state, 'synced');
  await at.pass(1);
  t.equal(at.watch.state, 'holdover');
});

t.test('what the kernel was asked before a jump says nothing of the clock after it', async (t) => {
  const answers: ((word: boolean | undefined) => void)[] = [];
  await using at = watched(() => new Promise((resolve) => answers.push(resolve)));
  await at.pass(1000, 3_600_000);
  const [beforeJump, afterJump] = answers;
  afterJump?.(undefined);
  beforeJump?.(true);
  await setImmediate();
  t.strictSame(at.jumps, [3_600_000]);
  t.equal(at.watch.state, 'rtc-only');
});

t.test('a start after an orderly stop says nothing of a crash; one after a cut does', async (t) => {
  const dataDir = t.testdir();
  const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
  const clock = new ManualClock();
  const options = { config, clock, log: openLog('silent'), version: '1.2.3' };
  const told: string[] = [];
  const start = async (end: 'orderly' | 'cut'): Promise<void> => {
    await using closing = new ClosingOrder();
    const { stores, record } = await layFoundation(await readOrders(options), closing);
    const seen = stores.journal.readNewest(2).map(({ payload }) => (payload?.event === 'service' ? payload.what : ''));
    told.push(seen.includes('crash-recovered') ? 'after a crash' : 'as usual');
    if (end === 'orderly') record({ event: 'service', what: 'stopped', version: '1.2.3', detail: '' });
  };
  for (const end of ['orderly', 'orderly', 'cut', 'orderly'] as const) await start(end);
  t.strictSame(told, ['as usual', 'as usual', 'as usual', 'after a crash']);
  await using stores = await storesOf(dataDir, clock);
  const recovered = stores.journal
    .read(1, 100)
    .find(({ payload }) => payload?.event === 'service' && payload.what === 'crash-recovered');
  t.match(recovered, {
    class: 'activity',
    payload: { version: '1.2.3', detail: `after entry ${(recovered?.seq ?? 0) - 1}` },
  });
});

t.test('a start that comes to nothing says why, and is no crash to the next one; a bug is', async (t) => {
  const dataDir = t.testdir();
  const config = readConfig({ env: {}, overrides: { data: { dir: dataDir }, engine: { threads: 1 } } });
  const clock = new ManualClock();
  const machine = virtualMachine(new BenchClock());
  const options = { config, clock, log: openLog('silent'), version: '1', machine, fleet: undefined };
  const stop = new AbortController();
  const failing = (reason: unknown): Hardware => ({
    isVirtual: false,
    openSensor: () => Promise.reject(new KioskError('HAL_DISCONNECTED')),
    openLight: () => Promise.reject(reason),
    openReaders: () => Promise.reject(reason),
    openScanner: () => Promise.reject(reason),
    openTamperInput: () => Promise.reject(reason),
    openPowerSource: () => Promise.reject(reason),
    camera: undefined,
  });
  const start = (reason: unknown): Promise<Kiosk> => Kiosk.open({ ...options, hardware: failing(reason) }, stop.signal);
  await t.rejects(start(new KioskError('HAL_UNAVAILABLE')), { code: 'HAL_UNAVAILABLE' });
  await t.rejects(start(new TypeError('a bug')), TypeError);
  stop.abort(new Error('enough'));
  await t.rejects(start(new Error('enough')));
  await using stores = await storesOf(dataDir, clock);
  const service = stores.journal
    .read(1, 100)
    .flatMap(({ payload }) => (payload?.event === 'service' ? [`${payload.what} ${payload.detail}`.trim()] : []));
  t.strictSame(service, [
    'started',
    'stopped never ready: HAL_UNAVAILABLE',
    'started',
    'crash-recovered after entry 3',
    'started',
    'stopped never ready: told to stop',
  ]);
});

t.test('health is told of a terminal whose data folder is gone: its disk is not known', async (t) => {
  t.match(diskOf(t.testdir()), { freeBytes: Number, totalBytes: Number });
  t.equal(diskOf('/nowhere/at/all'), null);
});

const storesOf = async (dataDir: string, clock: ManualClock): Promise<Stores> =>
  openStores({ dataDir, vault: await openVault({ dataDir }), clock, bootId: 'b' });

t.test('what cannot be journaled does not stop the service; a bug does', async (t) => {
  const config = readConfig({ env: {}, overrides: { data: { dir: t.testdir() } } });
  await using closing = new ClosingOrder();
  const base = await layFoundation(
    await readOrders({ config, clock: new ManualClock(), log: openLog('silent'), version: '1' }),
    closing,
  );
  const { lastSeq } = base.stores.journal;
  base.stores.limitPages(0);
  base.record({ event: 'recovered', device: 'light' });
  t.equal(base.stores.journal.lastSeq, lastSeq);
  base.stores.limitPages(null);
  t.throws(() => base.noteFault(new TypeError('a bug')), TypeError);
});

t.test('a clock that the fleet has shown to be wrong is told, and that it is right again', async (t) => {
  const clock = new ManualClock();
  const overrides = { data: { dir: t.testdir() }, fleet: { url: 'mqtts://broker.example:8883' } };
  const config = readConfig({ env: {}, overrides });
  await using closing = new ClosingOrder();
  const base = await layFoundation(await readOrders({ config, clock, log: openLog('silent'), version: '1' }), closing);
  const stop = new AbortController();
  const watching = base.clockWatch.watch(stop.signal);
  const nowMs = clock.nowMs();
  base.timeBounds.heard({ issuedMs: nowMs, expiresMs: nowMs + 3_600_000 });
  const told = () =>
    base.stores.journal
      .readNewest(20)
      .flatMap(({ payload, clockState }) => (payload && 'device' in payload ? [{ ...payload, clockState }] : []));
  const doubt = { device: 'clock', code: 'CLOCK_DOUBTFUL', clockState: 'unknown' };
  for (const [utcMs, entries] of [
    [nowMs + 86_400_000, [doubt]],
    [nowMs, [doubt, { event: 'recovered', device: 'clock' }]],
  ] as const) {
    clock.setUtc(utcMs);
    await until('it is told', () => {
      clock.advance(1000);
      return told().length === entries.length;
    });
    t.match(told(), entries);
  }
  stop.abort();
  await watching;
});

t.test('the light rests after an answer, and a lamp that hangs holds nobody up', async (t) => {
  const clock = new ManualClock();
  const shown: string[] = [];
  const told: KioskEvent[] = [];
  const faults: unknown[] = [];
  const asked: object[] = [];
  let hangs = false;
  const answering = new Answering({
    gate: new ServiceGate(() => undefined),
    light: {
      model: 'm',
      show: async (signal) => {
        if (hangs) await new Promise<never>(() => undefined);
        shown.push(signal);
      },
      [Symbol.asyncDispose]: async () => undefined,
    },
    tell: (event) => told.push(event),
    photo: { stand: (visit, pseudonym, forMs) => asked.push({ visit, pseudonym, forMs }) > 0 },
    noteFault: (fault) => faults.push(fault),
    timeZone: 'Asia/Bangkok',
    help: { th: 'ชั้น 2' },
    clock,
  });
  const answer = {
    ...({ code: 'accepted', accepted: true, person: null, direction: 'in', directionSource: 'key' } as const),
    ...{ repeated: false, retryAfterMs: null, visit: 1, seq: 1, punchedAtMs: clock.nowMs(), ms: 1, stages: {} },
  };
  answering.ready();
  await setImmediate();
  t.strictSame(shown.splice(0), ['ready'], 'from the start on');
  answering.busy();
  await answering.show(answer);
  answering.ready();
  await setImmediate();
  t.equal(shown.at(-1), 'accepted', 'the next person does not cut the answer short');
  clock.advance(2500);
  await setImmediate();
  t.strictSame(shown, ['busy', 'accepted', 'ready']);
  const answers = told.filter(({ type }) => type === 'answer');
  t.match(answers, [{ type: 'answer', light: 'accepted', message: { en: /08:00/ } }]);
  const person = { ...SOMYING, nameTh: 'สมหญิง' };
  await answering.show({ ...answer, code: 'expired', accepted: false, person });
  t.match(told.at(-1), { type: 'answer', nameTh: 'สมหญิง', hasPhoto: false });
  t.strictSame(asked, [], 'nobody is shown beside a refusal, and a stranger has no photo');
  await answering.show({ ...answer, visit: 2, person });
  t.match(told.at(-1), { type: 'answer', visit: 2, hasPhoto: true });
  t.strictSame(asked, [{ visit: 2, pseudonym: person.pseudonym, forMs: 2500 }]);
  await answering.show({ ...answer, code: 'claim-first', accepted: false, person });
  t.match(told.at(-1), { type: 'answer', reason: 'claim-first', nameTh: null, nameEn: null });
  t.notMatch(JSON.stringify(told.at(-1)), /สมหญิง|Somying/, 'nobody behind them learns who clocks by another method');
  clock.advance(2500);
  await setImmediate();
  answering.askToLift();
  answering.ready();
  await setImmediate();
  t.strictSame(shown.slice(-2), ['attention', 'ready'], 'a finger that rests, and is lifted');
  t.match(told.at(-2), { type: 'lift', message: { th: /นิ้ว/, doEn: /lift/ } });
  answering.callHelp();
  answering.callHelp();
  await setImmediate();
  t.equal(shown.at(-1), 'attention', 'somebody who needs a person is seen from afar');
  t.match(told.at(-1), { type: 'help', message: { en: /staff/, doTh: 'ชั้น 2', doEn: /without this terminal/ } });
  clock.advance(19_000);
  await setImmediate();
  t.equal(shown.at(-1), 'attention');
  clock.advance(1000);
  await setImmediate();
  t.strictSame(shown.slice(-2), ['attention', 'ready'], 'once at rest, however often help was asked for');
  answering.busy();
  answering.callHelp();
  await setImmediate();
  t.equal(shown.at(-1), 'busy', 'the light is left to the finger on the glass');
  t.equal(told.at(-1)?.type, 'help', 'and the words are shown all the same');
  hangs = true;
  await answering.show(answer);
  t.match(faults, [{ code: 'HAL_TIMEOUT', context: { device: 'light' } }]);
  answering.stop();
});

const { CI } = process.env;
const noOpenssl = existsSync('/usr/bin/openssl') || CI ? false : 'openssl is not installed';

function selfSigned(cert: string, key: string): void {
  const args = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=gate-17'];
  execFileSync('openssl', ['req', '-x509', ...args, '-days', '2', '-keyout', key, '-out', cert], { stdio: 'pipe' });
}

const given = (overrides: NonNullable<Parameters<typeof readConfig>[0]['overrides']>) =>
  readConfig({ env: {}, overrides });

t.test('a configuration that names virtual devices, or half a fleet, is refused by its key', async (t) => {
  const parts = { clock: new ManualClock(), log: openLog('silent') };
  t.throws(() => realHardware(given({ sensor: { driver: 'virtual' } }), parts), {
    code: 'CONFIG_INVALID',
    context: { key: 'sensor.driver' },
  });
  t.throws(() => realHardware(given({ light: { driver: 'virtual' } }), parts), {
    code: 'CONFIG_INVALID',
    context: { key: 'light.driver' },
  });
  t.equal(await configuredFleet(given({})), undefined);
  const url = 'mqtts://fleet.example';
  await t.rejects(configuredFleet(given({ fleet: { url } })), {
    code: 'CONFIG_INVALID',
    context: { key: 'fleet.trustFile' },
  });
  const trustFile = `${t.testdir({ 'trust.json': '{"keys":[]}', 'broken.json': '{' })}/trust.json`;
  t.strictSame(await configuredFleet(given({ fleet: { url, trustFile } })), { url, trust: { keys: [] } });
  await t.rejects(
    configuredFleet(given({ fleet: { url, trustFile: trustFile.replace('trust.json', 'broken.json') } })),
    {
      code: 'CONFIG_INVALID',
    },
  );
});

t.test(
  'a terminal shows its broker a certificate or a password, and takes no secret that others may read',
  { skip: noOpenssl },
  async (t) => {
    const folder = t.testdir({ 'trust.json': '{"keys":[]}', garbage: 'CERT', password: 'ลับ\n' });
    const at = (name: string): string => join(folder, name);
    for (const name of ['us', 'other']) selfSigned(at(`${name}.pem`), at(`${name}.key`));
    copyFileSync(at('us.pem'), at('half.pem'));
    copyFileSync(at('us.pem'), at('cut.pem'));
    appendFileSync(at('cut.pem'), '-----BEGIN CERTIFICATE-----\nQUJD\n');
    appendFileSync(at('half.pem'), '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n');
    for (const secret of ['us.key', 'other.key', 'garbage', 'password']) chmodSync(at(secret), 0o600);
    const fleet = { url: 'mqtts://fleet.example', trustFile: at('trust.json') };
    const fleetOf = (more: object): Promise<unknown> => configuredFleet(given({ fleet: { ...fleet, ...more } }));
    const identity = { caFile: at('us.pem'), certFile: at('us.pem'), keyFile: at('us.key') };
    const pem = /^-----BEGIN /;
    t.match(await fleetOf(identity), { tls: { ca: pem, cert: pem, key: pem } });
    const login = { username: 'gate-17', passwordFile: at('password') };
    t.match(await fleetOf(login), { login: { username: 'gate-17', password: 'ลับ' } });
    const proxy = { url: 'wss://fleet.example/mqtt', proxy: 'http://proxy.example:3128' };
    const proxyLogin = { proxyUsername: 'gate-17', proxyPasswordFile: at('password') };
    t.match(await fleetOf({ ...proxy, ...proxyLogin }), {
      url: proxy.url,
      proxy: { url: proxy.proxy, login: { username: 'gate-17', password: 'ลับ' } },
    });
    writeFileSync(at('listed.json'), '{"keys":[],"brokers":["fleet.example:8883"]}');
    t.match(await fleetOf({ trustFile: at('listed.json') }), { url: fleet.url });
    writeFileSync(at('bad-list.json'), '{"keys":[],"brokers":["fleet.example"]}');
    await t.rejects(fleetOf({ trustFile: at('bad-list.json') }), { code: 'KEY_UNAVAILABLE' });
    const refused = [
      [{ ...proxy, trustFile: at('listed.json') }, 'fleet.url'],
      [{ ...proxy, url: 'ws://fleet.example' }, 'fleet.proxy'],
      [{ ...proxy, proxyUsername: 'gate-17' }, 'fleet.proxyPasswordFile'],
      [proxyLogin, 'fleet.proxy'],
      [{ certFile: at('us.pem') }, 'fleet.keyFile'],
      [{ keyFile: at('us.key') }, 'fleet.certFile'],
      [{ username: 'gate-17' }, 'fleet.passwordFile'],
      [{ passwordFile: at('password') }, 'fleet.username'],
      [{ caFile: at('not-there') }, 'fleet.caFile'],
      [{ caFile: at('garbage') }, 'fleet.caFile'],
      [{ caFile: at('half.pem') }, 'fleet.caFile'],
      [{ caFile: at('cut.pem') }, 'fleet.caFile'],
      [{ crlFile: at('us.pem') }, 'fleet.caFile'],
      [{ ...identity, crlFile: at('us.pem') }, 'fleet.crlFile'],
      [{ ...identity, certFile: at('garbage') }, 'fleet.certFile'],
      [{ ...identity, certFile: at('half.pem') }, 'fleet.certFile'],
      [{ ...identity, keyFile: at('garbage') }, 'fleet.keyFile'],
      [{ ...identity, keyFile: at('other.key') }, 'fleet.keyFile'],
      [{ ...identity, keyFile: at('us.pem') }, 'fleet.keyFile'],
      [{ ...identity, url: 'mqtt://fleet.example' }, 'fleet.caFile'],
    ] as const;
    for (const [more, key] of refused)
      await t.rejects(fleetOf(more), { code: 'CONFIG_INVALID', context: { key } }, `${key} ${JSON.stringify(more)}`);
    t.throws(() => given({ fleet: { url: 'mqtts://gate:secret@fleet.example' } }), { code: 'CONFIG_INVALID' });
  },
);

t.test(
  'what a start has read is given back before anybody is served, where the program may ask for that',
  async (t) => {
    const dataDir = t.testdir();
    const collected: boolean[] = [];
    t.intercept(globalThis, 'gc', { value: () => collected.push(existsSync(join(dataDir, 'templates.db'))) });
    await using _ = await openTerminal({ dataDir });
    t.strictSame(collected, [true], 'once, when the stores had been read');
  },
);
