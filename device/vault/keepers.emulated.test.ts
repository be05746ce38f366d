// Keys that a stolen disk does not hold: in a real TPM in software, and as a real credential of systemd.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openTerminal, somchai } from '../store/fixtures/terminal.ts';
import { noTpm, type SoftwareTpm, startTpm } from './fixtures/software-tpm.ts';
import { beginWipe, finishWipe, type KeeperOptions, moveRoot, openVault, VAULT_FILE } from './index.ts';

const ROOT = Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff0', 'hex');
const TPM: KeeperOptions = { kind: 'tpm2' };
const SYSTEMD: KeeperOptions = { kind: 'systemd' };
const FILE: KeeperOptions = { kind: 'file' };

const signedWith = async (dataDir: string, keeper?: KeeperOptions): Promise<string> =>
  (await (await openVault({ dataDir, mayCreate: false, ...(keeper && { keeper }) })).signer('journal')).kid;

const first = async (dataDir: string, keeper: KeeperOptions): Promise<string> =>
  (await (await openVault({ dataDir, keeper, random: () => ROOT })).signer('journal')).kid;

const filesHold = (folder: string, bytes: Buffer): boolean =>
  readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(bytes));

const memory = (): readonly string[] =>
  execFileSync('tpm2_getcap', ['handles-nv-index'])
    .toString('utf8')
    .match(/0x[0-9A-F]+/gi) ?? [];

const withTpm = async (t: Test): Promise<SoftwareTpm> => {
  const tpm = await startTpm();
  t.teardown(() => tpm[Symbol.asyncDispose]());
  return tpm;
};

t.test('a TPM keeps the root: the same after a power cut, and not on the disk', { skip: noTpm }, async (t) => {
  const tpm = await withTpm(t);
  const dataDir = t.testdir();
  const key = await first(dataDir, TPM);
  t.strictSame(readdirSync(dataDir), ['vault.tpm2']);
  t.notOk(filesHold(dataDir, ROOT));
  await tpm.restart();
  t.equal(await signedWith(dataDir, TPM), key);
  t.equal(await signedWith(dataDir), key, 'a command beside the service finds it by itself');
  const index = JSON.parse(readFileSync(join(dataDir, 'vault.tpm2'), 'utf8')).index;
  t.throws(() => execFileSync('tpm2_nvread', ['-C', 'o', index], { stdio: 'pipe' }), 'the owner does not read it');
  t.throws(() => execFileSync('tpm2_nvwrite', ['-C', 'o', '-i', '-', index], { input: ROOT, stdio: 'pipe' }));
});

t.test('several terminals on one TPM, and starts at once, have one key each', { skip: noTpm }, async (t) => {
  await withTpm(t);
  const folder = t.testdir({ a: {}, b: {} });
  const keyOf = async (name: string): Promise<string> => {
    const vault = await openVault({ dataDir: join(folder, name), keeper: TPM });
    return Buffer.from(await vault.key('people')).toString('hex');
  };
  const a = await Promise.all([keyOf('a'), keyOf('a'), keyOf('a')]);
  t.equal(new Set(a).size, 1);
  t.not(await keyOf('b'), a[0]);
  t.equal(memory().length, 2);
});

t.test('bound to registers, it is given out only while they are as they were', { skip: noTpm }, async (t) => {
  const tpm = await withTpm(t);
  const dataDir = t.testdir();
  const key = await first(dataDir, { ...TPM, pcrs: 'sha256:0,7' });
  await tpm.restart();
  t.equal(await signedWith(dataDir), key);
  execFileSync('tpm2_pcrextend', [`7:sha256=${'01'.repeat(32)}`]);
  await t.rejects(signedWith(dataDir), { code: 'KEY_UNAVAILABLE', context: { detail: /policy/ } });
  await tpm.restart();
  t.equal(await signedWith(dataDir), key, 'as it was started before');
});

t.test('a wipe lets the TPM forget, whatever copies of the disk there are', { skip: noTpm }, async (t) => {
  const tpm = await withTpm(t);
  const dataDir = t.testdir();
  const vault = await openVault({ dataDir, keeper: TPM });
  {
    await using stores = await openTerminal(dataDir, { vault });
    stores.people.add(somchai);
  }
  const copied = readFileSync(join(dataDir, 'vault.tpm2'));
  await beginWipe(dataDir, { alsoFiles: [] });
  await t.resolves(finishWipe(dataDir));
  t.strictSame(memory(), []);
  t.strictSame(readdirSync(dataDir), []);
  writeFileSync(join(dataDir, 'vault.tpm2'), copied, { mode: 0o600 });
  await t.rejects(signedWith(dataDir, TPM), { code: 'KEY_UNAVAILABLE' });
  t.ok(tpm);
});

t.test(
  'a TPM that is not there: no key, no new one, and a wipe says that it is not done',
  { skip: noTpm },
  async (t) => {
    const dataDir = t.testdir();
    const tpm = await startTpm();
    await first(dataDir, TPM);
    await tpm[Symbol.asyncDispose]();
    await t.rejects(openVault({ dataDir, keeper: TPM }), { code: 'KEY_UNAVAILABLE', context: { detail: /tpm2_/ } });
    await beginWipe(dataDir, { alsoFiles: [] });
    await t.rejects(finishWipe(dataDir), { code: 'STORE_READ_ONLY', context: { file: /vault.tpm2/ } });
    t.ok(existsSync(join(dataDir, 'vault.tpm2')), 'what leads to it stays, for the next try');
    rmSync(join(dataDir, 'vault.tpm2'));
    t.equal(await finishWipe(dataDir), true);
  },
);

t.test('begun and cut off, it is made good at the next start', { skip: noTpm }, async (t) => {
  await withTpm(t);
  const dataDir = t.testdir({ 'vault.tpm2': JSON.stringify({ index: '0x01801d6e', pcrs: null }) });
  execFileSync('chmod', ['600', join(dataDir, 'vault.tpm2')]);
  await t.rejects(signedWith(dataDir), { code: 'KEY_UNAVAILABLE' });
  const key = await first(dataDir, TPM);
  t.equal(await signedWith(dataDir, TPM), key);
  for (const note of ['', 'x', '{"index":"0x01801d6e; reboot","pcrs":null}', '{"index":"0x01801d6e"}']) {
    writeFileSync(join(dataDir, 'vault.tpm2'), note);
    await t.rejects(signedWith(dataDir), { code: 'KEY_UNAVAILABLE', context: { detail: /says where/ } });
  }
});

t.test(
  'registers that are none, and a note that cannot be read, keep nobody from a key or a wipe',
  { skip: noTpm },
  async (t) => {
    await withTpm(t);
    const dataDir = t.testdir();
    const key = await first(dataDir, FILE);
    for (const pcrs of ['7', 'sha1:7', 'sha256:0,7 ', 'sha256:99']) {
      await t.rejects(moveRoot(dataDir, { ...TPM, pcrs }), { code: 'KEY_UNAVAILABLE' }, pcrs);
      t.strictSame(readdirSync(dataDir), [VAULT_FILE], pcrs);
      t.equal(await signedWith(dataDir, FILE), key);
    }
    writeFileSync(join(dataDir, 'vault.tpm2'), 'noise', { mode: 0o600 });
    writeFileSync(join(dataDir, 'vault.cred'), 'noise', { mode: 0o600 });
    t.equal(await signedWith(dataDir, FILE), key, 'nobody asked those');
    t.equal(await signedWith(dataDir), key, 'nor do commands need them');
    t.equal(await moveRoot(dataDir, FILE), 'file');
    chmodSync(join(dataDir, 'vault.tpm2'), 0o644);
    await beginWipe(dataDir, { alsoFiles: [] });
    await t.rejects(
      finishWipe(dataDir),
      { code: 'STORE_READ_ONLY' },
      'what others may have laid there is not followed',
    );
    chmodSync(join(dataDir, 'vault.tpm2'), 0o600);
    await beginWipe(dataDir, { alsoFiles: [] });
    t.equal(await finishWipe(dataDir), true);
    t.strictSame(readdirSync(dataDir), []);
  },
);

const noSystemd =
  existsSync('/usr/bin/systemd-creds') || process.env['CI'] ? false : 'systemd-creds is not installed (make setup)';

t.test('systemd keeps the root as a credential', { skip: noSystemd }, async (t) => {
  const folder = t.testdir({ data: {}, unit: {} });
  const dataDir = join(folder, 'data');
  // The host's key, which lies in /var/lib/systemd else, and is root's.
  process.env['SYSTEMD_CREDENTIAL_SECRET'] = join(folder, 'host.secret');
  t.teardown(() => delete process.env['SYSTEMD_CREDENTIAL_SECRET']);
  const key = await first(dataDir, SYSTEMD);

  t.test('not on the disk, and the same at the next start', async (t) => {
    t.strictSame(readdirSync(dataDir), ['vault.cred']);
    t.notOk(filesHold(dataDir, ROOT));
    t.equal(await signedWith(dataDir, SYSTEMD), key);
  });

  t.test('as its unit has opened it for the service, which is not root', async (t) => {
    process.env['CREDENTIALS_DIRECTORY'] = join(folder, 'unit');
    t.teardown(() => delete process.env['CREDENTIALS_DIRECTORY']);
    writeFileSync(join(folder, 'unit', 'ridged-root'), '');
    t.equal(await signedWith(dataDir), key, 'a unit that found none lays an empty one there');
    writeFileSync(join(folder, 'unit', 'ridged-root'), Buffer.alloc(32, 9));
    t.not(await signedWith(dataDir), key);
    writeFileSync(join(folder, 'unit', 'ridged-root'), 'short');
    await t.rejects(signedWith(dataDir), { code: 'KEY_UNAVAILABLE', context: { detail: /5 bytes, not 32/ } });
    writeFileSync(join(folder, 'unit', 'ridged-root'), Buffer.alloc(32, 9));
    const wiped = t.testdir();
    await t.rejects(first(wiped, SYSTEMD), { code: 'KEY_UNAVAILABLE', context: { detail: /start it anew/ } });
    t.strictSame(readdirSync(wiped), [], 'what was wiped does not come back');
  });

  t.test('on another machine it opens nothing', async (t) => {
    rmSync(join(folder, 'host.secret'));
    await t.rejects(signedWith(dataDir), { code: 'KEY_UNAVAILABLE', context: { detail: /systemd-creds/ } });
  });
});

t.test(
  'keys are moved from one keeper to another, and what they sealed opens as before',
  { skip: noTpm },
  async (t) => {
    await withTpm(t);
    const dataDir = t.testdir();
    const vault = await openVault({ dataDir, keeper: FILE });
    {
      await using stores = await openTerminal(dataDir, { vault });
      stores.people.add(somchai);
      await t.rejects(moveRoot(dataDir, TPM), { code: 'STORE_BUSY' }, 'not under the service');
    }
    const root = readFileSync(join(dataDir, VAULT_FILE));
    t.equal(await moveRoot(dataDir, TPM), 'file');
    t.notOk(filesHold(dataDir, root));
    await t.rejects(openVault({ dataDir, keeper: FILE }), {
      code: 'KEY_UNAVAILABLE',
      context: { detail: /move --to file/ },
    });
    {
      await using stores = await openTerminal(dataDir, { vault: await openVault({ dataDir, keeper: TPM }) });
      t.equal(stores.people.count, 1);
    }
    // Cut off: the new keeper has it, and the old one has not forgotten.
    writeFileSync(join(dataDir, VAULT_FILE), root, { mode: 0o600 });
    await openVault({ dataDir, keeper: TPM });
    t.notOk(existsSync(join(dataDir, VAULT_FILE)), 'the start makes it good');
    t.equal(await moveRoot(dataDir, TPM), 'tpm2', 'moved already');
    writeFileSync(join(dataDir, VAULT_FILE), ROOT, { mode: 0o600 });
    await t.rejects(openVault({ dataDir, keeper: TPM }), {
      code: 'KEY_UNAVAILABLE',
      context: { detail: /different keys/ },
    });
  },
);

t.test('nothing is moved where nothing is', async (t) => {
  await t.rejects(moveRoot(t.testdir(), FILE), { code: 'KEY_UNAVAILABLE', context: { detail: /first start/ } });
});
