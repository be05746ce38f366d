// A real chronyd that follows another a quarter of a second ahead, and touches no clock. Where it is not installed that is no failure: a
// machine has one time service, and this is somebody's.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { freePort } from '../../cloud-bridge/fixtures/free-port.ts';
import { until } from '../../cloud-bridge/fixtures/until.ts';
import { askTimeService } from './time-service.ts';

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;
const never = new AbortController().signal;

function whyNot(): string | false {
  try {
    execFileSync('chronyd', ['-v'], { env: { PATH } });
    return false;
  } catch {
    return 'chrony is not installed';
  }
}

/** -x: its clock is a pretence of its own. */
function chronyd(t: Test, folder: string, lines: readonly string[]): () => void {
  mkdirSync(folder);
  const file = join(folder, 'chrony.conf');
  writeFileSync(file, `${[...lines, `pidfile ${join(folder, 'pid')}`, 'bindcmdaddress 127.0.0.1'].join('\n')}\n`);
  const child = spawn('chronyd', ['-x', '-d', '-U', '-u', userInfo().username, '-f', file], { env: { PATH } });
  const stop = (): void => void child.kill();
  t.teardown(stop);
  return stop;
}

t.test(
  'chrony tells how far the clock is behind its server, and a stopped one nothing',
  { skip: whyNot() },
  async (t) => {
    const folder = t.testdir();
    const [serverPort, commandPort] = [await freePort(), await freePort()];
    chronyd(t, join(folder, 'server'), ['local stratum 3', 'allow 127.0.0.1', `port ${serverPort}`, 'cmdport 0']);
    const server = `server 127.0.0.1 port ${serverPort} offset 0.25 minpoll -4 maxpoll -4 iburst`;
    const stop = chronyd(t, join(folder, 'client'), [server, 'port 0', `cmdport ${commandPort}`]);
    const chronyc = join(folder, 'chronyc');
    writeFileSync(chronyc, `#!/bin/sh\nPATH='${PATH}' exec chronyc -h 127.0.0.1 -p ${commandPort} "$@"\n`);
    chmodSync(chronyc, 0o755);
    const ask = askTimeService({ chronyc, timedatectl: join(folder, 'nowhere') });
    let word = await ask(never);
    await until('it is synchronised', async () => {
      word = await ask(never);
      return word?.isSynchronised === true;
    });
    t.match(word, { name: 'chrony', server: '127.0.0.1' });
    const behindMs = -(word?.aheadMs ?? 0);
    t.ok(behindMs > 200 && behindMs < 300, `${behindMs} ms behind`);
    t.ok(Math.abs(Date.now() - (word?.measuredMs ?? 0)) < 600_000);
    stop();
    await until('it has gone', async () => (await ask(never)) === undefined);
  },
);
