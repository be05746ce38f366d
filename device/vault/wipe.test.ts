// A wipe that is cut off at any step is finished by whoever opens the vault next, and nothing that was sealed opens again.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openTerminal, somchai } from '../store/fixtures/terminal.ts';
import { beginWipe, finishWipe, openFileVault } from './index.ts';

async function usedFolder(
  t: Test,
): Promise<{ readonly dataDir: string; readonly key: string; readonly outside: string }> {
  const folder = t.testdir({ data: {}, 'terminal.key': 'a key of this terminal that lies elsewhere' });
  const dataDir = join(folder, 'data');
  const vault = await openFileVault({ dataDir });
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
  const vault = await openFileVault({ dataDir });
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
    const vault = await openFileVault({ dataDir });
    t.not((await vault.signer('journal')).kid, key, what);
    t.strictSame(readdirSync(dataDir).sort(), ['fleet.db', 'vault.key'], what);
  }
});

t.test('whoever only looks finishes it too, and finds nothing', async (t) => {
  const { dataDir } = await usedFolder(t);
  await beginWipe(dataDir, { alsoFiles: [] });
  await t.rejects(openFileVault({ dataDir, mayCreate: false }), { code: 'KEY_UNAVAILABLE' });
  t.strictSame(readdirSync(dataDir), ['fleet.db']);
});

t.test('a link in the place of a key is not written through', async (t) => {
  const { dataDir, outside } = await usedFolder(t);
  rmSync(join(dataDir, 'vault.key'));
  symlinkSync(outside, join(dataDir, 'vault.key'));
  await beginWipe(dataDir, { alsoFiles: [] });
  await t.rejects(finishWipe(dataDir), { code: 'STORE_READ_ONLY' });
  t.equal(existsSync(outside), true);
});

t.test('where the marker cannot be laid nothing is begun', async (t) => {
  await t.rejects(beginWipe(join(t.testdir(), 'is-not-there'), { alsoFiles: [] }), { code: 'STORE_READ_ONLY' });
});

t.test('a marker that cannot be read stops the opening', async (t) => {
  const { dataDir } = await usedFolder(t);
  mkdirSync(join(dataDir, 'wiping.json'));
  await t.rejects(openFileVault({ dataDir }), { code: 'STORE_READ_ONLY' });
});
