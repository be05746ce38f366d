// The service as systemd would start it: what it says over the real socket, and when it falls silent.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { until } from '../cloud-bridge/fixtures/until.ts';
import { noSocat } from '../hal/fixtures/socat.ts';
import { ServiceProcess } from './commands/bench/service-process.ts';
import { builtProgram } from './fixtures/built-service.ts';

const skip =
  noSocat || (spawnSync('systemd-notify', ['--version']).error && !process.env['CI'] ? 'no systemd-notify' : false);
/** A beat of five seconds: workers that hang are ended after thirty. */
const PATIENCE_US = 15_000_000;
const LIMIT_MS = 120_000;

/** A datagram socket such as systemd's, and what came over it. */
async function listening(t: Test): Promise<{ readonly socket: string; readonly heard: (word: string) => number }> {
  // A path below the sources is longer than that of a socket may be.
  const folder = mkdtempSync(join(tmpdir(), 'notify-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const socket = join(folder, 'socket');
  const listener = spawn('socat', ['-u', `UNIX-RECV:${socket}`, 'STDOUT'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => listener.kill());
  let text = '';
  listener.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  await until('somebody listens', () => existsSync(socket));
  return { socket, heard: (word) => text.split(word).length - 1 };
}

t.test(
  'systemd hears that recognition serves, that it lives, nothing while workers hang, and that it stops',
  { skip },
  async (t) => {
    const { socket, heard } = await listening(t);
    const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: String(PATIENCE_US) };
    const order = { program: builtProgram(), dataDir: join(t.testdir(), 'data'), env, quiet: true };
    await using service = await ServiceProcess.start(order, new AbortController().signal);
    await until('it is ready', () => heard('READY=1') === 1);
    await until('it lives', () => heard('WATCHDOG=1') > 0, LIMIT_MS);
    await service.ask('POST', '/bench/fault', { device: 'worker', fault: 'silence' });
    const before = heard('WATCHDOG=1');
    await until('the silence is noticed', () => /does not show that it lives/.test(service.complaints), LIMIT_MS);
    t.ok(heard('WATCHDOG=1') - before <= 1, 'no more than what was on its way');
    const silent = heard('WATCHDOG=1');
    await until('the hung threads were replaced', () => heard('WATCHDOG=1') > silent, LIMIT_MS);
    t.equal(await service.stop(), 0);
    await until('it said that it stops', () => heard('STOPPING=1') === 1);
  },
);
