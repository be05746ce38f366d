// What the service asks of root is done once, and not where it was called off meanwhile.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { KioskError } from '../../protocol/index.ts';
import { AskedFolder, saidTo, takeAsked } from './asked.ts';

const never = new AbortController().signal;

/** Root with an updater that stages whatever is still wanted, after `meanwhile`. */
async function machine(t: Test, meanwhile: (asked: AskedFolder) => Promise<void> = async () => undefined) {
  const root = t.testdir({ data: {}, releases: {} });
  const [dataDir, releases] = [join(root, 'data'), join(root, 'releases')];
  const asked = new AskedFolder(dataDir);
  await asked.prepare('a digest');
  writeFileSync(asked.archive, 'an archive');
  const done: string[] = [];
  const release = { release: 4, archive: { bytes: 10, sha256: '' } };
  const updater = {
    confirm: async (number: number) => void done.push(`confirm ${number}`),
    open: async () => release,
    apply: async (_jws: Uint8Array, _archive: string, _signal: AbortSignal, isWanted?: () => Promise<boolean>) => {
      await meanwhile(asked);
      if (!(await isWanted?.())) throw new KioskError('UPDATE_REFUSED', { why: 'it was called off' });
      done.push('apply');
    },
  };
  const take = () => takeAsked({ dataDir, releases, updater: updater as never }, never);
  return { asked, take, done, releases, dataDir };
}

t.test('a release is staged once, and the answer is for whoever has asked', async (t) => {
  const { asked, take, done, releases } = await machine(t);
  t.equal(await take(), undefined, 'nothing was asked for');
  await asked.wants('first', 'a release');
  t.match(await take(), { job: 'first', outcome: 'staged' });
  t.match(await saidTo('first', releases), { outcome: 'staged' });
  t.equal(await saidTo('second', releases), undefined);
  t.equal(await take(), undefined);
  t.strictSame(done, ['apply']);
});

t.test('what is called off before root has begun is not staged', async (t) => {
  const { asked, take, done } = await machine(t);
  await asked.wants('first', 'a release');
  await asked.wantsNoMore('first');
  t.equal(await take(), undefined);
  t.strictSame(done, []);
});

t.test('what is called off while root unpacks it is not tried; the next order is not meant by that', async (t) => {
  const { asked, take, done } = await machine(t, (asked) => asked.wantsNoMore('first'));
  await asked.wants('first', 'a release');
  t.match(await take(), { outcome: 'refused', code: 'UPDATE_REFUSED', why: 'it was called off' });
  t.strictSame(done, []);
  await asked.prepare('a digest');
  writeFileSync(asked.archive, 'an archive');
  await asked.wants('second', 'a release');
  t.match(await take(), { job: 'second', outcome: 'staged' });
});

t.test('one that runs well is kept; a word that is too long is none', async (t) => {
  const { asked, take, done, dataDir } = await machine(t);
  await asked.isWell(4);
  await take();
  t.strictSame(done, ['confirm 4']);
  mkdirSync(join(dataDir, 'update'), { recursive: true });
  writeFileSync(join(dataDir, 'update', 'wanted'), 'x'.repeat(1000));
  t.equal(await take(), undefined);
  t.equal(await take(), undefined, 'and is gone');
});
