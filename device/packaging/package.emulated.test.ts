// The package as a technician meets it: installed, started, brought up to date, refused, removed, purged. No systemd runs in this Debian:
// the service is started by hand, as its user, in the words of its unit.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { call, noPackages, openDebian, packagePath, packageThere, ROOT, repacked } from './fixtures/debian.ts';

const skip = noPackages;
const LARGEST_MIB = 250;
const PACKAGE = packagePath('amd64');
const developed = z.object({ devDependencies: z.record(z.string(), z.string()) });
const STATE = 'dpkg -s ridged | grep -E "^(Status|Version)"';
const UNIT = readFileSync(join(ROOT, 'device', 'systemd', 'ridged.service'), 'utf8');
const [, START = ''] = /^ExecStart=(.*)$/m.exec(UNIT) ?? [];
const AS_SERVICE = 'setpriv --reuid=ridged --regid=ridged --init-groups';
/** Until it answers on loopback, and then until it has ended in order. */
const SERVED = `
  mkfifo /tmp/said
  ${AS_SERVICE} ${START} --json >/tmp/said 2>/tmp/complaints & pid=$!
  exec 3</tmp/said
  read -r ready <&3 || { cat /tmp/complaints >&2; exit 1; }
  echo "$ready"
  /usr/lib/ridged/bin/node -e 'fetch("http://127.0.0.1:8480/screen/about").then((answer) => answer.text()).then(console.log)'
  kill -TERM "$pid"
  wait "$pid"
  rm /tmp/said`;

t.test('a technician installs it, works with it, and takes it away again', { skip }, async (t) => {
  const folder = join(ROOT, 'build', 'debian', 'tried');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { run, does } = await openDebian(folder);

  await t.test('installed: every library is there, nothing is anybody else’s, and it is small enough', async (t) => {
    const begun = performance.now();
    await does(`dpkg -i '${packageThere()}'`);
    t.comment(`installed in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    const missing = await does(
      'find /usr/lib/ridged \\( -name "*.node" -o -name "*.so*" -o -name node \\) -type f -exec ldd {} + | { grep "not found" || true; }',
    );
    t.equal(missing, '');
    const size = Number(await does('du -sm --apparent-size /usr/lib/ridged | cut -f1'));
    t.comment(`${size} MiB below /usr/lib/ridged`);
    t.ok(size <= LARGEST_MIB, `${size} MiB`);
    t.equal(await does('find /usr/lib/ridged -not -user root -o -perm /022 -not -type l'), '');
    t.equal(await does('id -un ridged ridged-screen'), 'ridged\nridged-screen');
    t.match(await does('id -nG ridged'), /dialout.*plugdev|plugdev.*dialout/);
    t.equal(
      await does('stat -c "%a %U %G" /var/lib/ridged /etc/ridged/ridged.toml'),
      '700 ridged ridged\n640 root ridged',
    );
    t.match(await does('ls /etc/systemd/system/multi-user.target.wants'), /^ridged\.service$/m, 'the service');
  });

  await t.test('nothing is in it that has no business there', async (t) => {
    const packages = '/usr/lib/ridged/node_modules';
    t.equal(
      await does(
        `find ${packages} -name "*.node" -o -name "*.so*" -o -name "*.dll" -o -name "*.dylib" | grep -E "darwin|win32|android|musl|linux-arm" || true`,
      ),
      '',
      'of other systems',
    );
    t.equal(
      await does(`find /usr/lib/ridged -name "*.map" -o -name "*.ts" -o -name "*.test.js" -o -name "*.c"`),
      '',
      'sources',
    );
    const { devDependencies } = developed.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    const tools = Object.keys(devDependencies).map((name) => `${packages}/${name}`);
    t.equal(await does(`ls -d ${tools.join(' ')} 2>/dev/null || true`), '', 'tools of developers');
    t.equal(
      await does(`grep -rlF '${ROOT}' /usr/lib/ridged /usr/share/doc/ridged /etc/ridged || true`),
      '',
      'where it was built',
    );
  });

  await t.test('both commands answer, and doctor says what is missing', async (t) => {
    t.match(await does('ridged --version'), /^\d+\.\d+\.\d+$/);
    t.match(await does('ridgectl --version'), /^\d+\.\d+\.\d+$/);
    const { said } = await run('ridged doctor --json --config /etc/ridged/ridged.toml');
    const { checks } = z
      .object({ checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })) })
      .parse(JSON.parse(said));
    t.ok(checks.length > 5);
    t.notOk(
      checks.some(({ detail }) => /Cannot find|ERR_/.test(detail)),
      'nothing of the software itself is missing',
    );
  });

  await t.test('the service serves as its own user until it is told to stop', async (t) => {
    const said = await does(SERVED);
    const [ready = '', about = ''] = said.split('\n');
    t.match(JSON.parse(ready), { ready: true, screen: 'http://127.0.0.1:8480/' });
    t.match(JSON.parse(about), { timeZone: 'Asia/Bangkok', bench: false });
    t.match(await does('ls /var/lib/ridged'), /journal\.db/);
  });

  await t.test('a newer version keeps people and settings; an older one is refused in both languages', async (t) => {
    await does('sed -i "s/^# language = .*/language = \\"en\\"/" /etc/ridged/ridged.toml');
    await does(`${repacked('9.9.9')}; dpkg --force-confold -i /tmp/ridged_9.9.9.deb`);
    t.match(await does(STATE), /ok installed\nVersion: 9\.9\.9/);
    t.match(await does('grep ^language /etc/ridged/ridged.toml'), /en/);
    const { code, complaints } = await run(`${repacked('9.0.0')}; dpkg -i /tmp/ridged_9.0.0.deb`);
    t.not(code, 0);
    t.match(complaints, /รุ่นเก่าเปิดข้อมูลของรุ่นใหม่ไม่ได้/);
    t.match(complaints, /does not open the data of a newer one/);
    t.match(await does(STATE), /ok installed\nVersion: 9\.9\.9/);
    await does(SERVED);
  });

  await t.test('a release is staged beside it, serves, and is gone back from', async (t) => {
    await does(
      `cp -r /usr/lib/ridged /tmp/next && sed -i 's/"release":[0-9]*/"release":999999/' /tmp/next/release.json`,
    );
    await does('ridged release keygen /tmp/publisher.key && ridged update trust /tmp/publisher.key.pub');
    await does('ridged release pack /tmp/next --key /tmp/publisher.key --out /tmp/releases && rm -r /tmp/next');
    await does('ridged update apply /tmp/releases/*.jws /tmp/releases/*.ridged');
    t.match(await does('ridged update starting'), /^release 999999 runs/);
    t.equal(await does('readlink /var/lib/ridged-releases/current'), '/var/lib/ridged-releases/a');
    await does(SERVED);
    t.match(await does('ridged update back'), /^release 999999 is left/);
    await does(SERVED);
    t.equal(await does('find /var/lib/ridged-releases -not -user root -o -perm /022 -not -type l'), '');
  });

  await t.test('removed, it leaves people and settings; purged, nothing', async (t) => {
    await does('dpkg -r ridged');
    t.match(
      await does('ls /var/lib/ridged /etc/ridged; ls -d /usr/lib/ridged 2>&1 || true'),
      /ridged\.toml[\s\S]*journal\.db[\s\S]*No such file/,
    );
    const { code } = await run('dpkg -i /tmp/ridged_9.0.0.deb');
    t.not(code, 0, 'what was left is of a newer version all the same');
    await does('dpkg -P ridged');
    t.equal(await does('ls -d /var/lib/ridged /etc/ridged 2>/dev/null || true'), '');
  });
});

t.test('the same sources make the same package, to the byte', { skip }, async (t) => {
  const hash = (): string => createHash('sha256').update(readFileSync(PACKAGE)).digest('hex');
  const before = hash();
  rmSync(join(ROOT, 'build', 'package', 'amd64'), { recursive: true });
  const { code, complaints } = await call(join(ROOT, 'device', 'packaging', 'package.sh'), ['amd64']);
  t.equal(code, 0, complaints.slice(-2000));
  t.equal(hash(), before);
});
