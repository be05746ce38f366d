// A terminal with people, who has somebody look at it from afar: the bundle tells of the machine, and none of its files of anybody.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { extract } from 'tar';
import { systemClock } from '../../../protocol/index.ts';
import { filesIn, found, type Trace, tracesOfBytes, tracesOfText } from '../../fixtures/traces.ts';
import { clocked, enrolled, fingerOf, openTerminal, recordOf, somchai } from '../../store/fixtures/terminal.ts';
import type { Stores } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { masked, maskedWithQuotes } from './masked.ts';
import { SUPPORT_PARTS } from './support-bundle.ts';
import { supportCommand } from './support-command.ts';

const CITIZEN = '3100501234565';
const OFFICER = 'Khun Anan Wichaidit';
const HELP = 'คุณอนันต์ 02-345-6789';
const PASSWORD = 4_123_456_781;
const PSEUDONYM = '5f0c7b9a-1d2e-4f3a-8b4c-0123456789ab';

const SETTINGS = `version = 2
[screen]
helpTh = "${HELP}"
helpEn = "Call ${OFFICER}"
[sensor]
password = ${PASSWORD}
path = "/dev/nowhere"
[light]
driver = "none"
[camera]
url = "rtsp://viewer:h1dden-s3cret@127.0.0.1:1/live"
[models]
mirror = "https://mirror-user:m1rror-s3cret@models.example/faces"
[fleet]
username = "login-of-anan"
`;

const LOG = [
  { level: 30, time: 5, msg: `a reader for ${PSEUDONYM} and "${OFFICER}"`, person: somchai.nameEn },
  { level: 50, time: 6, code: 'HAL_TIMEOUT', msg: 'HAL_TIMEOUT: device did not answer in time', card: CITIZEN },
  { level: 50, time: 7, code: somchai.code, msg: `${somchai.nameTh} ${CITIZEN}` },
]
  .map((line) => JSON.stringify(line))
  .concat(`Error: ${somchai.nameEn} broke it`, '    at work (file:///usr/lib/ridged/dist/device/kiosk.js:3:5)');

function traces(key: Buffer): readonly Trace[] {
  const texts = {
    ...{
      nameTh: somchai.nameTh,
      nameEn: somchai.nameEn,
      code: somchai.code,
      unit: somchai.unit ?? '',
      pseudonym: PSEUDONYM,
    },
    ...{ citizen: CITIZEN, officer: OFFICER, help: HELP, enroller: somchai.enroller, login: 'login-of-anan' },
    ...{ password: String(PASSWORD), camera: 'h1dden-s3cret', mirror: 'm1rror-s3cret', file: 'photo-of-somchai' },
  };
  return [
    ...Object.entries(texts).flatMap(([what, text]) => tracesOfText(what, text)),
    ...tracesOfBytes('template', recordOf(11)),
    ...tracesOfBytes('root key', key),
  ];
}

/** As it is after some weeks; `hold` keeps it running. */
async function usedTerminal(t: Test) {
  const folder = t.testdir({ 'ridged.toml': SETTINGS, journalctl: `#!/bin/sh\ncat <<'END'\n${LOG.join('\n')}\nEND\n` });
  chmodSync(join(folder, 'journalctl'), 0o755);
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  const vault = await openVault({ dataDir });
  const open = (): Promise<Stores> => openTerminal(dataDir, { vault, clock: systemClock });
  {
    await using stores = await open();
    stores.enrol({ person: { ...somchai, pseudonym: PSEUDONYM }, consentId: 'c', fingers: [fingerOf(1)] });
    for (const payload of [enrolled(PSEUDONYM), clocked(PSEUDONYM), clocked(), clocked()])
      stores.journal.append(payload);
    stores.journal.append({ event: 'fault', device: 'sensor', code: 'HAL_TIMEOUT', detail: `serial=${CITIZEN}` });
    stores.journal.append({
      event: 'data-exported',
      subject: PSEUDONYM,
      by: OFFICER,
      reason: `${somchai.nameTh} asked`,
    });
    stores.jobs.setOutOfUse(`${OFFICER} repairs it`);
  }
  writeFileSync(join(dataDir, 'photo-of-somchai.jpg'), 'a face');
  const out = join(folder, 'support.tar.gz');
  const run = inHand((env, host) => supportCommand(env, host, { journalctl: join(folder, 'journalctl') }));
  const make = (...words: readonly string[]) =>
    run('--out', out, '--config', join(folder, 'ridged.toml'), '--data', dataDir, ...words);
  const unpacked = async (): Promise<string> => {
    const into = join(folder, `unpacked-${readdirSync(folder).length}`);
    mkdirSync(into);
    await extract({ file: out, cwd: into });
    return join(into, 'support');
  };
  return { folder, out, open, make, unpacked, key: readFileSync(join(dataDir, 'vault.key')) };
}

const jsonIn = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

t.test('a stopped terminal is told whole, and nobody in it', async (t) => {
  const { out, make, unpacked, key } = await usedTerminal(t);
  const { exitCode, out: said } = await make('--json');
  t.equal(exitCode, 0);
  const folder = await unpacked();
  const without = ['metrics.txt'];
  const names = Object.keys(SUPPORT_PARTS).filter((name) => !without.includes(name));
  t.strictSame(readdirSync(folder).sort(), [...names, 'contents.json'].sort());
  t.match(jsonIn(folder, 'contents.json').contents, JSON.parse(said).contents);
  t.match(
    JSON.parse(said).contents.filter(({ why }: { why: string | null }) => why !== null),
    [{ file: 'metrics.txt', why: /screen\.port is 0/ }],
  );
  const all = filesIn(folder);
  t.ok(all.size > 8);
  t.strictSame(found(all, traces(key)), [], 'none of them, in no writing');
  t.strictSame(found(new Map([['said', Buffer.from(said)]]), traces(key)), []);
  t.match(jsonIn(folder, 'journal.json'), {
    ...{ intact: true, entries: 6 },
    byKind: {
      ...{ enrolment: 1, 'clock accepted': 1, 'clock refused not-recognised': 2, 'data-exported': 1 },
      'fault sensor HAL_TIMEOUT': 1,
    },
    lastFaults: [{ device: 'sensor', code: 'HAL_TIMEOUT' }],
  });
  t.match(Object.values(jsonIn(folder, 'journal.json').byHour)[0], { clock: 3 });
  t.match(jsonIn(folder, 'settings.json'), {
    screen: { helpTh: { value: '(hidden)' } },
    sensor: { password: { value: '(hidden)' }, path: { value: '/dev/nowhere' } },
    models: { mirror: { value: 'https://(login)@models.example/faces' } },
  });
  t.match(jsonIn(folder, 'doctor.json').checks, [{ name: 'disk', ok: true, detail: /MiB free/ }]);
  t.match(jsonIn(folder, 'files.json'), { others: 1, files: [{ name: 'evidence.db', mode: '600', bytes: Number }] });
  t.match(readFileSync(join(folder, 'log.txt'), 'utf8').split('\n'), [
    '{"time":5,"level":30,"code":null,"msg":"a reader for (id) and (quoted)"}',
    '{"time":6,"level":50,"code":"HAL_TIMEOUT","msg":"HAL_TIMEOUT: device did not answer in time"}',
    '{"time":7,"level":50,"code":null,"msg":"(text)(number)"}',
    '(a line that is not of the service)',
    '    at work (file:///usr/lib/ridged/dist/device/kiosk.js:3:5)',
  ]);
  t.match(await make(), { exitCode: 2, err: /is there already/ }, 'nothing that is there is overwritten');
  t.ok(existsSync(out));
});

t.test('of one that runs the journal is left out and told why, and all else is there', async (t) => {
  const { open, make, unpacked, key } = await usedTerminal(t);
  await using stores = await open();
  t.match(await make(), { exitCode: 0, out: /journal\.json +left out: STORE_BUSY/ });
  const folder = await unpacked();
  t.notOk(existsSync(join(folder, 'journal.json')));
  t.match(
    jsonIn(folder, 'doctor.json')
      .checks.map(({ ok }: { ok: boolean }) => ok)
      .includes(true),
    true,
  );
  t.strictSame(found(filesIn(folder), traces(key)), []);
  t.equal(stores.people.count, 1);
});

t.test('settings with mistakes are told by their lines, without what stands there', async (t) => {
  const { folder, make, unpacked, key } = await usedTerminal(t);
  writeFileSync(
    join(folder, 'ridged.toml'),
    `${SETTINGS}[screen2]\n"${somchai.nameEn}" = 1\n[journal]\n${OFFICER.split(' ')[1]} = 3\ncapacityEntries = "${CITIZEN}"\n`,
  );
  t.match(await make(), { exitCode: 0, out: /settings\.json +\d+ bytes/ });
  const unpackedTo = await unpacked();
  t.match(jsonIn(unpackedTo, 'settings.json').mistakes, [
    { line: 16, key: null, wrong: /is not a section/ },
    { line: 19, key: null, wrong: 'is not a setting' },
    { line: 20, key: 'journal.capacityEntries', wrong: 'must be a number' },
  ]);
  t.strictSame(found(filesIn(unpackedTo), traces(key)), []);
});

t.test('whoever presses Ctrl-C has no half of it, and a folder that is not there is told', async (t) => {
  const { folder, out } = await usedTerminal(t);
  const stopped = inHand((env, host) => {
    const abrupt = { ...host, on: (_: string, listener: () => void) => void setImmediate(listener) };
    return supportCommand(env, abrupt, { journalctl: join(folder, 'journalctl') });
  });
  await stopped('--out', out, '--data', join(folder, 'data'));
  t.notOk(readdirSync(folder).some((name) => name.startsWith('support')));
  const run = inHand(supportCommand);
  const nowhere = join(folder, 'nowhere', 'support.tar.gz');
  t.match(await run('--out', nowhere, '--data', join(folder, 'data')), { exitCode: 2, err: /ENOENT/ });
});

t.test('numbers, random names and Thai are masked, times and sizes are not', async (t) => {
  t.equal(masked(`of ${CITIZEN} by ${PSEUDONYM}, ${HELP}`), 'of (number) by (id), (text)02-345-6789');
  for (const text of ['2026-12-01T12:00:00.000Z, 1234567 MiB, v1.2.3', 'HAL_TIMEOUT (/dev/ttyUSB0)'])
    t.equal(masked(text), text);
  t.equal(maskedWithQuotes('by "Anan" and \'Malee\''), 'by (quoted) and (quoted)');
});
