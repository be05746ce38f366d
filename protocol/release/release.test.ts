// A release as its publisher signs it: believed of whom it says, and of nobody else.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import t from 'tap';
import { type BatchSigner, signContent, terminalJwkSchema } from '../fleet/batch-signature.ts';
import { openRelease, type Release, signRelease, treeDigest } from './index.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const release: Release = {
  ...{ format: 1, product: 'ridged', release: 7, version: '1.2.0', architecture: 'amd64', hardware: [], madeMs: 5 },
  archive: { bytes: 10, sha256: hash('archive') },
  tree: { bytes: 20, files: 2, sha256: hash('tree') },
};

async function publisher(): Promise<{ readonly key: BatchSigner; readonly kid: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = publicKey.export({ format: 'jwk' });
  const publicJwk = terminalJwkSchema.parse({ kty, crv, x });
  const key = { publicJwk, sign: async (content: Uint8Array) => sign(null, content, privateKey) };
  return { key, kid: await calculateJwkThumbprint(publicJwk) };
}

t.test('what a publisher has signed is read as it was; of anybody else it is not believed', async (t) => {
  const [own, other] = [await publisher(), await publisher()];
  const jws = Buffer.from(await signRelease(release, own.key));
  t.strictSame(await openRelease(jws, [other.kid, own.kid]), release);
  await t.rejects(openRelease(jws, [other.kid]), { code: 'FLEET_UNTRUSTED' });
  await t.rejects(openRelease(jws, []), { code: 'FLEET_UNTRUSTED' });
  // The first letter of the signature: the last one holds four bits that stand for nothing.
  const forged = jws.toString().replace(/[^.](?=[^.]*$)/, (first) => (first === 'A' ? 'B' : 'A'));
  await t.rejects(openRelease(Buffer.from(forged), [own.kid]), { code: 'SIGNATURE_BROKEN' });
});

t.test('another kind of signature of the same key is none of a release', async (t) => {
  const { key, kid } = await publisher();
  const content = Buffer.from(JSON.stringify(release));
  const batch = await signContent(content, key, { typ: 'ridged-journal+jws', cty: 'json' });
  await t.rejects(openRelease(Buffer.from(batch), [kid]), { code: 'SIGNATURE_BROKEN' });
});

t.test('a member that is not known, a version that is none, and a size beyond reason are refused', async (t) => {
  const { key, kid } = await publisher();
  const kind = { typ: 'ridged-release+jws', cty: 'json' };
  for (const bent of [
    { ...release, downgrade: true },
    { ...release, version: '1.2' },
    { ...release, release: 0 },
    { ...release, product: 'other' },
    { ...release, tree: { ...release.tree, bytes: 1e12 } },
  ])
    await t.rejects(openRelease(Buffer.from(await signContent(Buffer.from(JSON.stringify(bent)), key, kind)), [kid]), {
      code: 'PROTOCOL_MALFORMED',
    });
});

t.test('the digest of a tree is that of its lines, sorted by bytes', async (t) => {
  const files = [
    { path: 'b', isExecutable: false, sha256: hash('1') },
    { path: 'a/ไทย', isExecutable: true, sha256: hash('2') },
    { path: 'a/B', isExecutable: false, sha256: hash('3') },
  ];
  const lines = `${hash('3')} - a/B\n${hash('2')} x a/ไทย\n${hash('1')} - b\n`;
  t.equal(treeDigest(files), hash(lines));
  t.equal(treeDigest([...files].reverse()), hash(lines));
});
