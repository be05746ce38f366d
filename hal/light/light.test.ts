// Lamps over a mock of node-hid (and the real binding, as far as a machine without a lamp goes), and the virtual lamp.
import t from 'tap';
import { blink1Reports, LIGHT_LOOKS, type LightName, luxaforFlagReports, ManualClock } from '../../protocol/index.ts';
import { VirtualLight } from '../virtual/virtual-light.ts';
import { MockHid } from './fixtures/mock-hid.ts';
import { nodeHidPort } from './hid-port.ts';
import { type OpenLightOptions, openLight } from './open-light.ts';
import type { LightState, SupervisedLight } from './supervised-light.ts';

const BLINK1 = { vendorId: 0x27b8, productId: 0x01ed };
const LUXAFOR = { vendorId: 0x04d8, productId: 0xf372 };

const lightOn = (hid: MockHid, clock: ManualClock, more: Partial<OpenLightOptions> = {}): Promise<SupervisedLight> =>
  openLight({ driver: 'auto', clock, loadHid: async () => hid, random: () => 1, ...more });

/** Lets everything that is ready happen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function passing(clock: ManualClock, ms: number): Promise<void> {
  clock.advance(ms);
  await settle();
  await settle();
}

const sent = (kind: string, reports: readonly Uint8Array[]): readonly string[] =>
  reports.map((report) => `${kind} ${Buffer.from(report).toString('hex')}`);

const GREEN = 'feature 016e00ff00000000';
const TICKLE = 'feature 014401012c010009';

t.test('the ports and the tables of colours know the same signals', async (t) => {
  const names: readonly LightName[] = Object.keys(LIGHT_LOOKS).filter((name): name is LightName => name in LIGHT_LOOKS);
  const back: readonly LightName[] = [
    'off',
    'ready',
    'busy',
    'accepted',
    'refused',
    'attention',
    'fault',
  ] satisfies readonly LightName[];
  t.same([...names].sort(), [...back].sort());
});

t.test('a blink(1) is found by its USB id, made safe, and shows green only with the dead-man armed', async (t) => {
  const hid = new MockHid(BLINK1);
  const clock = new ManualClock();
  await using light = await lightOn(hid, clock);
  t.equal(light.model, 'blink(1)');
  t.equal(light.report.state, 'ready');
  t.same(hid.reports.slice(0, 16), sent('feature', blink1Reports.open()));
  hid.reports.length = 0;
  await light.show('accepted');
  t.same(hid.reports, [TICKLE, GREEN]);
});

t.test('while the host lives the lamp is tickled, and only tickled', async (t) => {
  const hid = new MockHid(BLINK1);
  const clock = new ManualClock();
  await using light = await lightOn(hid, clock);
  await light.show('ready');
  hid.reports.length = 0;
  for (let second = 0; second < 3; second += 1) await passing(clock, 1000);
  t.same(hid.reports, [TICKLE, TICKLE, TICKLE]);
});

t.test('a host that was held up for longer than the dead-man shows its signal again', async (t) => {
  const hid = new MockHid(BLINK1);
  const clock = new ManualClock();
  await using light = await lightOn(hid, clock);
  await light.show('ready');
  hid.reports.length = 0;
  await passing(clock, 3500);
  t.same(hid.reports, sent('feature', blink1Reports.show('ready')));
});

t.test('a light that is closed is put out, its dead-man is disarmed, and closing twice is allowed', async (t) => {
  const hid = new MockHid(BLINK1);
  const light = await lightOn(hid, new ManualClock());
  await light.show('accepted');
  await light[Symbol.asyncDispose]();
  await light[Symbol.asyncDispose]();
  t.same(hid.reports.slice(-2), sent('feature', blink1Reports.close()));
  t.equal(hid.closed, 1);
  t.equal(light.report.state, 'closed');
  await light.show('refused');
  t.same(hid.reports.slice(-2), sent('feature', blink1Reports.close()), 'a closed light stays dark');
});

t.test('a Luxafor Flag is written to, and is asked now and then whether it is still there', async (t) => {
  const hid = new MockHid(LUXAFOR);
  const clock = new ManualClock();
  await using light = await lightOn(hid, clock);
  t.equal(light.model, 'Luxafor Flag');
  await light.show('refused');
  t.same(hid.reports.slice(-1), sent('output', luxaforFlagReports.show('refused')));
  await passing(clock, 5000);
  t.same(hid.reports.slice(-2), ['output 0001ffff0000000000', 'output 0001ffff0000000000']);
});

t.test('a lamp pulled in mid-visit stops nobody, is told, and shows the present signal when it is back', async (t) => {
  const hid = new MockHid(BLINK1);
  const clock = new ManualClock();
  await using light = await lightOn(hid, clock);
  const states: LightState[] = [];
  light.reports.listen(({ state }) => states.push(state));
  await light.show('busy');
  hid.unplug();
  await light.show('accepted');
  await settle();
  t.same(states, ['waiting']);
  t.match(light.report.fault, { code: 'HAL_DISCONNECTED' });
  await light.show('ready');
  await passing(clock, 250);
  t.same(states, ['waiting', 'opening', 'waiting'], 'still gone, tried again');
  hid.isPlugged = true;
  hid.reports.length = 0;
  await passing(clock, 1000);
  t.same(states.slice(3), ['opening', 'ready']);
  t.equal(light.report.fault, undefined);
  t.same(hid.reports.slice(-2), sent('feature', blink1Reports.show('ready')), 'green is not made up for later');
});

t.test('an unplugged lamp is noticed though nobody shows anything', async (t) => {
  for (const notice of ['tickle', 'error event'] as const) {
    const hid = new MockHid(BLINK1);
    const clock = new ManualClock();
    await using light = await lightOn(hid, clock);
    hid.unplug();
    if (notice === 'error event') hid.complain();
    else await passing(clock, 1000);
    await settle();
    t.equal(light.report.state, 'waiting', notice);
    t.match(light.report.fault?.context, { reason: /No such device|device disconnected/ }, 'and why is kept');
  }
});

t.test('a terminal without a lamp works, and takes one that is plugged in later', async (t) => {
  const hid = new MockHid(LUXAFOR);
  hid.unplug();
  const clock = new ManualClock();
  await using light = await lightOn(hid, clock);
  t.equal(light.report.state, 'waiting');
  t.match(light.report.fault?.context, { device: 'blink(1) or Luxafor Flag' });
  await light.show('ready');
  hid.isPlugged = true;
  for (let tries = 0; tries < 3 && light.report.state !== 'ready'; tries += 1) await passing(clock, 30_000);
  t.equal(light.report.state, 'ready');
  t.same(hid.reports.slice(-1), sent('output', luxaforFlagReports.show('ready')));
});

t.test('a lamp that may not be opened, or that another driver was asked for, is told as such', async (t) => {
  const hid = new MockHid(BLINK1);
  hid.isLocked = true;
  await using locked = await lightOn(hid, new ManualClock());
  t.match(locked.report.fault, { code: 'HAL_REFUSED', context: { device: 'blink(1)', reason: /cannot open device/ } });
  hid.isLocked = false;
  await using other = await lightOn(hid, new ManualClock(), { driver: 'luxafor-flag' });
  t.match(other.report.fault, { code: 'HAL_DISCONNECTED', context: { device: 'Luxafor Flag' } });
});

t.test('a lamp that never answers is given up', async (t) => {
  const hid = new MockHid(BLINK1);
  hid.isSilent = true;
  await using light = await lightOn(hid, new ManualClock());
  t.match(light.report.fault, { code: 'HAL_TIMEOUT' });
  t.equal(hid.closed, 1, 'and closed');
});

t.test('signals that come faster than the lamp takes them end with the last one', async (t) => {
  const hid = new MockHid(BLINK1);
  await using light = await lightOn(hid, new ManualClock());
  hid.reports.length = 0;
  await Promise.all([light.show('busy'), light.show('accepted'), light.show('ready')]);
  t.same(hid.reports, sent('feature', blink1Reports.show('ready')));
});

const real = await nodeHidPort().catch(() => undefined);

t.test('the real binding lists and refuses', { skip: real ? false : 'node-hid cannot be loaded here' }, async (t) => {
  const hid = await nodeHidPort();
  t.ok(Array.isArray(await hid.devicesAsync()));
  await t.rejects(hid.open('/dev/no-such-hidraw'));
  await using light = await openLight({ driver: 'auto', clock: new ManualClock() });
  t.match(light.report.state, /ready|waiting/);
});

t.test('a terminal may have no lamp by choice', async (t) => {
  await using light = await openLight({ driver: 'none', clock: new ManualClock() });
  await light.show('accepted');
  t.match(light.report, { state: 'ready', model: 'none', fault: undefined });
});

t.test('the virtual lamp remembers, tells and can be unplugged', async (t) => {
  const clock = new ManualClock();
  const lamp = new VirtualLight(clock);
  const told: string[] = [];
  lamp.shows.listen(({ signal }) => told.push(signal));
  {
    await using light = await openLight({ driver: 'virtual', virtual: lamp, clock });
    await light.show('accepted');
    t.equal(lamp.showing, 'accepted');
    lamp.setFault('unplug');
    await settle();
    t.equal(lamp.showing, 'off', 'without its cable it is dark');
    t.equal(light.report.state, 'waiting');
    await light.show('ready');
    t.equal(lamp.showing, 'off');
    lamp.setFault('off');
    await passing(clock, 30_000);
    t.equal(lamp.showing, 'ready');
    for (let visit = 0; visit < 120; visit += 1) await light.show(visit % 2 ? 'accepted' : 'ready');
  }
  t.equal(lamp.showing, 'off', 'a closed terminal leaves it dark');
  t.equal(lamp.history.length, 100);
  t.equal(lamp.history.at(-1)?.atMs, clock.nowMs());
  t.same(told.slice(0, 4), ['off', 'accepted', 'off', 'ready']);
});

t.test('a virtual lamp must be given where it is asked for', async (t) => {
  await using light = await openLight({ driver: 'virtual', clock: new ManualClock() });
  t.match(light.report.fault, { code: 'HAL_UNAVAILABLE' });
});
