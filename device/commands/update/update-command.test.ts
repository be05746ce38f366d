// A release on its way: its publisher packs it, an administrator or the service brings it, and root's units try, keep or leave it.
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { layTree } from '../../update/fixtures/lay-tree.ts';
import { AskedFolder, saidTo } from '../../update/index.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { releaseCommand } from '../release/release-command.ts';
import { updateCommand } from './update-command.ts';

const publish = inHand((_env, host) => releaseCommand(host));

async function machine(t: Test) {
  const root = t.testdir({ data: {}, secret: 'open sesame\n' });
  const at = (name: string): string => join(root, name);
  const [folder, base, data, key] = [at('releases'), layTree(at('base'), { release: 3 }), at('data'), at('key')];
  const secret = ['--passphrase-file', at('secret')];
  t.match(await publish('keygen', key, ...secret), { exitCode: 0 });
  const update = inHand((_env, host) => updateCommand(host));
  const run = async (...words: readonly string[]) => await update(...words, '--folder', folder, '--base', base);
  const json = async (...words: readonly string[]) => JSON.parse((await run(...words, '--json')).out);
  /** Packed and signed. */
  const made = async (
    release: number,
    says?: string,
  ): Promise<{ readonly signed: string; readonly archive: string }> => {
    const tree = layTree(at(`tree-${release}`), { release, ...(says !== undefined && { says }) });
    const said = await publish('pack', tree, '--key', key, ...secret, '--out', at('out'), '--json');
    return JSON.parse(said.out);
  };
  const asked = new AskedFolder(data);
  /** As the service leaves it. */
  const ask = async (job: string, { signed, archive }: Awaited<ReturnType<typeof made>>): Promise<void> => {
    await asked.prepare(job);
    renameSync(archive, asked.archive);
    await asked.wants(job, readFileSync(signed, 'utf8'));
  };
  return { at, folder, base, data, key, run, json, made, asked, ask };
}

t.test('from its publisher, by hand, to a terminal that keeps it', async (t) => {
  const { at, run, json, made, key, folder, base } = await machine(t);
  t.match(await publish('keygen', key), { err: /is there already/, exitCode: 2 });
  const { signed, archive } = await made(4);
  t.match(await publish('show', signed), {
    out: /^release 4 \(1\.0\.4\) for amd64|arm64.*nobody was asked/,
    exitCode: 0,
  });
  t.match(await run('status'), { out: /release 3 runs, as the package[\s\S]*no publisher is trusted/ });
  t.match(await run('apply', signed, archive), { err: /FLEET_UNTRUSTED/, exitCode: 3 });
  t.match(
    await run('trust', key),
    { err: /KEY_UNAVAILABLE/, exitCode: 3 },
    "a publisher's own key is not for terminals",
  );
  const { kid } = await json('trust', `${key}.pub`);
  t.match(await publish('show', signed, '--publishers', join(folder, 'publishers')), {
    out: /among these/,
    exitCode: 0,
  });
  t.match(await json('apply', signed, archive), { release: 4, slot: 'a' });
  t.match(await run('starting'), { out: /^release 4 runs/ });
  t.match(await json('status'), { runs: 4, active: 'a', trial: { starts: 1 }, publishers: [kid] });
  t.match(await run('status'), { out: /on trial: begun 1 times/ });
  t.match(await run('back', '--why', 'the lamp stays dark'), { out: /release 4 is left for 3/ });
  t.match(await run('status'), { out: /4 was left: the lamp stays dark/ });
  t.equal(readlinkSync(join(folder, 'current')), base);
  t.match(await run('apply', at('nowhere'), archive), { err: /USAGE/, exitCode: 2 });
});

t.test('what the service has fetched is staged, tried, and kept once it says that it runs well', async (t) => {
  const { run, json, made, key, folder, data, asked, ask } = await machine(t);
  await run('trust', `${key}.pub`);
  const take = ['take', '--data', data] as const;
  t.match(await json(...take), { said: null });
  await ask('job-1', await made(4));
  t.match(await json(...take), { said: { job: 'job-1', outcome: 'staged' } });
  t.match(await saidTo('job-1', folder), { outcome: 'staged' });
  t.equal(await saidTo('job-2', folder), undefined);
  t.notOk(existsSync(asked.archive), 'it is not kept twice');
  t.match(await json(...take), { said: null }, 'it is asked for once');
  await run('starting');
  await asked.isWell(3);
  t.match(await run(...take), { out: /^nothing was to be staged or kept/, exitCode: 0 });
  t.match(await json('status'), { runs: 4, trial: { starts: 1 } }, 'a word of another release');
  await asked.isWell(4);
  t.match(await run(...take), { out: /^release 4 is kept\n?$/, exitCode: 0 });
  t.match(await json('status'), { runs: 4, trial: null, highest: 4 });

  await ask('job-2', await made(5, ''));
  t.match(await run(...take), { out: /refused: UPDATE_REFUSED, it does not start/, exitCode: 1 });
  t.match(await saidTo('job-2', folder), { outcome: 'refused', code: 'UPDATE_REFUSED' });
});

t.test('the service may read what root has written, whatever the mask of whoever calls it', async (t) => {
  const { run, made, key, folder } = await machine(t);
  const { signed, archive } = await made(4);
  const before = process.umask(0o077);
  t.teardown(() => process.umask(before));
  await run('trust', `${key}.pub`);
  await run('apply', signed, archive);
  await run('starting');
  t.equal(process.umask(0o077), 0o077, 'and that stays as it is');
  const modeOf = (path: string): string => (statSync(join(folder, path)).mode & 0o777).toString(8);
  t.strictSame(['slots.json', 'trial', 'a/release.json'].map(modeOf), ['644', '644', '644']);
  t.strictSame(['.', 'a', 'a/dist', 'publishers', 'a/bin/node'].map(modeOf), ['755', '755', '755', '755', '755']);
});

t.test('one that is never said to run well is left by the timer', async (t) => {
  const { run, json, made, key } = await machine(t);
  await run('trust', `${key}.pub`);
  const { signed, archive } = await made(4);
  await run('apply', signed, archive);
  await run('starting');
  for (let look = 0; look < 3; look += 1) t.match(await json('look'), { runs: 4, left: null });
  t.match(await json('look'), { runs: 3, left: 4 });
  t.match(await json('look'), { runs: 3, left: null });
});

t.test('whoever has broken into the service leads root nowhere', async (t) => {
  const { at, run, json, made, key, data, folder, asked, ask } = await machine(t);
  await run('trust', `${key}.pub`);
  const take = ['take', '--data', data] as const;
  const good = await made(4);
  writeFileSync(at('shadow'), 'root:secret');
  const release = join(data, 'update', 'release.jws');
  const inPlaceOf = (path: string, lay: () => void) => (): void => {
    rmSync(path);
    lay();
  };
  for (const [job, bend] of [
    ['link', inPlaceOf(asked.archive, () => symlinkSync(at('shadow'), asked.archive))],
    ['folder', inPlaceOf(asked.archive, () => mkdirSync(asked.archive))],
    ['other', () => writeFileSync(asked.archive, 'root:secret')],
    ['release-link', inPlaceOf(release, () => symlinkSync(at('shadow'), release))],
    ['release-large', () => writeFileSync(release, Buffer.alloc(20_000, 'a'))],
  ] as const) {
    linkSync(good.archive, at('copy'));
    await ask(job, { ...good, archive: at('copy') });
    bend();
    const { said } = await json(...take);
    t.match(said, { job, outcome: 'refused', code: /UPDATE_REFUSED|SIGNATURE_BROKEN|PROTOCOL_MALFORMED/ }, job);
    t.notMatch(JSON.stringify(said), /secret/, 'of what lies elsewhere nothing is told');
    t.equal(readFileSync(at('shadow'), 'utf8'), 'root:secret');
    rmSync(asked.archive, { recursive: true, force: true });
  }
  writeFileSync(join(data, 'update/wanted'), 'w'.repeat(1000));
  t.match(await json(...take), { said: null }, 'a word that is none');
  writeFileSync(join(data, 'update/well'), '9'.repeat(60));
  await json(...take);
  t.match(await json('status'), { runs: 3, highest: 3 });
  t.notOk(existsSync(join(folder, 'incoming.ridged')));
});
