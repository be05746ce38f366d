// A wipe that is cut off at any step is finished by whoever opens the vault next, and nothing that was sealed opens again.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../protocol/index.ts';
import { readConfig } from '../config/index.ts';
import { CHECKS, examine, type Finding } from '../health/checks/index.ts';
import { readStandingConfig } from '../standing/index.ts';
import { openTerminal, somchai } from '../store/fixtures/terminal.ts';
import { holdFolder } from './folder-hold.ts';
import { beginWipe, finishWipe, leftOfWipe, openVault } from './index.ts';

async function usedFolder(
  t: Test,
): Promise<{ readonly dataDir: string; readonly key: string; readonly outside: string }> {
  const folder = t.testdir({ data: {}, 'terminal.key': 'a key of this terminal that lies elsewhere' });
  const dataDir = join(folder, 'data');
  const vault = await openVault({ dataDir });
  await using stores = await openTerminal(dataDir, { vault });
  stores.people.add(somchai);
  mkdirSync(join(dataDir, 'fleet'));
  writeFileSync(join(dataDir, 'fleet', 'terminal.pem'), 'certificate');
  writeFileSync(join(dataDir, 'fleet.db'), 'somebody else’s');
  return { dataDir, key: (await vault.signer('journal')).kid, outside: join(folder, 'terminal.key') };
}

t.test('keys, stores and what a claim has laid here are gone; what is not this terminal’s stays', async (t) => {
  const { dataDir, key, outside } = await usedFolder(t);
  t.equal(await finishWipe(dataDir), false, 'nothing was begun');
  await beginWipe(dataDir, { alsoFiles: [outside, join(dataDir, 'is-not-there')] });
  t.equal(await finishWipe(dataDir), true);
  t.strictSame(readdirSync(dataDir), ['fleet.db']);
  t.equal(existsSync(outside), false);
  const vault = await openVault({ dataDir });
  t.not((await vault.signer('journal')).kid, key);
  await using stores = await openTerminal(dataDir, { vault });
  t.equal(stores.people.count, 0);
});

t.test('cut off after any step, the next opening finishes it before anything is opened', async (t) => {
  const cuts: Readonly<Record<string, (dataDir: string) => void>> = {
    'before the key is gone': () => undefined,
    'after the key is gone': (dataDir) => rmSync(join(dataDir, 'vault.key')),
    'after some files are gone': (dataDir) => {
      for (const name of ['vault.key', 'people.db', 'journal.db-wal']) rmSync(join(dataDir, name), { force: true });
    },
    'in the middle of the marker': (dataDir) => writeFileSync(join(dataDir, 'wiping.json'), '{"alsoFi'),
  };
  for (const [what, cut] of Object.entries(cuts)) {
    const { dataDir, key } = await usedFolder(t);
    await beginWipe(dataDir, { alsoFiles: [] });
    cut(dataDir);
    const vault = await openVault({ dataDir });
    t.not((await vault.signer('journal')).kid, key, what);
    t.strictSame(readdirSync(dataDir).sort(), ['fleet.db', 'vault.key'], what);
  }
});

t.test('whoever only looks finishes it too, and finds nothing', async (t) => {
  const { dataDir } = await usedFolder(t);
  await beginWipe(dataDir, { alsoFiles: [] });
  await t.rejects(openVault({ dataDir, mayCreate: false }), { code: 'KEY_UNAVAILABLE' });
  t.strictSame(readdirSync(dataDir), ['fleet.db']);
});

t.test('while the service that was told to wipe still runs, whoever looks leaves it alone and says so', async (t) => {
  const { dataDir } = await usedFolder(t);
  const sources = { env: {}, overrides: { data: { dir: dataDir } } };
  const busy = { code: 'STORE_BUSY', context: { why: 'a wipe is under way; the service ends soon' } };
  {
    await using service = await openTerminal(dataDir, { vault: await openVault({ dataDir }) });
    await beginWipe(dataDir, { alsoFiles: [] });
    const before = readdirSync(dataDir).sort();
    await t.rejects(openVault({ dataDir, mayCreate: false }), busy);
    await t.rejects(
      readStandingConfig(sources, () => undefined),
      busy,
      'ridged config show',
    );
    const parts = { config: readConfig(sources), clock: systemClock, signal: new AbortController().signal };
    const found: Record<string, Finding> = {};
    for (const [name, check] of Object.entries(CHECKS))
      if (/keys|stores|standing/.test(name)) found[name] = await examine(check, parts);
    const told = { ok: false, detail: /a wipe is under way; the service ends soon/ };
    t.match(found, { keys: told, stores: { detail: /the service is running/ }, standing: told }, 'ridged doctor');
    t.strictSame(readdirSync(dataDir).sort(), before, 'nothing has gone, and nothing has come');
    t.equal(service.people.count, 1);
  }
  t.equal(await finishWipe(dataDir), true, 'the service has let go');
  t.strictSame(readdirSync(dataDir), ['fleet.db']);
});

t.test('of two that would finish it at once one does, and a key made since stays', async (t) => {
  const { dataDir } = await usedFolder(t);
  await beginWipe(dataDir, { alsoFiles: [] });
  const both = await Promise.allSettled([finishWipe(dataDir), finishWipe(dataDir)]);
  t.ok(
    both.some((one) => one.status === 'fulfilled' && one.value),
    'one has finished it',
  );
  const vault = await openVault({ dataDir });
  t.equal(await finishWipe(dataDir), false);
  t.equal((await (await openVault({ dataDir })).signer('journal')).kid, (await vault.signer('journal')).kid);
});

t.test('whoever comes while the stores are being removed makes none anew', async (t) => {
  const { dataDir } = await usedFolder(t);
  const store = join(dataDir, 'people.db');
  const holding = holdFolder(dataDir);
  // It has seen the file, and has not opened it.
  rmSync(store);
  await (await holding)[Symbol.asyncDispose]();
  t.notOk(existsSync(store), 'an empty one would pass for one whose key is lost');
});

t.test(
  'a link in the place of a key is not written through; where one was configured, what it names goes too',
  async (t) => {
    const { dataDir, outside } = await usedFolder(t);
    rmSync(join(dataDir, 'vault.key'));
    symlinkSync(outside, join(dataDir, 'vault.key'));
    await beginWipe(dataDir, { alsoFiles: [] });
    t.equal(await finishWipe(dataDir), true);
    t.equal(readFileSync(outside, 'utf8'), 'a key of this terminal that lies elsewhere');
    const link = join(dataDir, '..', 'link.key');
    symlinkSync(outside, link);
    await beginWipe(dataDir, { alsoFiles: [link] });
    t.equal(await finishWipe(dataDir), true);
    t.strictSame([existsSync(outside), lstatSync(link, { throwIfNoEntry: false })], [false, undefined]);
  },
);

t.test('a file that cannot be removed keeps no other; it is told, tried again, and stops no start', async (t) => {
  const { dataDir, outside } = await usedFolder(t);
  const stubborn = join(dataDir, '..', 'proxy.password');
  mkdirSync(stubborn);
  await beginWipe(dataDir, { alsoFiles: [stubborn, outside] });
  await openVault({ dataDir });
  t.equal(existsSync(outside), false, 'it came after the one that resisted');
  t.strictSame(await leftOfWipe(dataDir), [stubborn]);
  await openVault({ dataDir });
  t.strictSame(await leftOfWipe(dataDir), [stubborn], 'it still resists');
  await beginWipe(dataDir, { alsoFiles: [] });
  await finishWipe(dataDir);
  t.strictSame(await leftOfWipe(dataDir), [stubborn], 'another wipe forgets nothing of it');
  const vault = await openVault({ dataDir });
  rmSync(stubborn, { recursive: true });
  writeFileSync(stubborn, 'what somebody has laid there since');
  const again = await openVault({ dataDir });
  t.strictSame(await leftOfWipe(dataDir), []);
  t.equal(existsSync(stubborn), true, 'that is another file');
  t.equal((await again.signer('journal')).kid, (await vault.signer('journal')).kid, 'and the new key stays');
});

t.test('keys and stores that cannot be removed stop the opening, not the others, until they can', async (t) => {
  const { dataDir } = await usedFolder(t);
  await beginWipe(dataDir, { alsoFiles: [] });
  rmSync(join(dataDir, 'people.db'));
  mkdirSync(join(dataDir, 'people.db'));
  await t.rejects(openVault({ dataDir }), { code: 'STORE_READ_ONLY', context: { file: /people\.db/ } });
  t.strictSame(readdirSync(dataDir).sort(), ['fleet.db', 'people.db', 'wiping.json']);
  rmSync(join(dataDir, 'people.db'), { recursive: true });
  await openVault({ dataDir });
  t.strictSame(readdirSync(dataDir).sort(), ['fleet.db', 'vault.key']);
});

t.test('the first start after a wipe that was cut off is a start like the first one ever', async (t) => {
  const { dataDir } = await usedFolder(t);
  await beginWipe(dataDir, { alsoFiles: [] });
  const sources = { env: {}, overrides: { data: { dir: dataDir } } };
  t.match(await readStandingConfig(sources, () => undefined), { settings: { holding: { version: 0 } } });
  t.strictSame(readdirSync(dataDir), ['fleet.db']);
});

t.test('where the marker cannot be laid nothing is begun', async (t) => {
  await t.rejects(beginWipe(join(t.testdir(), 'is-not-there'), { alsoFiles: [] }), { code: 'STORE_READ_ONLY' });
});

t.test('a marker that cannot be read stops the opening', async (t) => {
  const { dataDir } = await usedFolder(t);
  mkdirSync(join(dataDir, 'wiping.json'));
  await t.rejects(openVault({ dataDir }), { code: 'STORE_READ_ONLY' });
});
