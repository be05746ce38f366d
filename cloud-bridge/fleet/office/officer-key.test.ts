// An officer's key: made once, opened by its owner alone, under a passphrase or not; never anything but a key or a clear no.
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompactSign, compactVerify, importJWK } from 'jose';
import t from 'tap';
import { TrustedKeys } from '../../../protocol/index.ts';
import { makeOfficerKey, openOfficerKey } from './index.ts';

const noPassphrase = (): Promise<string> => Promise.reject(new Error('nobody asks for a passphrase here'));
const saying = (passphrase: string) => async (): Promise<string> => passphrase;
const SOMCHAI = 'นายสมชาย น้ำใจงาม';

t.test('what was made is opened again: the same name byte for byte, the same key', async (t) => {
  const file = join(t.testdir(), 'somchai.officer.json');
  const made = await makeOfficerKey(file, { name: SOMCHAI, role: 'administrator' });
  const opened = await openOfficerKey(file, noPassphrase);
  t.equal(opened.name, SOMCHAI);
  t.equal(opened.kid, made.kid);
  t.strictSame(opened.publicJwk, made.publicJwk);
  t.equal(statSync(file).mode & 0o777, 0o600);
  const jws = await new CompactSign(Buffer.from('x')).setProtectedHeader({ alg: 'EdDSA' }).sign(opened.key);
  t.ok(await compactVerify(jws, await importJWK(made.publicJwk, 'EdDSA')));
  t.notMatch(JSON.stringify(opened.publicJwk), /"d"/);
});

t.test('roles contain each other where that is honest, and a terminal believes them so', async (t) => {
  const dir = t.testdir();
  const make = (role: 'administrator' | 'operator' | 'auditor' | 'viewer') =>
    makeOfficerKey(join(dir, role), { name: role, role });
  const { publicJwk, kid } = await make('administrator');
  t.strictSame(publicJwk.roles, ['administrator', 'operator', 'viewer']);
  const operator = await make('operator');
  t.strictSame(operator.publicJwk.roles, ['operator', 'viewer']);
  t.strictSame((await make('auditor')).publicJwk.roles, ['auditor', 'viewer']);
  t.strictSame((await make('viewer')).publicJwk.roles, ['viewer']);
  const trust = TrustedKeys.parse({ keys: [publicJwk, operator.publicJwk] });
  t.not(await trust.verifier(kid, 'operator'), 'role');
  t.equal(await trust.verifier(operator.kid, 'administrator'), 'role');
});

t.test('a key is never written over, nor made where no file can be', async (t) => {
  const dir = t.testdir();
  const file = join(dir, 'a');
  await makeOfficerKey(file, { name: 'a', role: 'viewer' });
  const before = readFileSync(file, 'utf8');
  await t.rejects(makeOfficerKey(file, { name: 'b', role: 'viewer' }), {
    code: 'USAGE',
    context: { why: /there already/ },
  });
  t.equal(readFileSync(file, 'utf8'), before);
  await t.rejects(makeOfficerKey(join(dir, 'no', 'a'), { name: 'a', role: 'viewer' }), { code: 'USAGE' });
  for (const name of ['', ' a', 'a\n', 'x'.repeat(65)])
    await t.rejects(makeOfficerKey(join(dir, 'b'), { name, role: 'viewer' }), { name: 'ZodError' });
});

t.test('under a passphrase it says nothing without it; typed in another spelling of the same it opens', async (t) => {
  const file = join(t.testdir(), 'key');
  const passphrase = 'กำแพงสูง é';
  const { kid } = await makeOfficerKey(file, { name: 'ก', role: 'operator' }, passphrase);
  t.notMatch(readFileSync(file, 'utf8'), /"d"/);
  t.equal((await openOfficerKey(file, saying(passphrase.normalize('NFD')))).kid, kid);
  await t.rejects(openOfficerKey(file, saying('another one')), {
    code: 'KEY_UNAVAILABLE',
    context: { why: /passphrase/ },
  });
  await t.rejects(openOfficerKey(file, saying('')), { code: 'KEY_UNAVAILABLE' });
  await t.rejects(makeOfficerKey(join(t.testdir(), 'b'), { name: 'b', role: 'viewer' }, 'short'), { code: 'USAGE' });
});

t.test('what is no key of its owner alone is a clear no, whatever it is', async (t) => {
  const dir = t.testdir({ folder: {} });
  const file = join(dir, 'key');
  await t.rejects(openOfficerKey(file, noPassphrase), { code: 'KEY_UNAVAILABLE', context: { why: /no such file/ } });
  await makeOfficerKey(file, { name: 'a', role: 'viewer' });
  const good = readFileSync(file, 'utf8');
  const cut = Array.from({ length: 20 }, (_, at) => good.slice(0, at * 8));
  const others = [
    'null',
    '[]',
    '{}',
    good.replace('viewer', 'ingest'),
    good.replace('Ed25519', 'X25519'),
    good.replace('"d":"', '"d":"A'),
  ];
  for (const text of [...cut, ...others, good.replace('{', '{"more":1,')]) {
    writeFileSync(file, text);
    await t.rejects(openOfficerKey(file, noPassphrase), { code: 'KEY_UNAVAILABLE' }, text);
  }
  writeFileSync(file, good);
  chmodSync(file, 0o640);
  await t.rejects(openOfficerKey(file, noPassphrase), { code: 'KEY_UNAVAILABLE', context: { mode: '640' } });
  chmodSync(join(dir, 'folder'), 0o700);
  await t.rejects(openOfficerKey(join(dir, 'folder'), noPassphrase), { code: 'KEY_UNAVAILABLE' });
});
