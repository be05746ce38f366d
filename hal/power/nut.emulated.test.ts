// A real upsd of Network UPS Tools, with the UPS that comes with it for tests (dummy-ups): mains are cut, the battery empties, the UPS is lost.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../protocol/index.ts';
import { openPowerSource } from './index.ts';

const { CI } = process.env;
/** The daemon itself: its launcher in /usr/sbin asks the system's own configuration first. */
const [UPSD, DUMMY] = ['/lib/nut/upsd', '/lib/nut/dummy-ups'];
const isThere = [UPSD, DUMMY].every((path) => existsSync(path));
const skip = isThere || CI ? false : 'nut-server is not installed (make setup)';
const WITHIN_MS = 60_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ups(t: Test) {
  // The names of its sockets may be no longer than a hundred characters.
  const folder = mkdtempSync(join(tmpdir(), 'ridged-nut-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const at = (name: string): string => join(folder, name);
  const say = (variables: Readonly<Record<string, string>>): void =>
    writeFileSync(
      at('ups.dev'),
      Object.entries(variables)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(''),
    );
  say({ 'ups.status': 'OL', 'battery.charge': '88', 'battery.runtime': '1200' });
  writeFileSync(
    at('ups.conf'),
    `[ups]\n driver = dummy-ups\n port = ${at('ups.dev')}\n mode = dummy-once\n pollinterval = 1\n`,
  );
  writeFileSync(at('upsd.conf'), `LISTEN 127.0.0.1 ${port}\nSTATEPATH ${folder}\nMAXAGE 5\n`);
  writeFileSync(at('upsd.users'), '');
  for (const name of ['upsd.conf', 'upsd.users']) chmodSync(at(name), 0o640);
  const env = { ...process.env, NUT_CONFPATH: folder, NUT_STATEPATH: folder };
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
  const run = (program: string, ...words: readonly string[]): ChildProcess => {
    const child = spawn(program, [...words, '-F', ...user], { env, stdio: 'ignore' });
    t.teardown(() => child.kill('SIGKILL'));
    return child;
  };
  const driver = run(DUMMY, '-a', 'ups');
  const place = { driver: 'nut', ups: 'ups', host: '127.0.0.1', port } as const;
  return { say, place, driver, startDaemon: () => run(UPSD) };
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`not within ${WITHIN_MS / 1000} s: ${what}`);
    await systemClock.sleep(50, new AbortController().signal);
  }
}

t.test(
  'mains that are cut, a battery that empties, a daemon that is lost, and all of it back',
  { skip, timeout: 240_000 },
  async (t) => {
    const { say, place, startDaemon } = await ups(t);
    await using source = await openPowerSource(place, { clock: systemClock });
    t.match(source.lastFault, { code: 'HAL_DISCONNECTED' }, 'nobody is asked yet');
    let daemon = startDaemon();
    await until('it is read', () => source.reading?.onMains === true);
    t.match(source.reading, { charge: 0.88, isLow: false, secondsLeft: 1200 });
    say({ 'ups.status': 'OB', 'battery.charge': '61' });
    await until('mains are away', () => source.reading?.onMains === false && source.reading.charge === 0.61);
    say({ 'ups.status': 'OB LB', 'battery.charge': '9' });
    await until('the battery is low', () => source.reading?.isLow === true);
    daemon.kill('SIGKILL');
    await until('nobody can be asked', () => source.reading === undefined);
    t.match(source.lastFault, { code: /^HAL_/ });
    daemon = startDaemon();
    say({ 'ups.status': 'OL CHRG', 'battery.charge': '9' });
    await until('mains are back', () => source.reading?.onMains === true);
  },
);

t.test(
  'a UPS that upsd does not know, or hears no more, is refused in its own words',
  { skip, timeout: 240_000 },
  async (t) => {
    const { place, driver, startDaemon } = await ups(t);
    startDaemon();
    await using other = await openPowerSource({ ...place, ups: 'cellar' }, { clock: systemClock });
    await until('it is refused', () => other.lastFault?.code === 'HAL_REFUSED');
    t.match(other.lastFault?.context, { why: 'UNKNOWN-UPS' });
    await using source = await openPowerSource(place, { clock: systemClock });
    await until('it is read', () => source.reading !== undefined);
    driver.kill('SIGKILL');
    await until('it is stale', () => source.reading === undefined);
    t.match(source.lastFault, { code: 'HAL_REFUSED', context: { why: /DATA-STALE|DRIVER-NOT-CONNECTED/ } });
  },
);
