// Archives of releases: the same each time, unpacked whole or not at all, and nothing in them that is no file of a release.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { create, Header } from 'tar';
import { digestOfFile, packRelease, treeOf, unpackRelease } from './release-archive.ts';

const never = new AbortController().signal;

function made(t: Test) {
  const root = t.testdir({ tree: { bin: { node: 'a program' }, dist: { 'ไทย.js': 'export {};', 'empty.js': '' } } });
  const at = (...parts: readonly string[]): string => join(root, ...parts);
  chmodSync(at('tree', 'bin', 'node'), 0o700);
  return { root, at, tree: at('tree'), archive: at('release.tgz'), to: at('slot') };
}

async function saidOf(tree: string, archive: string) {
  return { archive: await digestOfFile(archive, never), tree: await treeOf(tree, never) };
}

t.test('a folder is packed the same each time, and unpacked as it was', async (t) => {
  const { at, tree, archive, to } = made(t);
  await packRelease(tree, archive);
  await packRelease(tree, at('again.tgz'));
  t.same(readFileSync(archive), readFileSync(at('again.tgz')));
  mkdirSync(to);
  writeFileSync(join(to, 'of-the-release-before'), '');
  const said = await saidOf(tree, archive);
  await unpackRelease(archive, to, said, never);
  t.strictSame(await treeOf(to, never), said.tree);
  t.equal(readFileSync(join(to, 'dist', 'ไทย.js'), 'utf8'), 'export {};');
  t.equal(statSync(join(to, 'bin', 'node')).mode & 0o777, 0o755);
  t.equal(statSync(join(to, 'dist', 'empty.js')).mode & 0o777, 0o644);
  t.notOk(existsSync(join(to, 'of-the-release-before')));
});

t.test('a byte, a mode, a name or a file that is another makes another tree', async (t) => {
  const { tree } = made(t);
  const before = await treeOf(tree, never);
  const changes = [
    () => writeFileSync(join(tree, 'bin', 'node'), 'b program'),
    () => chmodSync(join(tree, 'dist', 'empty.js'), 0o755),
    () => writeFileSync(join(tree, 'dist', 'more.js'), ''),
  ];
  const seen = new Set([before.sha256]);
  for (const change of changes) {
    change();
    seen.add((await treeOf(tree, never)).sha256);
  }
  t.equal(seen.size, 1 + changes.length);
});

t.test('an archive that was changed, cut or exchanged leaves nothing behind', async (t) => {
  const { tree, archive, to } = made(t);
  await packRelease(tree, archive);
  const said = await saidOf(tree, archive);
  const whole = readFileSync(archive);
  for (const bent of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from([0])]), Buffer.alloc(0)]) {
    writeFileSync(archive, bent);
    await t.rejects(unpackRelease(archive, to, said, never), { code: 'UPDATE_REFUSED' });
    t.notOk(existsSync(to));
  }
});

t.test('what was signed by mistake, or by whoever has stolen a key, still leads nowhere else', async (t) => {
  const { root, tree, archive, to } = made(t);
  await packRelease(tree, archive);
  const { tree: honest } = await saidOf(tree, archive);
  symlinkSync('/etc', join(tree, 'etc'));
  await t.rejects(packRelease(tree, archive), { code: 'UPDATE_REFUSED' }, 'none is made');
  await create({ file: archive, cwd: tree, gzip: true }, ['etc', 'bin/node']);
  const of = async () => ({ archive: await digestOfFile(archive, never), tree: honest });
  await t.rejects(unpackRelease(archive, to, await of(), never), {
    code: 'UPDATE_REFUSED',
    context: { why: /etc is neither/ },
  });

  for (const path of ['../outside', 'dist/../../outside', '/tmp/ridged-outside']) {
    writeFileSync(archive, gzipSync(tarOf(path, 'evil')));
    await t.rejects(unpackRelease(archive, to, await of(), never), { code: 'UPDATE_REFUSED' }, path);
    t.notOk(existsSync(to));
    t.notOk(existsSync(join(root, 'outside')) || existsSync('/tmp/ridged-outside'));
  }
  const bomb = tarOf('dist/large', randomBytes(1024 * 1024));
  writeFileSync(archive, gzipSync(bomb));
  await t.rejects(unpackRelease(archive, to, await of(), never), {
    code: 'UPDATE_REFUSED',
    context: { why: /more than was signed/ },
  });
});

/** An archive of one file, whatever its name. */
function tarOf(path: string, content: string | Buffer): Buffer {
  const body = Buffer.from(content);
  const header = new Header({ path, size: body.length, mode: 0o644, type: 'File' });
  header.encode();
  const head = header.block ?? Buffer.alloc(512);
  const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
  return Buffer.concat([head, body, padding, Buffer.alloc(1024)]);
}

t.test('zeros that become a thousand times as much are refused as well', async (t) => {
  const { tree, archive, to } = made(t);
  await packRelease(tree, archive);
  const { tree: honest } = await saidOf(tree, archive);
  writeFileSync(archive, gzipSync(tarOf('dist/large', Buffer.alloc(8 * 1024 * 1024))));
  const said = { archive: await digestOfFile(archive, never), tree: honest };
  await t.rejects(unpackRelease(archive, to, said, never), { code: 'UPDATE_REFUSED' });
  t.notOk(existsSync(to));
});
