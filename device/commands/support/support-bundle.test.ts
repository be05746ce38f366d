// A terminal with people, who has somebody look at it from afar: the bundle tells of the machine, and none of its files of anybody.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { filesIn, found } from '../../fixtures/traces.ts';
import { somchai } from '../../store/fixtures/terminal.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { CITIZEN, jsonIn, OFFICER, SETTINGS, traces, usedTerminal } from './fixtures/used-terminal.ts';
import { SUPPORT_PARTS } from './support-bundle.ts';
import { supportCommand } from './support-command.ts';

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
  for (const { file, bytes } of jsonIn(folder, 'contents.json').contents)
    if (bytes !== null) t.equal(readFileSync(join(folder, file)).length, bytes, `${file}: as many bytes as it has`);
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
    models: { mirror: { value: 'https://models.example' } },
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
    `${SETTINGS.replace('://models', '://mirror-user:m1rror-s3cret@models')}[screen2]\n"${somchai.nameEn}" = 1\n[journal]\n${OFFICER.split(' ')[1]} = 3\ncapacityEntries = "${CITIZEN}"\n`,
  );
  t.match(await make(), { exitCode: 0, out: /settings\.json +\d+ bytes/ });
  const unpackedTo = await unpacked();
  t.match(jsonIn(unpackedTo, 'settings.json').mistakes, [
    { line: 13, key: 'models.mirror', wrong: /without a login/ },
    { line: 16, key: null, wrong: /is not a section/ },
    { line: 19, key: null, wrong: 'is not a setting' },
    { line: 20, key: 'journal.capacityEntries', wrong: 'must be a number' },
  ]);
  t.strictSame(found(filesIn(unpackedTo), traces(key)), []);
});

t.test('with broken settings it says what it assumed, and tells of the folder that they name', async (t) => {
  const { folder, out, unpacked } = await usedTerminal(t);
  const dir = join(folder, 'data');
  writeFileSync(join(folder, 'ridged.toml'), `${SETTINGS}[data]\ndir = "${dir}"\n[screen2]\n`);
  const run = inHand(supportCommand, { RIDGED_JOURNAL_CAPACITY_ENTRIES: 'many', RIDGED_SCREEN_ANAN: '1' });
  const said = await run('--out', out, '--config', join(folder, 'ridged.toml'));
  t.match(said, { exitCode: 0, out: `the settings have mistakes: defaults are assumed, and ${dir}` });
  const unpackedTo = await unpacked();
  t.match(jsonIn(unpackedTo, 'contents.json'), { assumed: 'defaults', folder: dir });
  t.match(jsonIn(unpackedTo, 'files.json'), { folder: dir, others: 1 });
  t.match(
    jsonIn(unpackedTo, 'settings.json').mistakes.map(({ key }: { key: string | null }) => key),
    [null, null, 'RIDGED_JOURNAL_CAPACITY_ENTRIES'],
    'a variable that is a setting is told by its name, no other',
  );
});

t.test('a file that comes in its place while it is made stays what it is', async (t) => {
  const { folder, out, make } = await usedTerminal(t);
  writeFileSync(join(folder, 'journalctl'), `#!/bin/sh\nprintf precious > '${out}'\necho a line\n`);
  t.match(await make(), { exitCode: 2, err: /EEXIST/ });
  t.equal(readFileSync(out, 'utf8'), 'precious');
  t.strictSame(
    readdirSync(folder).filter((name) => name.startsWith('support')),
    ['support.tar.gz'],
  );
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
