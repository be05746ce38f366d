// A run that was cut off: what it left of people is shredded at the next start, and told; what is somebody else's is left alone.
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type JournalPayload, systemClock } from '../../protocol/index.ts';
import { ClosingOrder } from '../closing-order.ts';
import { readConfig } from '../config/index.ts';
import { CHECKS, type Finding } from '../health/checks/index.ts';
import { layFoundation, readOrders } from '../kiosk/foundation.ts';
import { openLog } from '../kiosk/kiosk-log.ts';
import { openTerminal } from '../store/fixtures/terminal.ts';
import { findResidue } from './find-residue.ts';
import { swapsIn } from './swap.ts';

/** As much of one as tells it: ELF, 64 bits, of the type 4. */
const CORE = Buffer.concat([
  Buffer.from('\x7fELF\x02\x01\x01', 'latin1'),
  Buffer.alloc(9),
  Buffer.of(4, 0),
  Buffer.alloc(9),
]);
const PROGRAM = Buffer.concat([CORE.subarray(0, 16), Buffer.of(2, 0), Buffer.alloc(9)]);

const configOf = (dir: string) => readConfig({ env: {}, overrides: { data: { dir } } });

async function start(t: Test, dir: string): Promise<readonly JournalPayload[]> {
  const warned: string[] = [];
  const log = openLog('silent');
  log.warn = (_: object, message?: string) => void warned.push(message ?? '');
  await using closing = new ClosingOrder();
  const parts = { config: configOf(dir), clock: systemClock, log, version: '1' };
  const { stores } = await layFoundation(await readOrders(parts), closing);
  t.comment(warned.join('; '));
  return stores.journal.read(1, 99).flatMap(({ payload }) => (payload?.event === 'residue' ? [payload] : []));
}

const doctor = (dir: string): Promise<Finding> | undefined =>
  CHECKS['residue']?.({ config: configOf(dir), clock: systemClock, signal: new AbortController().signal });

t.test(
  'drafts, images of the memory and pictures are shredded and told; a terminal that ended well has none',
  async (t) => {
    const dir = t.testdir();
    t.strictSame(await start(t, dir), []);
    t.match(await doctor(dir), { ok: true, remedy: null });
    const whole = readdirSync(dir);
    const left = {
      'standing-operators.sealed.4b0b4a2e.new': 'half of it',
      'vault.key.0011223344556677.new': 'a root',
      core: CORE,
      'core.4711': CORE,
      'report.20261102.090000.4711.0.001.json': '{}',
      'frame.jpg': 'a face',
    };
    for (const [name, content] of Object.entries(left)) writeFileSync(join(dir, name), content);
    t.match(await doctor(dir), { ok: false, detail: /frame\.jpg \(picture\)/ });
    t.match(await start(t, dir), [
      { what: 'draft', count: 2, left: 0 },
      { what: 'memory-image', count: 3, left: 0 },
      { what: 'picture', count: 1, left: 0 },
    ]);
    t.strictSame(readdirSync(dir), whole);
    t.equal((await start(t, dir)).length, 3, 'told once');
    t.match(await doctor(dir), { ok: true });
  },
);

t.test('what is somebody else’s is left alone, and pointed at', async (t) => {
  const dir = t.testdir({ 'notes.txt': 'of a technician', core: PROGRAM, 'core.d': { a: 'b' } });
  t.strictSame(await start(t, dir), []);
  for (const name of ['notes.txt', 'core', 'core.d']) t.ok(existsSync(join(dir, name)), name);
  t.match(await doctor(dir), { ok: true, detail: /core, core\.d, notes\.txt/, remedy: /whose it is/ });
});

t.test('evidence of a visit that was cut off before anybody was told of it is told as such', async (t) => {
  const dir = t.testdir();
  {
    await using stores = await openTerminal(dir);
    stores.evidence.hold('evidence-1', 'sealed for a provider');
  }
  t.match(await start(t, dir), [{ what: 'evidence', count: 1, left: 0 }]);
});

t.test('where the service works a core is found, and scratch folders that nobody works in any more', async (t) => {
  const dir = t.testdir({
    data: {},
    work: { 'core.1': '', 'report.txt': 'x' },
    tmp: { 'ridged-tpm-AbCd12': { a: 'b' } },
  });
  writeFileSync(join(dir, 'work', 'core.1'), CORE);
  mkdirSync(join(dir, 'tmp', 'ridged-journal-AbCd12'));
  mkdirSync(join(dir, 'tmp', 'ridged-of-others'));
  const longAgo = new Date(Date.now() - 2 * 3_600_000);
  utimesSync(join(dir, 'tmp', 'ridged-tpm-AbCd12'), longAgo, longAgo);
  const folders = { dataDir: join(dir, 'data'), workDirs: [join(dir, 'work')], scratchDir: join(dir, 'tmp') };
  const { residue } = await findResidue(folders, Date.now());
  t.strictSame(residue, [
    { path: join(dir, 'work', 'core.1'), what: 'memory-image' },
    { path: join(dir, 'tmp', 'ridged-tpm-AbCd12'), what: 'scratch' },
  ]);
  const nowhere = { dataDir: join(dir, 'none'), workDirs: [join(dir, 'none')], scratchDir: join(dir, 'none') };
  t.strictSame(await findResidue(nowhere, Date.now()), { residue: [], foreign: [] });
});

t.test('swap in the clear is told from swap in memory and from an encrypted one', async (t) => {
  const line = (path: string): string => `${path}  partition  1  0  -2\n`;
  const dir = t.testdir({
    proc: {
      swaps: `Filename Type Size Used Priority\n${['/dev/zram0', '/dev/dm-1', '/dev/dm-2', '/swap.img'].map(line).join('')}`,
    },
    sys: { block: { 'dm-1': { dm: { uuid: 'CRYPT-PLAIN-swap\n' } }, 'dm-2': { dm: { uuid: 'LVM-abc\n' } } } },
  });
  t.strictSame(
    (await swapsIn(`${dir}/`)).map(({ path, isSafe }) => [path, isSafe]),
    [
      ['/dev/zram0', true],
      ['/dev/dm-1', true],
      ['/dev/dm-2', false],
      ['/swap.img', false],
    ],
  );
  t.strictSame(await swapsIn(`${dir}/nowhere/`), []);
});
