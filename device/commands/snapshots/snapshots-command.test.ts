// ridged snapshots: who looks at a picture is in the journal before they see it; and what the doctor says of pictures.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../protocol/index.ts';
import { ClosingOrder } from '../../closing-order.ts';
import { POLICY, readConfig } from '../../config/index.ts';
import { examine } from '../../health/checks/index.ts';
import { snapshotsBy } from '../../health/checks/snapshots.ts';
import { layFoundation, readOrders } from '../../kiosk/foundation.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import { clocked, openTerminal, tamper } from '../../store/fixtures/terminal.ts';
import type { Stores } from '../../store/index.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { snapshotsCommand } from './snapshots-command.ts';

const JPEG = Buffer.from('\u00ff\u00d8\u00ff-a-picture', 'latin1');
const ON = { ...POLICY.snapshot, enabled: true };

const run = inHand(snapshotsCommand, { USER: 'officer-7' });

/** Two visits, of which the second has a picture. */
async function fill(dataDir: string, then: (stores: Stores) => unknown = () => 0): Promise<void> {
  await using stores = await openTerminal(dataDir, { snapshots: 'keep', clock: systemClock });
  for (let visits = 0; visits < 2; visits += 1) stores.journal.append(clocked());
  const takenMs = Date.UTC(2026, 10, 2, 1);
  stores.snapshots?.keep({ seq: 2, takenMs, subject: null, jpeg: Uint8Array.from(JPEG) }, ON);
  await then(stores);
}

const viewed = async (dataDir: string): Promise<readonly unknown[]> => {
  await using stores = await openTerminal(dataDir);
  return stores.journal.read(1, 99).filter(({ payload }) => payload?.event === 'snapshot-viewed');
};

t.test('what is kept is listed, and nobody has looked at it then', async (t) => {
  const dataDir = t.testdir();
  await fill(dataDir);
  t.strictSame(JSON.parse((await run('list', '--data', dataDir, '--json')).out), [
    { seq: 2, taken: '2026-11-02T01:00:00.000Z', bytes: JPEG.length },
  ]);
  t.match(await run('list', '--data', dataDir), { out: / 2 {2}2026-11-02T01:00:00\.000Z {2}1 KiB\n/, exitCode: 0 });
  t.strictSame(await viewed(dataDir), []);
});

t.test('a picture is shown into a file of one’s own, and the journal tells who looked and why', async (t) => {
  const dir = t.testdir({ data: {} });
  const [dataDir, out] = [join(dir, 'data'), join(dir, 'a.jpg')];
  await fill(dataDir);
  const shown = await run('show', '2', '--data', dataDir, '--out', out, '--reason', ' complaint 118 ', '--json');
  t.strictSame(JSON.parse(shown.out), { seq: 2, shown: true, out });
  t.strictSame(readFileSync(out), JPEG);
  t.equal(statSync(out).mode & 0o777, 0o600);
  t.match(await viewed(dataDir), [
    { seq: 3, class: 'security', payload: { seq: 2, by: 'officer-7', reason: 'complaint 118' } },
  ]);
});

t.test('whoever gives no reason, or cannot be noted, sees nothing', async (t) => {
  const dir = t.testdir({ data: {} });
  const [dataDir, out] = [join(dir, 'data'), join(dir, 'a.jpg')];
  await fill(dataDir);
  const show = (seq: string, reason = 'r') => run('show', seq, '--data', dataDir, '--out', out, '--reason', reason);
  t.match(await show('2', ' '), { err: /^USAGE.*--reason/, exitCode: 2 });
  t.match(await show('1'), { out: 'entry 1 has no snapshot\n', exitCode: 1 });
  tamper(dataDir, 'journal.db', "CREATE TRIGGER no BEFORE INSERT ON entry BEGIN SELECT RAISE(FAIL, 'no'); END");
  t.match(await show('2'), { exitCode: 3 });
  t.notOk(existsSync(out), 'no file without an entry');
  tamper(dataDir, 'journal.db', 'DROP TRIGGER no');
  writeFileSync(out, 'mine');
  t.match(await show('2'), { err: /^USAGE.*EEXIST/, exitCode: 2 });
  t.equal(readFileSync(out, 'utf8'), 'mine');
  t.strictSame(await viewed(dataDir), []);
});

t.test('a terminal without pictures, one that runs, and no terminal at all', async (t) => {
  const dir = t.testdir({ none: {}, data: {} });
  const dataDir = join(dir, 'data');
  await (await openTerminal(dataDir))[Symbol.asyncDispose]();
  t.match(await run('list', '--data', dataDir), { out: 'no snapshots are kept here\n', exitCode: 0 });
  t.match(await run('list', '--data', join(dir, 'none')), { err: /there is no journal\.db/, exitCode: 2 });
  t.strictSame(readdirSync(join(dir, 'none')), []);
  await fill(dataDir, async () => {
    t.match(await run('list', '--data', dataDir), { err: /^STORE_BUSY/, exitCode: 3 });
  });
});

t.test('a look between two runs of the service is not taken for a crash', async (t) => {
  const dir = t.testdir({ data: {} });
  const dataDir = join(dir, 'data');
  const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
  await fill(dataDir, (stores) =>
    stores.journal.append({ event: 'service', what: 'stopped', version: '1', detail: '' }),
  );
  await run('show', '2', '--data', dataDir, '--out', join(dir, 'a.jpg'), '--reason', 'r');
  await using closing = new ClosingOrder();
  const parts = { config, clock: systemClock, log: openLog('silent'), version: '1', snapshotPolicy: ON };
  const { stores } = await layFoundation(await readOrders(parts), closing);
  t.match(
    stores.journal.readNewest(2).map(({ payload }) => payload),
    [{ event: 'snapshot-viewed' }, { event: 'service', what: 'started' }],
  );
});

t.test('the doctor says whether pictures are taken, and what is in the way', async (t) => {
  const dataDir = t.testdir();
  const look = (policy: typeof ON, settings: object = {}) => {
    const config = readConfig({ env: {}, overrides: { data: { dir: dataDir }, ...settings } });
    return examine(snapshotsBy(policy), { config, clock: systemClock, signal: new AbortController().signal });
  };
  await (await openTerminal(dataDir))[Symbol.asyncDispose]();
  t.match(await look(POLICY.snapshot), { ok: true, detail: /off by policy: nobody/, remedy: null });
  await fill(dataDir, async () => {
    t.match(await look(ON), { ok: true, detail: /service is running/ });
  });
  t.match(await look(POLICY.snapshot), { ok: true, detail: /1 pictures of before/, remedy: /start the service/ });
  t.match(await look(ON), { ok: false, detail: /1 pictures.*512 MiB.*7 days; none is taken/, remedy: /camera/ });
  const camera = { driver: 'v4l2', path: '/dev/video0' };
  t.match(await look(ON, { camera }), { ok: true, detail: /1 pictures.*7 days$/ });
  writeFileSync(join(dataDir, 'snapshots.db'), Buffer.alloc(8192, 'no database'));
  t.match(await look(ON, { camera }), { ok: false, detail: /cannot be kept.*integrity/, remedy: /./ });
});
