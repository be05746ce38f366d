// What the kernel, and a UPS, say of mains and battery: what is read of it, and what is a fault.
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ManualClock } from '../../protocol/index.ts';
import { openPowerSource } from './index.ts';
import { nutReading } from './nut-power.ts';
import { PolledPower } from './polled-power.ts';
import { sysfsReading } from './sysfs-power.ts';

const never = new AbortController().signal;

type Supplies = Readonly<Record<string, Readonly<Record<string, string>>>>;

function sysfs(t: Test, supplies: Supplies): string {
  const folder = t.testdir();
  for (const [name, properties] of Object.entries(supplies)) {
    mkdirSync(join(folder, name));
    for (const [property, value] of Object.entries(properties))
      writeFileSync(join(folder, name, property), `${value}\n`);
  }
  return folder;
}

const AC = { type: 'Mains', online: '1' };
const BATTERY = { type: 'Battery', status: 'Full', capacity: '97', capacity_level: 'Normal' };

t.test('mains and a battery, as the kernel has them', async (t) => {
  const cases: readonly (readonly [Supplies, object])[] = [
    [
      { AC, BAT0: BATTERY },
      { onMains: true, charge: 0.97, isLow: false, secondsLeft: null },
    ],
    [
      {
        AC: { ...AC, online: '0' },
        BAT0: { ...BATTERY, status: 'Discharging', capacity: '40', time_to_empty_now: '1800' },
      },
      { onMains: false, charge: 0.4, isLow: false, secondsLeft: 1800 },
    ],
    [
      { BAT0: { ...BATTERY, status: 'Discharging', capacity: '4', capacity_level: 'Critical' } },
      { onMains: false, isLow: true },
    ],
    [{ BAT0: { ...BATTERY, status: 'Charging' } }, { onMains: true }],
    [{ AC }, { onMains: true, charge: null, isLow: false }],
    [
      { usb: { type: 'USB', online: '2' }, BAT0: BATTERY, BAT1: { ...BATTERY, capacity: '12' } },
      { onMains: true, charge: 0.12 },
    ],
    [{ AC, mouse: { ...BATTERY, scope: 'Device', capacity: '1' } }, { charge: null }],
    [{ AC, BAT0: { ...BATTERY, capacity: '104' } }, { charge: 1 }],
    [{ AC, BAT0: { ...BATTERY, capacity: 'unknown' } }, { charge: null }],
  ];
  for (const [supplies, wanted] of cases)
    t.match(await sysfsReading(sysfs(t, supplies), never), wanted, JSON.stringify(supplies));
});

t.test('a machine without supplies, or whose supplies may not be read, says so', async (t) => {
  await t.rejects(sysfsReading(sysfs(t, {}), never), { code: 'HAL_DISCONNECTED' });
  await t.rejects(sysfsReading('/is/not/there', never), { code: 'HAL_DISCONNECTED' });
  await t.rejects(sysfsReading(sysfs(t, { mouse: { ...BATTERY, scope: 'Device' } }), never), {
    code: 'HAL_DISCONNECTED',
  });
});

/** As upsd speaks, or as nobody should. */
async function upsd(t: Test, answer: (said: string, socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (said: string) => answer(said, socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo; // it listens on a port
  return { ups: 'ups', host: '127.0.0.1', port };
}

const listOf = (variables: Readonly<Record<string, string>>): string =>
  [
    'BEGIN LIST VAR ups',
    ...Object.entries(variables).map(([name, value]) => `VAR ups ${name} "${value}"`),
    'END LIST VAR ups\n',
  ].join('\n');

t.test('a UPS by way of upsd', async (t) => {
  for (const [variables, wanted] of [
    [
      { 'ups.status': 'OL CHRG', 'battery.charge': '80', 'battery.runtime': '900' },
      { onMains: true, charge: 0.8, secondsLeft: 900 },
    ],
    [
      { 'ups.status': 'OB DISCHRG', 'battery.charge': '55.5' },
      { onMains: false, charge: 0.555, isLow: false },
    ],
    [{ 'ups.status': 'OB LB' }, { onMains: false, charge: null, isLow: true }],
    [{ 'ups.status': 'OL FSD' }, { isLow: true }],
    [{ 'ups.status': 'OL', 'device.model': 'a \\"quoted\\" one' }, { onMains: true }],
  ] as const) {
    const place = await upsd(t, (said, socket) => {
      t.equal(said, 'LIST VAR ups\n');
      const text = listOf(variables);
      socket.write(text.slice(0, 30));
      setImmediate(() => socket.write(text.slice(30)));
    });
    t.match(await nutReading(place, never), wanted, variables['ups.status']);
  }
});

t.test('an upsd that refuses, lies, floods, is silent, or is not there', async (t) => {
  const answers: readonly (readonly [string | undefined, { readonly code: string; readonly context?: object }])[] = [
    ['ERR DATA-STALE\n', { code: 'HAL_REFUSED', context: { why: 'DATA-STALE' } }],
    ['ERR UNKNOWN-UPS\n', { code: 'HAL_REFUSED' }],
    ['SSH-2.0-OpenSSH\nEND LIST VAR ups\n', { code: 'PROTOCOL_MALFORMED' }],
    [listOf({ 'battery.charge': '80' }), { code: 'PROTOCOL_MALFORMED' }],
    ['BEGIN LIST VAR ups\nVAR ups no quotes\nEND LIST VAR ups\n', { code: 'PROTOCOL_MALFORMED' }],
    ['x'.repeat(70_000), { code: 'PROTOCOL_MALFORMED' }],
    [undefined, { code: 'HAL_DISCONNECTED' }],
  ];
  for (const [answer, wanted] of answers) {
    const place = await upsd(t, (_, socket) => (answer === undefined ? socket.destroy() : socket.write(answer)));
    await t.rejects(nutReading(place, never), wanted, answer?.slice(0, 20) ?? 'gone');
  }
  const silent = await upsd(t, () => undefined);
  await t.rejects(nutReading(silent, AbortSignal.timeout(50)), { name: 'TimeoutError' });
  await t.rejects(nutReading({ ...silent, port: 1 }, never), { code: 'HAL_DISCONNECTED' });
});

t.test('it is asked again and again: each change is told once, and a fault until it can be read again', async (t) => {
  const folder = sysfs(t, { AC, BAT0: BATTERY });
  const clock = new ManualClock();
  await using source = await openPowerSource({ driver: 'sysfs', path: folder }, { clock });
  t.match(source.reading, { onMains: true });
  const told: unknown[] = [];
  const next = async (): Promise<void> => {
    const before = told.length;
    for (let look = 0; look < 100 && told.length === before; look += 1) {
      clock.advance(2000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  source.readings.listen((reading) => told.push(reading?.onMains ?? null));
  writeFileSync(join(folder, 'AC', 'online'), '0');
  await next();
  rmSync(folder, { recursive: true });
  await next();
  t.match(source.lastFault, { code: 'HAL_DISCONNECTED' });
  t.equal(source.reading, undefined);
  t.strictSame(told, [false, null]);
});

t.test('a source that never answers is given up each time, and holds up nobody', async (t) => {
  let asked = 0;
  await using source = new PolledPower(
    (signal) =>
      new Promise((_, reject) => {
        asked += 1;
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    new ManualClock(),
  );
  const started = source.start();
  await started;
  t.equal(asked, 1);
  t.match(source.lastFault, { code: 'HAL_TIMEOUT' });
});

t.test(
  'one that may not be read is refused, not missing',
  { skip: process.getuid?.() === 0 ? 'root reads everything' : false },
  async (t) => {
    const folder = sysfs(t, { AC });
    chmodSync(join(folder, 'AC', 'online'), 0);
    await t.rejects(sysfsReading(folder, never), { code: 'HAL_REFUSED' });
  },
);
