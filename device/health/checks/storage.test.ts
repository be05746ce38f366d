// The doctor about the disk: what is kept for the journal is said, and where it is too little that is no good finding.
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newKey } from '../../../cloud-bridge/index.ts';
import { systemClock } from '../../../protocol/index.ts';
import { configSchema } from '../../config/schema.ts';
import { sealIn, sealPlainKeys } from '../../kiosk/own-key.ts';
import { openVault } from '../../vault/index.ts';
import { disk, keys } from './storage.ts';

const MIB = 1024 * 1024;

t.test('a journal for which no room is kept is called by its name', async (t) => {
  const dir = t.testdir();
  const config = configSchema.parse({ data: { dir } });
  const look = () => disk({ config, clock: systemClock, signal: new AbortController().signal });
  const sized = (name: string, mib: number): void => {
    writeFileSync(join(dir, name), '');
    truncateSync(join(dir, name), mib * MIB);
  };
  t.match(await look(), { ok: true, detail: / 0 MiB more kept .* MAY STILL GROW BY \d+ MiB/, remedy: /keeps it/ });
  sized('journal.spare', 100);
  sized('journal.db', 20);
  t.match(await look(), { detail: / 100 MiB more kept .* MAY STILL GROW BY \d+ MiB/, remedy: /keeps it/ });
  sized('journal.spare', 180);
  t.match(await look(), { ok: true, detail: / 180 MiB more kept for the journal$/, remedy: null });
  sized('journal.spare', 0);
  sized('journal.db', 300);
  t.match(await look(), { detail: / 0 MiB more kept for the journal$/, remedy: null }, 'a journal that is full grown');
});

t.test('a key of TLS that lies in the clear is called by its file', async (t) => {
  const dir = t.testdir({ fleet: {} });
  const config = configSchema.parse({ data: { dir } });
  await openVault({ dataDir: dir });
  const look = () => keys({ config, clock: systemClock, signal: new AbortController().signal });
  const file = join(dir, 'fleet', 'terminal.key');
  writeFileSync(file, newKey(), { mode: 0o600 });
  t.match(await look(), { ok: true, detail: new RegExp(`TLS LIES IN THE CLEAR: ${file}`) });
  await sealPlainKeys(config, sealIn({ dataDir: dir }), (fault) => t.fail(fault.message));
  t.notMatch(await look(), { detail: /TLS/ });
});
