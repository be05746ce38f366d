// The terminal's own key of TLS: one that was brought in the clear is read, and lies sealed from the first start on.
import { linkSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { isPlainKey, newKey, openKey, sealKey } from '../../cloud-bridge/index.ts';
import type { KioskError } from '../../protocol/index.ts';
import { readConfig } from '../config/index.ts';
import { filesIn, found, tracesOfText } from '../fixtures/traces.ts';
import { openVault } from '../vault/index.ts';
import { plainKeys, sealIn, sealPlainKeys } from './own-key.ts';

async function terminal(t: Test) {
  const dataDir = t.testdir({ fleet: {} });
  await openVault({ dataDir });
  const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
  const at = (name: string): string => join(dataDir, 'fleet', name);
  const seal = sealIn({ dataDir });
  const told: KioskError[] = [];
  const start = () => sealPlainKeys(config, seal, (fault) => told.push(fault));
  const lay = (name: string, text: string): string => {
    writeFileSync(at(name), text, { mode: 0o600 });
    return text;
  };
  const opened = (name: string): Promise<string> => openKey(readFileSync(at(name), 'utf8'), seal);
  return { dataDir, config, at, start, lay, opened, told };
}

t.test('a start seals every key that lies in the clear, and leaves nothing of it on the disk', async (t) => {
  const { dataDir, config, at, start, lay, opened } = await terminal(t);
  const names = ['terminal.key', 'terminal.key.next', 'terminal.key.claim'];
  const keys = names.map((name) => lay(name, newKey()));
  for (const name of names) linkSync(at(name), at(`${name} on the disk`));
  t.strictSame(await plainKeys(config), names.map(at));
  await start();
  const secrets = keys.flatMap((pem) => tracesOfText('a key of TLS', pem.split('\n')[1] ?? ''));
  t.strictSame(found(filesIn(dataDir), secrets), [], 'not even in the blocks that held it');
  for (const [n, name] of names.entries()) {
    t.equal(await opened(name), keys[n], 'it is the same key');
    t.equal(statSync(at(name)).mode & 0o777, 0o600);
  }
  const before = readFileSync(at('terminal.key'));
  await start();
  t.strictSame(readFileSync(at('terminal.key')), before, 'what is sealed stays as it is');
});

t.test('a certificate in the same file stays, and a link goes on naming the key', async (t) => {
  const { at, start, lay, opened } = await terminal(t);
  const certificate = '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n';
  const key = newKey();
  lay('brought.pem', `${certificate}${key}${certificate}`);
  symlinkSync('brought.pem', at('terminal.key'));
  await start();
  t.equal(await opened('terminal.key'), key);
  t.equal(readFileSync(at('brought.pem'), 'utf8').split(certificate).length, 3);
  t.notOk(isPlainKey(readFileSync(at('brought.pem'), 'utf8')));
});

t.test('what cannot be sealed is told, stays as it is, and keeps no other in the clear', async (t) => {
  const { start, lay, opened, told } = await terminal(t);
  const garbage = lay('terminal.key', '-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n');
  const next = lay('terminal.key.next', newKey());
  await start();
  t.match(told, [{ code: 'KEY_UNAVAILABLE' }]);
  t.equal(await opened('terminal.key'), garbage);
  t.equal(await opened('terminal.key.next'), next);
});

t.test("a key that another terminal's vault has sealed does not open", async (t) => {
  const { dataDir } = await terminal(t);
  const theirs = await sealKey(newKey(), async () => 'of another');
  t.equal(await openKey(theirs, sealIn({ dataDir })), theirs);
  await t.rejects(openKey(theirs, sealIn({ dataDir: join(dataDir, 'none'), mayCreate: false })), {
    code: 'KEY_UNAVAILABLE',
  });
});
