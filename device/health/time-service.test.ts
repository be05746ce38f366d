// What chrony and systemd-timesyncd answer, as they have answered, and what a terminal makes of it.
import { chmodSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ManualClock, systemClock } from '../../protocol/index.ts';
import { configSchema } from '../config/schema.ts';
import { examine } from './checks/index.ts';
import { timeBy } from './checks/outside.ts';
import { ClockWatch } from './clock-watch.ts';
import { askTimeService, readTimesync, readTracking, type TimeServiceWord } from './time-service.ts';

const never = new AbortController().signal;
const NOON_MS = Date.UTC(2026, 11, 1, 12);

/** chrony 4.3, whose server is a quarter of a second ahead: "System time: 0.249998599 seconds slow of NTP time". */
const CHRONY =
  '7F000001,127.0.0.1,4,1796160151.802214362,0.249998599,0.000000268,0.000000887,0.782,0.145,10.585,0.000007124,0.000006041,0.1,Normal\n';
const CHRONY_ALONE =
  '00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,1.000000000,1.000000000,0.0,Not synchronised\n';

/** systemd 252. */
const timesync = (offset: string): string => `       Server: 127.0.0.1 (127.0.0.1)
Poll interval: 1min 4s (min: 32s; max 34min 8s)
         Leap: normal
      Version: 4
      Stratum: 2
    Reference: 4C4F434C
    Precision: 1us (-20)
Root distance: 1.952ms (max: 5s)
       Offset: ${offset}
        Delay: 505us
       Jitter: 0
 Packet count: 1
    Frequency: +0.000ppm
`;
const TIMESYNC_ALONE =
  '       Server: 127.0.0.1 (127.0.0.1)\nPoll interval: 0 (min: 32s; max 34min 8s)\n Packet count: 0\n';

t.test('a clock that is slow of its server is behind, by either of them', async (t) => {
  t.strictSame(readTracking(CHRONY), {
    ...{ name: 'chrony', isSynchronised: true, server: '127.0.0.1' },
    ...{ aheadMs: -249.999, measuredMs: 1_796_160_151_802 },
  });
  t.strictSame(readTimesync(timesync('+312.500135ms'), NOON_MS), {
    ...{ name: 'systemd-timesyncd', isSynchronised: true, server: '127.0.0.1' },
    ...{ aheadMs: -312.5, measuredMs: NOON_MS },
  });
  const aheadMs = (offset: string) => readTimesync(timesync(offset), undefined)?.aheadMs;
  t.strictSame(['-312.306ms', '+134us', '0', '-399.999ms', '+1fortnight', 'soon'].map(aheadMs), [
    312.306,
    -0.134,
    0,
    399.999,
    null,
    null,
  ]);
});

t.test(
  'what systemd-timesyncd has found too far off it has set at once: how far it is off since, nobody has measured',
  async (t) => {
    for (const offset of ['+400ms', '-1.2s', '+1min 32.500135s', '-1d 2h 3s'])
      t.strictSame(readTimesync(timesync(offset), NOON_MS), {
        ...{ name: 'systemd-timesyncd', isSynchronised: true, server: '127.0.0.1' },
        ...{ aheadMs: null, measuredMs: NOON_MS },
      });
  },
);

t.test('one that has heard nobody has measured nothing', async (t) => {
  const nothing = { isSynchronised: false, aheadMs: null, measuredMs: null };
  t.strictSame(readTracking(CHRONY_ALONE), { name: 'chrony', server: null, ...nothing });
  t.match(readTimesync(TIMESYNC_ALONE, NOON_MS), { name: 'systemd-timesyncd', ...nothing });
  t.match(readTimesync(timesync('+1ms').replace('normal', 'not synchronized'), 5), { isSynchronised: false });
});

t.test('what is none of their answers says nothing', async (t) => {
  for (const text of ['', '506 Cannot talk to daemon\n', 'a,b,c', CHRONY.replace('0.249998599', 'x')])
    t.equal(readTracking(text), undefined, text);
  t.equal(readTimesync('Failed to query server: No such file or directory\n', 5), undefined);
});

t.test('chrony is asked first, then systemd-timesyncd, and where neither answers nobody has', async (t) => {
  const folder = t.testdir();
  const command = (name: string, body: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const nowhere = join(folder, 'nowhere');
  const touched = join(folder, 'synchronized');
  writeFileSync(touched, '');
  utimesSync(touched, NOON_MS / 1000, NOON_MS / 1000);
  const chronyc = command('chronyc', `[ "$*" = '-c -n tracking' ] && printf '${CHRONY.trim()}\\n'`);
  const silent = command('silent', "echo '506 Cannot talk to daemon'; exit 1");
  const timedatectl = command(
    'timedatectl',
    `[ "$* $LC_ALL" = 'timesync-status C' ] && cat <<'END'\n${timesync('-1.5ms')}END`,
  );
  t.match(await askTimeService({ chronyc, timedatectl, touched })(never), { name: 'chrony' });
  t.match(await askTimeService({ chronyc: silent, timedatectl, touched })(never), {
    ...{ name: 'systemd-timesyncd', aheadMs: 1.5, measuredMs: NOON_MS },
  });
  t.equal(await askTimeService({ chronyc: nowhere, timedatectl: nowhere })(never), undefined);
});

const WORD: TimeServiceWord = {
  ...{ name: 'chrony', isSynchronised: true, server: '10.0.0.1', aheadMs: 12.5, measuredMs: NOON_MS - 30_000 },
};

t.test('the fleet hears by how much a clock is off that something vouches for, and of no other', async (t) => {
  const clock = new ManualClock(NOON_MS);
  let [isSynchronised, word]: [boolean, TimeServiceWord | undefined] = [true, WORD];
  const watch = new ClockWatch({
    ...{ clock, onJump: () => undefined, hasRtc: () => true },
    ...{ askKernel: async () => isSynchronised, askService: async () => word },
  });
  t.equal(watch.aheadMs, null, 'nobody was asked yet');
  await watch.ask(never);
  t.equal(watch.aheadMs, 12.5);
  isSynchronised = false;
  await watch.ask(never);
  t.strictSame([watch.aheadMs, watch.service], [null, WORD], 'it was set by hand meanwhile');
  [isSynchronised, word] = [true, undefined];
  await watch.ask(never);
  t.equal(watch.aheadMs, null, 'it is silent by now');
});

t.test('the doctor tells how good the clock is, and what to do where it is not', async (t) => {
  const config = configSchema.parse({});
  const look = (service: TimeServiceWord | undefined, isSynchronised = true) =>
    examine(timeBy({ askKernel: async () => isSynchronised, askService: async () => service }), {
      ...{ config, clock: { ...systemClock, nowMs: () => NOON_MS }, signal: never },
    });
  t.strictSame(await look(WORD), {
    ok: true,
    detail: '2026-12-01T12:00:00.000Z, synchronised; chrony: 12.5 ms ahead of 10.0.0.1, measured 30 s ago',
    remedy: null,
  });
  const slow = { ...WORD, aheadMs: -1200 };
  t.match(await look(slow), { ok: false, detail: /1200\.0 ms behind 10\.0\.0\.1/, remedy: /chronyc makestep/ });
  t.match(await look(readTimesync(timesync('+1min 32.5s'), NOON_MS - 30_000)), {
    ...{ ok: true, detail: /systemd-timesyncd: set at once by 127\.0\.0\.1, measured 30 s ago/, remedy: null },
  });
  t.match(await look(undefined), { ok: true, detail: /nobody says: neither chrony nor systemd-timesyncd/ });
  const mute = { ...WORD, isSynchronised: false, server: null, aheadMs: null, measuredMs: null };
  t.match(await look(mute, false), { ok: false, detail: /chrony has measured it by no server/, remedy: /set-ntp/ });
});
