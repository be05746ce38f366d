// The vault: keys that stay, a key file that nobody else can read, and a first start that leaves it whole or not at all.
import { createPrivateKey, createPublicKey, hkdfSync, sign, verify } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { CompactEncrypt, calculateJwkThumbprint, compactDecrypt, importJWK } from 'jose';
import t from 'tap';
import { signingKeyOf } from './derive.ts';
import { openVault, VAULT_FILE } from './index.ts';

const isRoot = process.geteuid?.() === 0;

t.test(
  'the first start makes a key file of 32 bytes that only its owner can read, and leaves nothing else',
  async (t) => {
    const dataDir = join(t.testdir(), 'new', 'data');
    await openVault({ dataDir });
    t.strictSame(readdirSync(dataDir), [VAULT_FILE]);
    t.equal(statSync(join(dataDir, VAULT_FILE)).mode & 0o777, 0o600);
    t.equal(statSync(dataDir).mode & 0o777, 0o700);
    t.equal(readFileSync(join(dataDir, VAULT_FILE)).length, 32);
  },
);

t.test('a key is the same after a restart, another one for each name, and HKDF as RFC 5869 has it', async (t) => {
  const dataDir = t.testdir();
  const first = await openVault({ dataDir });
  const people = await first.key('people');
  const again = await openVault({ dataDir, mayCreate: false });
  t.strictSame(await again.key('people'), people);
  t.notSame(await again.key('templates'), people);
  const root = readFileSync(join(dataDir, VAULT_FILE));
  t.strictSame(people, new Uint8Array(hkdfSync('sha256', root, '', 'ridged/v1/key/people', 32)));
  await t.rejects(first.key('People!'), TypeError);
});

t.test('a signing key signs, is the same after a restart, and is no other name’s', async (t) => {
  const dataDir = t.testdir();
  const key = await (await openVault({ dataDir })).signingKey('journal');
  const message = Buffer.from('checkpoint');
  const signature = sign(null, message, createPrivateKey({ key: { ...key.privateJwk }, format: 'jwk' }));
  const reopened = await openVault({ dataDir });
  const { publicJwk, kid } = await reopened.signingKey('journal');
  t.equal(kid, key.kid);
  t.ok(verify(null, message, createPublicKey({ key: { ...publicJwk }, format: 'jwk' }), signature));
  const { publicJwk: other } = await reopened.signingKey('device');
  t.notOk(verify(null, message, createPublicKey({ key: { ...other }, format: 'jwk' }), signature));
});

t.test('a signer signs with the very same key, and shows nothing of it', async (t) => {
  const vault = await openVault({ dataDir: t.testdir() });
  const { kid, publicJwk, privateJwk } = await vault.signingKey('journal');
  const signer = await vault.signer('journal');
  t.match({ ...signer }, { kid, publicJwk });
  const message = Buffer.alloc(100_000, 'batch');
  const signature = await signer.sign(message);
  t.equal(signature.length, 64);
  t.ok(verify(null, message, createPublicKey({ key: { ...publicJwk }, format: 'jwk' }), signature));
  t.notOk(inspect(signer, { depth: 9, showHidden: true }).includes(privateJwk.d));
});

t.test('RFC 8037 A.3: the thumbprint of a key is the published one', (t) => {
  const { kid, publicJwk } = signingKeyOf(Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url'));
  t.equal(publicJwk.x, '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
  t.equal(kid, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  t.end();
});

t.test('two processes that start at once end with one key', async (t) => {
  const dataDir = t.testdir();
  const vaults = await Promise.all(Array.from({ length: 8 }, () => openVault({ dataDir })));
  const keys = await Promise.all(vaults.map(async (vault) => Buffer.from(await vault.key('people')).toString('hex')));
  t.equal(new Set(keys).size, 1);
  t.strictSame(readdirSync(dataDir), [VAULT_FILE]);
});

t.test(
  'a key file that others can read, or that is cut short, or that is a link, is refused with its reason',
  async (t) => {
    const dataDir = t.testdir();
    const path = join(dataDir, VAULT_FILE);
    const refuses = (detail: RegExp): Promise<unknown> =>
      t.rejects(openVault({ dataDir }), { code: 'KEY_UNAVAILABLE', context: { detail } });
    writeFileSync(path, Buffer.alloc(32, 7), { mode: 0o600 });
    chmodSync(path, 0o640);
    await refuses(/open to others \(mode 640/);
    chmodSync(path, 0o600);
    writeFileSync(path, Buffer.alloc(31, 7));
    await refuses(/31 bytes, not 32/);
    renameSync(path, `${path}.moved`);
    symlinkSync(`${path}.moved`, path);
    await refuses(/cannot be opened/);
  },
);

t.test('a key file of another user is refused', { skip: !isRoot && 'only root can give a file away' }, async (t) => {
  const dataDir = t.testdir();
  await openVault({ dataDir });
  chownSync(join(dataDir, VAULT_FILE), 65_534, 65_534);
  await t.rejects(openVault({ dataDir }), { code: 'KEY_UNAVAILABLE', context: { detail: /another user/ } });
});

t.test(
  'a lost key is not replaced while there are databases that it sealed, nor by a command that only reads',
  async (t) => {
    const dataDir = t.testdir({ 'people.db': '' });
    await t.rejects(openVault({ dataDir }), { code: 'KEY_UNAVAILABLE', context: { detail: /people.db/ } });
    rmSync(join(dataDir, 'people.db'));
    await t.rejects(openVault({ dataDir, mayCreate: false }), { code: 'KEY_UNAVAILABLE' });
    t.strictSame(readdirSync(dataDir), []);
  },
);

t.test('the root does not show where a vault is printed', async (t) => {
  const dataDir = t.testdir();
  const vault = await openVault({ dataDir, random: (bytes) => Buffer.alloc(bytes, 0xab) });
  t.notMatch(inspect(vault, { depth: 9, showHidden: true }), /ab.?ab|171/);
});

t.test(
  'what is sealed to the vault opens with its own key alone, and the pair is the same at every call',
  async (t) => {
    const dataDir = t.testdir();
    const { publicJwk, kid, key } = await (await openVault({ dataDir })).opener('people');
    t.equal(kid, await calculateJwkThumbprint(publicJwk));
    const sealed = await new CompactEncrypt(Buffer.from('ลายนิ้วมือ'))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
      .encrypt(await importJWK({ ...publicJwk }, 'ECDH-ES'));
    t.equal(Buffer.from((await compactDecrypt(sealed, key)).plaintext).toString(), 'ลายนิ้วมือ');
    const reopened = await openVault({ dataDir });
    t.strictSame((await reopened.opener('people')).publicJwk, publicJwk);
    await t.rejects(compactDecrypt(sealed, (await reopened.opener('other')).key));
    t.notOk('d' in publicJwk);
  },
);
