// The package on a machine that has booted: its systemd starts the service, watches it, and lets root update it, in the words of the units.
// What is not there: devices, a display, udev, and memory or tasks that are counted.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { bootDebian, noPackages, packageThere, ROOT, repacked } from './fixtures/debian.ts';

const skip = noPackages;
const BETWEEN_LOOKS_MS = 200;
const NODE = '/usr/lib/ridged/bin/node';
const PAGE = (path: string): string =>
  `${NODE} -e 'fetch("http://127.0.0.1:8480/${path}").then((answer) => answer.text()).then(console.log)'`;
const SHOWN = (what: string): string => `systemctl show ridged --value -p ${what}`;
const AS = (user: string): string => `setpriv --reuid=${user} --regid=$(id -g ${user}) --init-groups`;
/** A release of the package's own content under another number, signed, at `/tmp/releases-NUMBER`. @param also done to its content */
const published = (release: number, also = 'true'): string => `
  cp -r /usr/lib/ridged /tmp/next && sed -i 's/"release":[0-9]*/"release":${release}/' /tmp/next/release.json
  ${also}
  ridged release pack /tmp/next --key /tmp/publisher.key --out /tmp/releases-${release} >/dev/null
  rm -r /tmp/next && chmod -R a+rX /tmp/releases-${release}`;
/** As the service does once it has fetched it. */
const wanted = (release: number): string => `
  ${AS('ridged')} bash -euc 'umask 077; mkdir -p /var/lib/ridged/update; cd /var/lib/ridged/update
    cp /tmp/releases-${release}/*.jws release.jws; cp /tmp/releases-${release}/*.ridged release.ridged
    printf order-${release} >wanted'`;
const IS_ACTIVE = 'systemctl is-active ridged';

t.test('a machine that has booted starts it, watches it and updates it', { skip }, async (t) => {
  const folder = join(ROOT, 'build', 'debian', 'booted');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await using debian = await bootDebian(folder);
  const { run, does } = debian;
  const until = async (script: string, limitS = 30): Promise<void> => {
    const lastMs = performance.now() + limitS * 1000;
    while ((await run(script)).code !== 0) {
      if (performance.now() > lastMs) throw new Error(`not within ${limitS} s: ${script}`);
      await setTimeout(BETWEEN_LOOKS_MS);
    }
  };
  const isBegunAnewAfter = async (signal: string): Promise<boolean> => {
    const [before, starts] = [await does(SHOWN('MainPID')), await does(SHOWN('NRestarts'))];
    await does(`kill -${signal} ${before}`);
    await until(`test $(${SHOWN('NRestarts')}) -gt ${starts} && ${IS_ACTIVE}`);
    return (await does(SHOWN('MainPID'))) !== before && JSON.parse(await does(PAGE('screen/about'))).bench === false;
  };

  await t.test('installed, it serves at once, and may no more than its unit says', async (t) => {
    await does('rm /usr/sbin/policy-rc.d');
    await does(`dpkg -i '${packageThere()}'`);
    t.equal(await does(SHOWN('ActiveState')), 'active', 'ready, by its own word');
    t.match(JSON.parse(await does(PAGE('screen/about'))), { timeZone: 'Asia/Bangkok', bench: false });
    const status = await does(`cat /proc/$(${SHOWN('MainPID')})/status`);
    t.match(status, /^NoNewPrivs:\t1$/m);
    t.match(status, /^Seccomp:\t2$/m);
    t.match(status, /^CapEff:\t0+$/m);
    t.match(status, /^CapBnd:\t0+$/m);
    t.equal(await does(`stat -c %U /proc/$(${SHOWN('MainPID')})`), 'ridged');
    t.match(await does('systemctl is-active ridged-update.path ridged-update-look.timer'), /^active\nactive$/);
    t.equal(await does('systemctl --failed --quiet --no-legend'), '');
  });

  await t.test('one that hangs or dies is begun anew; one that is told to stop ends in order', async (t) => {
    const quick = '/etc/systemd/system/ridged.service.d';
    await does(`mkdir -p ${quick}; printf '[Service]\\nWatchdogSec=6\\n' >${quick}/quick.conf`);
    await does('systemctl daemon-reload; systemctl restart ridged');
    await does('sleep 15');
    t.equal(await does(SHOWN('NRestarts')), '0', 'one that lives says so in time');
    t.ok(await isBegunAnewAfter('STOP'));
    t.ok(await isBegunAnewAfter('KILL'));
    await does(`rm ${quick}/quick.conf; systemctl daemon-reload; systemctl stop ridged`);
    t.equal(await does(`${SHOWN('ActiveState')}; ${SHOWN('Result')}`), 'inactive\nsuccess');
    await does('systemctl start ridged');
  });

  await t.test('settings that are wrong are told of, and it serves once they are mended', async (t) => {
    await does('cp -p /etc/ridged/ridged.toml /tmp/mended; echo "nonsense = 1" >>/etc/ridged/ridged.toml');
    t.not((await run('systemctl restart ridged')).code, 0);
    t.match(await does('journalctl -u ridged -o cat -n 20'), /ridged\.toml:\d+: \S*nonsense is not a setting/);
    await does('cp -p /tmp/mended /etc/ridged/ridged.toml');
    await until(IS_ACTIVE);
  });

  await t.test('the service may start the machine anew, and nobody else who is no administrator', async (t) => {
    const can = async (user: string, what: string): Promise<string> =>
      await does(
        `${AS(user)} busctl call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager ${what}`,
      );
    for (const what of ['CanReboot', 'CanPowerOff']) {
      t.equal(await can('ridged', what), 's "yes"');
      for (const user of ['ridged-screen', 'nobody']) t.equal(await can(user, what), 's "challenge"', user);
    }
    const set = (user: string): string =>
      `${AS(user)} bash -c 'pkcheck --action-id org.freedesktop.timedate1.set-time --process $$'`;
    t.equal((await run(set('ridged'))).code, 0, 'and its clock');
    t.not((await run(set('ridged-screen'))).code, 0);
  });

  await t.test('card readers are there by way of pcscd, which systemd starts when it is asked', async (t) => {
    await does(`sed -i '/^\\[card\\]/a driver = "pcsc"' /etc/ridged/ridged.toml; systemctl restart ridged`);
    await until(`${PAGE('metrics')} | grep -q 'device="card",state="ready"} 1'`);
    t.equal(await does('systemctl is-active pcscd'), 'active');
  });

  await t.test('a release is on trial, runs well for two minutes, and is kept', async (t) => {
    await does('ridged release keygen /tmp/publisher.key && ridged update trust /tmp/publisher.key.pub');
    await does(published(999_999));
    await does('ridged update apply /tmp/releases-999999/*.jws /tmp/releases-999999/*.ridged --restart');
    await until('ridged update status | grep -q "999999 runs, on trial: begun 1 times"');
    await until('ridged update status | grep -qx "release 999999 runs"', 200);
    t.match(await does('journalctl -u ridged-update -o cat'), /^release 999999 is kept$/m);
  });

  await t.test(
    'one that the service has fetched is staged by root; one that never serves is gone back from',
    async (t) => {
      await does(
        published(
          1_000_000,
          `sed -i '2i if (process.argv[2] === "run") process.exit(3);' /tmp/next/dist/device/ridged.js`,
        ),
      );
      await does(wanted(1_000_000));
      await until('grep -q order-1000000 /var/lib/ridged-releases/said.json', 60);
      t.match(JSON.parse(await does('cat /var/lib/ridged-releases/said.json')), {
        job: 'order-1000000',
        outcome: 'staged',
      });
      t.match(await does('ridged update status'), /^release 1000000 runs, on trial: begun 0 times/);
      await run('systemctl restart ridged');
      await until(IS_ACTIVE);
      const status = await does('ridged update status');
      t.match(status, /^release 999999 runs$/m);
      t.match(status, /^1000000 was left: it was begun 3 times and did not run well$/m);
      t.match(JSON.parse(await does(PAGE('screen/about'))), { bench: false });
    },
  );

  await t.test('a newer package takes the place of the one that runs; removed, nothing runs', async (t) => {
    const before = await does(SHOWN('MainPID'));
    await does(`${repacked('9.9.9')}; dpkg --force-confold -i /tmp/ridged_9.9.9.deb`);
    t.equal(await does(SHOWN('ActiveState')), 'active');
    t.not(await does(SHOWN('MainPID')), before);
    const { code } = await run(`${repacked('9.0.0')}; dpkg -i /tmp/ridged_9.0.0.deb`);
    t.not(code, 0);
    await until(IS_ACTIVE);
    await does('dpkg -r ridged');
    t.equal(await does('find /proc -maxdepth 1 -name "[0-9]*" -user ridged'), '');
    await does('dpkg -P ridged');
    t.equal(await does('systemctl list-unit-files --no-legend "ridged*" || true'), '');
    t.equal(await does('systemctl --failed --quiet --no-legend'), '');
  });
});
