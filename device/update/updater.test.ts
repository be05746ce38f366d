// Whole updates of a machine: what runs goes on running, whatever comes, and what runs badly is left.
import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import t, { type Test } from 'tap';
import { type BatchSigner, type Release, signRelease } from '../../protocol/index.ts';
import { layTree, versionOf } from './fixtures/lay-tree.ts';
import { digestOfFile, packRelease, treeOf } from './release-archive.ts';
import { SlotStore } from './slot-store.ts';
import { Updater, type UpdaterParts } from './updater.ts';

const symlinkOver = (link: string, target: string): void => {
  rmSync(link);
  symlinkSync(target, link);
};

const never = new AbortController().signal;

async function publisher(): Promise<{ readonly key: BatchSigner; readonly kid: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  const key = { publicJwk, sign: async (content: Uint8Array) => sign(null, content, privateKey) };
  return { key, kid: await calculateJwkThumbprint(publicJwk) };
}

async function machine(t: Test, parts: Partial<UpdaterParts> = {}) {
  const root = t.testdir({ base: {} });
  const { key, kid } = await publisher();
  const [folder, base] = [join(root, 'releases'), join(root, 'base')];
  const store = new SlotStore({ folder, base });
  const all = {
    store,
    publishers: async () => [kid],
    architecture: 'amd64',
    hardware: 'wall-2',
    base: 3,
    ...parts,
  } as const;
  const updater = new Updater(all);
  let made = 0;
  /** A release whose program says `says`. */
  const publish = async (
    release: number,
    {
      says = versionOf(release),
      networks,
      ...more
    }: { says?: string; networks?: 'answer' | 'do not' } & Partial<Release> = {},
  ) => {
    made += 1;
    const [tree, archive] = [join(root, `tree-${made}`), join(root, `release-${made}.tgz`)];
    layTree(tree, { release, says, ...(networks && { networks }) });
    await packRelease(tree, archive);
    const signed: Release = {
      ...{ format: 1, product: 'ridged', release, version: versionOf(release), architecture: 'amd64', hardware: [] },
      ...{ archive: await digestOfFile(archive, never), tree: await treeOf(tree, never), madeMs: 1, ...more },
    };
    return { archive, jws: Buffer.from(await signRelease(signed, key)) };
  };
  const apply = async (...what: Parameters<typeof publish>) => {
    const { jws, archive } = await publish(...what);
    return await updater.apply(jws, archive, never);
  };
  const runs = (): string => readFileSync(join(readlinkSync(store.link), 'dist/device/ridged.js'), 'utf8');
  return { root, folder, base, store, updater, publish, apply, runs, mark: join(folder, 'trial') };
}

t.test('a release is staged beside what runs, tried, and kept', async (t) => {
  const { updater, apply, runs, mark, store, base } = await machine(t);
  t.match(await updater.starting(), { active: 'base' });
  t.equal(readlinkSync(store.link), base);
  t.match(await apply(4), { slot: 'a', release: { version: '1.0.4' } });
  t.match(runs(), /release 4/);
  t.ok(existsSync(mark));
  t.match(await updater.starting(), { active: 'a', trial: { starts: 1 } });
  t.match(await updater.confirm(4), { active: 'a', highest: 4, trial: null });
  t.notOk(existsSync(mark), 'starts are counted no more');
  t.match(await apply(5), { slot: 'b' });
  await updater.starting();
  await updater.confirm(5);
  t.match(await apply(6), { slot: 'a' });
  t.match(runs(), /release 6/);
});

t.test('networks that a release brings are asked first whether they answer as they must', async (t) => {
  const { updater, apply, runs, store } = await machine(t);
  await updater.starting();
  await t.rejects(apply(4, { networks: 'do not' }), {
    code: 'UPDATE_REFUSED',
    context: { why: /networks do not answer as they must: altered {2}detector/ },
  });
  t.notOk(existsSync(store.folderOf('a')), 'nothing of it stays');
  t.match(await apply(5, { networks: 'answer' }), { slot: 'a' });
  t.match(runs(), /release 5/);
});

t.test('one that does not run well is left by itself, and is not taken again', async (t) => {
  const { updater, apply, publish, runs } = await machine(t);
  await apply(4);
  await updater.starting();
  await updater.confirm(4);
  const bad = await publish(5);
  await updater.apply(bad.jws, bad.archive, never);
  for (let start = 0; start < 3; start += 1) t.match(await updater.starting(), { active: 'b' });
  t.match(await updater.starting(), { active: 'a', trial: null, failed: [{ release: 5 }] });
  t.match(runs(), /release 4/);
  await t.rejects(updater.apply(bad.jws, bad.archive, never), {
    code: 'UPDATE_REFUSED',
    context: { why: /failed here/ },
  });
  await apply(6);
  t.match(await updater.goBack('an officer has ordered it'), { active: 'a', failed: [{ release: 5 }, { release: 6 }] });
});

t.test('nothing is touched by what is not for this machine, older, badly signed, or does not start', async (t) => {
  const { updater, apply, publish, runs, root } = await machine(t);
  await apply(4);
  await updater.starting();
  await updater.confirm(4);
  const before = await updater.state();
  for (const [what, more, why] of [
    [3, {}, /not above 4/],
    [4, {}, /not above 4/],
    [9, { architecture: 'arm64' as const }, /for arm64/],
    [9, { hardware: ['kiosk-1'] }, /for kiosk-1/],
    [9, { says: '' }, /does not start/],
    [9, { says: '9.9.9' }, /says that it is 9\.9\.9/],
    [9, { tree: { bytes: 1, files: 3, sha256: '0'.repeat(64) } }, /more than was signed|not what was signed/],
  ] as const) {
    await t.rejects(apply(what, more), { code: 'UPDATE_REFUSED', context: { why } });
    t.match(runs(), /release 4/);
    t.match(await updater.state(), { ...before, holds: { ...before.holds, b: null } });
  }
  t.match(await apply(9, { hardware: ['kiosk-1', 'wall-2'] }), { slot: 'b' });

  const elsewhere = await machine(t);
  const { jws, archive } = await elsewhere.publish(20);
  await t.rejects(updater.apply(jws, archive, never), { code: 'FLEET_UNTRUSTED' });
  writeFileSync(join(root, 'bent'), (await publish(21)).jws.subarray(0, 90));
  await t.rejects(updater.apply(readFileSync(join(root, 'bent')), archive, never), {
    code: /SIGNATURE_BROKEN|PROTOCOL_MALFORMED/,
  });
});

t.test('a cut between state and link is mended by the next start, and a lost state is what runs', async (t) => {
  const { updater, apply, store, base, folder, runs, mark } = await machine(t);
  await apply(4);
  // As cuts would leave it: the mark alone, and the state without its link.
  symlinkOver(store.link, base);
  t.ok(existsSync(mark), 'by which a start knows that it has to look');
  await updater.starting();
  t.match(runs(), /release 4/);
  await updater.confirm(4);
  writeFileSync(mark, '');
  await updater.starting();
  t.notOk(existsSync(mark));
  // One that was kept is left, and cut off before its link.
  mkdirSync(`${store.link}.new`);
  await t.rejects(updater.goBack('the lamp stays dark'));
  t.match([await updater.state(), existsSync(mark)], [{ active: 'base' }, true]);
  rmSync(`${store.link}.new`, { recursive: true });
  t.match(runs(), /release 4/);
  await updater.starting();
  t.equal(readlinkSync(store.link), base);
  t.notOk(existsSync(mark));
  await updater.forgive(4);
  await apply(5);
  await updater.starting();
  await updater.confirm(5);
  writeFileSync(join(folder, 'slots.json'), '{"active":');
  t.match(await updater.starting(), { active: 'a', holds: { base: 3, a: 5 }, highest: 5 }, 'what runs is not lost');
  t.match(runs(), /release 5/);
  t.match(await updater.goBack('it is not what it was'), { active: 'base', failed: [{ release: 5 }] });
  t.equal(readlinkSync(store.link), base);
  t.match(await updater.forgive(5), { failed: [] });
});
