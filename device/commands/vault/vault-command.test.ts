// ridged vault: who keeps the key; and that only a stopped service's is moved.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newKey, openKey, sealKey } from '../../../cloud-bridge/index.ts';
import { sealIn } from '../../kiosk/own-key.ts';
import { clocked, openTerminal } from '../../store/fixtures/terminal.ts';
import { noTpm, startTpm } from '../../vault/fixtures/software-tpm.ts';
import { openVault, VAULT_FILE } from '../../vault/index.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { vaultCommand } from './vault-command.ts';

const run = inHand(vaultCommand);

t.test('where there is no key, that is said, and none is made but by asking', async (t) => {
  const dataDir = t.testdir();
  t.match(await run('show', '--data', dataDir), { out: '', err: /KEY_UNAVAILABLE/, exitCode: 3 });
  t.match(await run('move', '--to', 'file', '--data', dataDir), { err: /first start/, exitCode: 3 });
  t.notOk(existsSync(join(dataDir, VAULT_FILE)));
  const created = await run('create', '--data', dataDir, '--json');
  const { kid } = await (await openVault({ dataDir, mayCreate: false })).signer('journal');
  t.strictSame(JSON.parse(created.out), { kind: 'file', kid });
  t.match(await run('create', '--data', dataDir), { out: /^kept by file; /, exitCode: 0 }, 'it stays the same');
  await t.rejects(run('move', '--to', 'paper', '--data', dataDir), { code: 'commander.invalidArgument' });
});

t.test('from a file to a TPM and back: the journal is signed by the same key', { skip: noTpm }, async (t) => {
  const tpm = await startTpm();
  t.teardown(() => tpm[Symbol.asyncDispose]());
  const dataDir = t.testdir({ 'ridged.toml': '[vault]\npcrs = "sha256:7"\n' });
  const at = ['--data', dataDir, '--config', join(dataDir, 'ridged.toml'), '--json'];
  const { kid } = JSON.parse((await run('create', ...at)).out);
  const key = newKey();
  const ours = { dataDir, mayCreate: false };
  const sealed = await sealKey(key, sealIn(ours));
  t.strictSame(JSON.parse((await run('move', '--to', 'tpm2', ...at)).out), { from: 'file', to: 'tpm2' });
  t.strictSame(JSON.parse((await run('show', ...at)).out), { kind: 'tpm2', kid });
  t.match(JSON.parse(readFileSync(join(dataDir, 'vault.tpm2'), 'utf8')), { pcrs: 'sha256:7' });
  t.equal(await openKey(sealed, sealIn(ours)), key, 'the key of TLS opens as before');
  t.match(await run('create', ...at), { err: /move --to file/, exitCode: 3 }, 'the configuration still says file');
  t.match((await run('move', '--to', 'file', '--data', dataDir)).out, /by file now, and no longer by tpm2; .*"file"/);
  t.notOk(existsSync(join(dataDir, 'vault.tpm2')));
  t.match((await run('move', '--to', 'file', '--data', dataDir)).out, /already/);
});

t.test(
  'new keys for a stopped terminal; one that runs is left alone, and where there is none nothing is begun',
  async (t) => {
    const dataDir = t.testdir();
    const key = newKey();
    let sealed = '';
    t.match(await run('renew-keys', '--data', dataDir), { err: /there is no journal.db/, exitCode: 2 });
    {
      await using stores = await openTerminal(dataDir);
      stores.journal.append(clocked('somebody'));
      sealed = await sealKey(key, sealIn({ dataDir }));
      t.match(await run('renew-keys', '--data', dataDir), { err: /STORE_BUSY/, exitCode: 3 });
    }
    t.match(await run('renew-keys', '--data', dataDir), { out: /^1 rows of people, templates, /, exitCode: 0 });
    const again = await run('renew-keys', '--data', dataDir, '--json');
    t.match(JSON.parse(again.out), { resealed: 2, unreadable: 0 });
    t.equal(await openKey(sealed, sealIn({ dataDir })), key, 'the key of TLS opens as before');
    await using stores = await openTerminal(dataDir);
    t.match(stores.journal.read(1, 9), [
      { payload: { subject: 'somebody' } },
      {},
      { payload: { event: 'keys-renewed' } },
    ]);
  },
);
