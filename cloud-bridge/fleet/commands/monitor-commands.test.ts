// ridgectl monitor at a fleet in SQLite, and what it makes of mistakes.
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { freePort } from '../../fixtures/free-port.ts';
import { monitorSuite } from '../../fixtures/monitor-suite.ts';
import { manager, ridgectl } from '../../fixtures/ridgectl.ts';
import { until } from '../../fixtures/until.ts';

monitorSuite(t, manager);

t.test('looking once changes nothing: no register, no key and no state is made for it', async (t) => {
  const { run, folder } = await manager(t);
  const before = readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name));
  t.match(await run('monitor', '--once'), { code: 0, err: /not watched/ });
  t.strictSame(
    readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name)),
    before,
  );
});

t.test('many people who join within an hour are told, without a name', async (t) => {
  const { run, json, folder } = await manager(t);
  const rules = join(folder, 'rules.json');
  writeFileSync(rules, '{"rules":{"people-changed":{"perHour":1}}}');
  for (const code of ['0001', '0002']) await run('people', 'add', '--code', code, '--name-th', 'น้ำฝน ใจงาม');
  const { alerts } = await json('monitor', '--once', '--rules', rules);
  t.match(alerts, [{ rule: 'people-changed', figures: { people: 2 }, terminal: null, person: null }]);
  t.notMatch(JSON.stringify(alerts), /น้ำฝน|0001/);
});

t.test('each mistake is one clear line, and nobody is watched with it', async (t) => {
  const { run, folder } = await manager(t);
  const rules = join(folder, 'rules.json');
  writeFileSync(rules, '{"rules":{"terminal-silnet":{}}}');
  const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
    [['--rules', rules], /--rules .*terminal-silnet/],
    [['--rules', folder], /--rules .* cannot be read/],
    [['--rules', join(folder, 'none.json')], /cannot be read/],
    [['--listen', '9464'], /HOST:PORT/],
    [['--listen', '127.0.0.1:70000'], /HOST:PORT/],
    [['--every', '0'], /--every 0/],
    [['--every', 'often'], /--every often/],
    [['--webhook', 'desk.example'], /--webhook/],
    [['--webhook', 'https://me:secret@desk.example/'], /no login/],
  ];
  for (const [args, why] of mistakes) {
    const { code, err, out } = await run('monitor', ...args);
    t.equal(code, 2, args.join(' '));
    t.match(err, why, args.join(' '));
    t.notMatch(err + out, /secret|\n {4}at /);
  }
  t.match(await ridgectl(['monitor', '--store', `sqlite:${join(folder, 'none.db')}`]).ended, { code: 2 });
  t.match(await ridgectl(['monitor', '--store', 'postgres://ridged@127.0.0.1:1/fleet', '--every', 'x']).ended, {
    code: /[23]/,
  });
  t.match(await run('monitor', '--help'), { code: 0, out: /Example:\n/ });
});

t.test('a state that cannot be read is put aside, and a port that is taken is named', async (t) => {
  const { place, file } = await manager(t);
  writeFileSync(`${file}.monitor.json`, '{"version":1,"ale');
  const port = await freePort();
  const args = ['monitor', ...place, '--listen', `127.0.0.1:${port}`, '--webhook', 'http://127.0.0.1:1/'];
  const ended = new AbortController();
  const first = ridgectl(args, ended.signal);
  await until('it listens', () => first.told.err.includes('/metrics'));
  t.match(await ridgectl(args).ended, { code: 2, err: new RegExp(`--listen 127\\.0\\.0\\.1:${port}`) });
  ended.abort(new Error('ended by the user'));
  t.match(await first.ended, { code: 0, err: /monitor\.json\.unreadable/ });
  t.ok(existsSync(`${file}.monitor.json.unreadable`));
  t.equal(statSync(`${file}.webhook.key`).mode & 0o077, 0);
});
