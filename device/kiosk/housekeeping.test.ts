// What a terminal does once it serves, and what it finds then.
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { ManualClock } from '../../protocol/index.ts';
import { ClosingOrder } from '../closing-order.ts';
import { readConfig } from '../config/index.ts';
import { somchai, tamper } from '../store/fixtures/terminal.ts';
import { layFoundation, readOrders } from './foundation.ts';
import { keepHouse } from './housekeeping.ts';
import { openLog } from './kiosk-log.ts';

const PEOPLE = 300;

t.test('whose record does not open is told once in each run, and everybody else is not', async (t) => {
  const dataDir = t.testdir();
  const config = readConfig({ env: {}, overrides: { data: { dir: dataDir } } });
  const clock = new ManualClock();
  const options = { config, clock, log: openLog('silent'), version: '1' };
  const engine = { remove: () => false };
  const run = async () => {
    await using closing = new ClosingOrder();
    const base = await layFoundation(await readOrders(options), closing);
    const stop = new AbortController();
    const keeping = keepHouse({ ...base, engine }, stop.signal);
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    stop.abort(new Error('enough'));
    await keeping;
    return base.stores.journal.read(1, 99).flatMap(({ payload }) => (payload?.event === 'fault' ? [payload] : []));
  };
  {
    await using closing = new ClosingOrder();
    const { stores } = await layFoundation(await readOrders(options), closing);
    for (let at = 0; at < PEOPLE; at += 1) stores.people.add({ ...somchai, code: `C${at}`, pseudonym: `p${at}` });
  }
  t.strictSame(await run(), []);
  tamper(dataDir, 'people.db', 'UPDATE person SET sealed = zeroblob(100) WHERE number IN (2, 299)');
  const told = { event: 'fault', device: 'people', code: 'SEAL_BROKEN', detail: '2 people' };
  t.match(await run(), [told]);
  t.match(await run(), [told, told], 'until the fleet has sent them again');
});
