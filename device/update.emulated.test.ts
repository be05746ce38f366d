// Officers order another release: the terminal fetches it while people clock, begins it when nobody stands there, and keeps it, or is back with the one before.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Mosquitto, noMosquitto } from '../cloud-bridge/fixtures/mosquitto.ts';
import { FleetKeys } from '../cloud-bridge/fleet/index.ts';
import { type Release, signRelease } from '../protocol/index.ts';
import { BenchClock } from './bench/bench-clock.ts';
import { officersAt } from './fixtures/officers.ts';
import { openTerminal, type Terminal, until } from './fixtures/terminal.ts';
import { layTree } from './update/fixtures/lay-tree.ts';
import {
  digestOfFile,
  makePublisherKey,
  openPublisherKey,
  openUpdater,
  packRelease,
  releaseIn,
  takeAsked,
  treeOf,
  trustPublisher,
  type Updater,
} from './update/index.ts';

const never = new AbortController().signal;
const ADDRESS = { site: 'site', terminal: 'terminal' };

/** Root's side of the machine, which units play elsewhere, and a web server that has releases. */
async function machine(t: Test, folder: string) {
  const places = { folder: join(folder, 'releases'), base: layTree(join(folder, 'base'), { release: 3 }) };
  const key = join(folder, 'publisher.key');
  await makePublisherKey(key);
  await trustPublisher(`${key}.pub`, join(places.folder, 'publishers'));
  const publisher = await openPublisherKey(key);
  const archive = join(folder, 'release.ridged');
  const server = createServer((_, answer) => void answer.end(readFileSync(archive)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => void server.close());
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const publish = async (release: number): Promise<{ readonly release: string; readonly from: readonly string[] }> => {
    const tree = layTree(join(folder, `tree-${release}`), { release });
    await packRelease(tree, archive);
    const note = await releaseIn(tree);
    if (!note) throw new Error('a tree says what it is');
    const signed: Release = {
      ...{ format: 1, product: 'ridged', ...note, hardware: [] },
      ...{ archive: await digestOfFile(archive, never), tree: await treeOf(tree, never), madeMs: 1 },
    };
    return { release: await signRelease(signed, publisher), from: [`http://127.0.0.1:${port}/`] };
  };
  const updater: Updater = await openUpdater(places);
  return { places, publish, updater };
}

/** Without a fleet to seal to a terminal goes on line for nobody. */
const sealedTo = async (folder: string): Promise<readonly object[]> =>
  (await FleetKeys.open(join(folder, 'fleet.keys.json'))).publicJwks().keys;

const toldIn = ({ kiosk }: Terminal): readonly string[] =>
  kiosk.stores.journal
    .readNewest(200)
    .flatMap(({ payload }) => (payload?.event === 'update' ? [`${payload.what} ${payload.release}`] : []));

t.test(
  'a release is ordered, tried and kept; the next one never runs well, and is gone back from',
  { skip: noMosquitto },
  async (t) => {
    await using broker = await Mosquitto.start();
    const folder = t.testdir({ data: {} });
    const dataDir = join(folder, 'data');
    const { places, publish, updater } = await machine(t, folder);
    const clock = new BenchClock();
    const officers = await officersAt({ url: broker.url, folder, address: ADDRESS, nowMs: () => clock.nowMs() });
    t.teardown(() => officers[Symbol.asyncDispose]());
    const access = { url: broker.url, trust: { keys: [...(await sealedTo(folder)), ...officers.publicKeys] } };
    let ordered = '';
    /** As the release that lies there says that it is. */
    const run = async (): Promise<Terminal> => {
      const { active } = await updater.state();
      const own = await releaseIn(active === 'base' ? places.base : join(places.folder, active));
      if (!own) throw new Error('nothing lies there');
      return await openTerminal({ dataDir, clock, fleet: access, address: ADDRESS, installed: { places, own } });
    };
    const root = () => takeAsked({ dataDir, releases: places.folder, updater }, never);

    {
      await using terminal = await run();
      ordered = await officers.order({ kind: 'update', ...(await publish(4)) });
      await until('root was asked', async () => (await root())?.outcome === 'staged');
      t.equal(await terminal.served, 'again', 'it begins when nobody stands there');
      t.strictSame(toldIn(terminal), []);
    }
    t.match(await updater.starting(), { active: 'a', trial: { starts: 1 } });
    {
      await using terminal = await run();
      await until('it is told', () => toldIn(terminal).includes('begun 4'));
      t.match(await updater.state(), { highest: 3 }, 'it has not run for long');
      await until('the fleet is reached, as before', () => terminal.kiosk.fleet?.state.at === 'online');
      clock.advance(130_000);
      await until('it asks to be kept', async () => {
        clock.advance(5000);
        await root();
        return (await updater.state()).highest === 4;
      });
      await until('it is told', () => {
        clock.advance(5000);
        return toldIn(terminal).includes('kept 4');
      });

      t.match(await officers.over(ordered), { state: 'done', answer: { release: 4, version: '1.0.4' } });
      const old = await officers.order({ kind: 'update', ...(await publish(2)) });
      t.match(await officers.over(old), { state: 'failed', code: 'UPDATE_REFUSED', detail: /2 is not above 4/ });
      ordered = await officers.order({ kind: 'update', ...(await publish(5)) });
      await until('root was asked', async () => (await root())?.outcome === 'staged');
      t.equal(await terminal.served, 'again');
    }
    for (let start = 0; start < 4; start += 1) await updater.starting();
    await using terminal = await run();
    await until('it is told', () => toldIn(terminal).includes('went-back 5'));
    t.match(await officers.over(ordered), { state: 'failed', code: 'UPDATE_REFUSED', detail: /begun 3 times/ });
    t.match(await updater.state(), { active: 'a', highest: 4, trial: null });
    t.strictSame(toldIn(terminal), ['begun 4', 'kept 4', 'went-back 5']);
  },
);

t.test('a terminal that was installed by no package says so', { skip: noMosquitto }, async (t) => {
  await using broker = await Mosquitto.start();
  const folder = t.testdir({ data: {} });
  const clock = new BenchClock();
  const officers = await officersAt({ url: broker.url, folder, address: ADDRESS, nowMs: () => clock.nowMs() });
  t.teardown(() => officers[Symbol.asyncDispose]());
  const access = { url: broker.url, trust: { keys: [...(await sealedTo(folder)), ...officers.publicKeys] } };
  await using _ = await openTerminal({ dataDir: join(folder, 'data'), clock, fleet: access, address: ADDRESS });
  const order = await officers.order({ kind: 'update', release: 'a.b.c', from: ['https://releases.example/x.ridged'] });
  t.match(await officers.over(order), { state: 'rejected', why: 'not-here' });
});
