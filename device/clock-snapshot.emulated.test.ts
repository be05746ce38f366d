// A whole terminal whose policy wants pictures of its clock visits: what is kept, what can be read of it, and what is not taken.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { colourImage } from '../protocol/index.ts';
import { POLICY, type SnapshotPolicy } from './config/index.ts';
import { enrolFinger, openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';
import type { SnapshotStore } from './store/index.ts';

const ON: SnapshotPolicy = { ...POLICY.snapshot, enabled: true };
const [WIDTH, HEIGHT] = [1280, 720];
/** Of the picture before the camera: nothing else in the terminal is of this colour. */
const SHIRT = [200, 30, 90] as const;

const scene = (): ReturnType<typeof colourImage> => {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = SHIRT[at % 3] ?? 0;
  // Something to compress: without it a JPEG has no byte of its own.
  for (let at = 0; at < pixels.length; at += 997) pixels[at] = (at * 31) % 256;
  return colourImage({ widthPx: WIDTH, heightPx: HEIGHT, pixels });
};

async function open(dataDir: string, snapshotPolicy?: SnapshotPolicy): Promise<Terminal> {
  const terminal = await openTerminal({ dataDir, walkUp: { profiles: [] }, ...(snapshotPolicy && { snapshotPolicy }) });
  const still = scene();
  await terminal.hardware.walkUp?.camera.show(() => ({ ...still, pixels: still.pixels.slice() }));
  return terminal;
}

const storeOf = ({ kiosk }: Terminal): SnapshotStore => {
  const { snapshots } = kiosk.stores;
  if (!snapshots) throw new Error('there are no snapshots');
  return snapshots;
};

const kept = (terminal: Terminal): Promise<void> =>
  until('the picture is kept', () => (terminal.kiosk.visitSnapshots?.tally.kept ?? 0) > 0);

const filesOf = (dataDir: string): readonly Buffer[] =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));

t.test(
  'a clock visit leaves exactly one sealed picture, which opens to a JPEG; no byte of it is readable',
  async (t) => {
    const dataDir = t.testdir();
    let jpeg = Buffer.alloc(0);
    {
      await using terminal = await open(dataDir, ON);
      await enrolFinger(terminal, '0001', 1);
      const answer = await terminal.touch(print(1, 4));
      t.match(answer, { code: 'accepted', person: { code: '0001' } });
      await kept(terminal);
      const store = storeOf(terminal);
      t.match(store.list(), [{ seq: answer.seq }]);
      jpeg = Buffer.from(store.open(answer.seq ?? 0)?.reveal() ?? []);
      t.equal(terminal.hardware.walkUp?.camera.state, 'off', 'the camera is off again');
      t.match(terminal.kiosk.portrait.health().devices, { camera: 'off', snapshots: 'ready' });
      // While it runs: the log of the store is a file as well.
      t.notOk(filesOf(dataDir).some((bytes) => isIn(bytes, jpeg)));
    }
    const { format, width, height } = await sharp(jpeg).metadata();
    t.strictSame([format, width, height], ['jpeg', ON.widthPx, (ON.widthPx * HEIGHT) / WIDTH]);
    const { dominant } = await sharp(jpeg).stats();
    t.ok(Math.abs(dominant.r - SHIRT[0]) < 20 && Math.abs(dominant.b - SHIRT[2]) < 20, 'of who stood there');
    t.ok(isIn(Buffer.concat([Buffer.alloc(50), jpeg]), jpeg), 'the search finds what is there');
    t.notOk(filesOf(dataDir).some((bytes) => isIn(bytes, jpeg)));
  },
);

/** Its beginning (FF D8 FF and what follows: three bytes alone come up by chance in what is sealed), or any part of it. */
function isIn(bytes: Buffer, jpeg: Buffer): boolean {
  const parts = Array.from({ length: 20 }, (_, part) => Math.floor((part * (jpeg.length - 16)) / 20));
  return [0, ...parts].some((at) => bytes.includes(jpeg.subarray(at, at + 12)));
}

t.test('a stranger who is refused leaves one; whoever is removed takes theirs along', async (t) => {
  await using terminal = await open(t.testdir(), ON);
  await enrolFinger(terminal, '0001', 1);
  const refused = await terminal.touch(print(9, 4));
  t.equal(refused.accepted, false);
  await kept(terminal);
  const accepted = await terminal.touch(print(1, 4));
  await until('both are kept', () => terminal.kiosk.visitSnapshots?.tally.kept === 2);
  t.match(storeOf(terminal).list(), [{ seq: refused.seq }, { seq: accepted.seq }]);
  terminal.kiosk.stores.removePerson('0001');
  t.match(storeOf(terminal).list(), [{ seq: refused.seq }]);
});

t.test(
  'by the policy as it is built in the camera stays off, there is no file, and what was kept before goes',
  async (t) => {
    const dataDir = t.testdir();
    {
      await using terminal = await open(dataDir, ON);
      await enrolFinger(terminal, '0001', 1);
      await terminal.touch(print(1, 4));
      await kept(terminal);
    }
    t.ok(readdirSync(dataDir).includes('snapshots.db'));
    await using terminal = await open(dataDir);
    let wasOn = false;
    terminal.hardware.walkUp?.camera.states.listen(() => {
      wasOn = true;
    });
    t.match(await terminal.touch(print(1, 5)), { accepted: true });
    t.notOk(wasOn);
    t.strictSame(
      readdirSync(dataDir).filter((name) => name.startsWith('snapshots')),
      [],
    );
    t.strictSame(terminal.kiosk.portrait.snapshots(), { state: 'off', pictures: 0, bytes: 0 });
  },
);

t.test('a camera that is unplugged, or a broken file, is no visit’s problem', async (t) => {
  await using terminal = await open(t.testdir(), ON);
  await enrolFinger(terminal, '0001', 1);
  terminal.hardware.walkUp?.camera.fault('unplug');
  t.match(await terminal.touch(print(1, 4)), { code: 'accepted' });
  await until('it is told', () => terminal.kiosk.portrait.snapshots().state === 'failing');
  t.match(terminal.kiosk.portrait.snapshots(), { failed: 1, kept: 0, fault: /^HAL/ });
  t.match(terminal.kiosk.portrait.health().devices, { snapshots: 'failing' });
});

t.test('while a citizen is before the camera a clock visit leaves no picture', async (t) => {
  await using terminal = await open(t.testdir(), ON);
  await enrolFinger(terminal, '0001', 1);
  terminal.kiosk.tell({ type: 'prove', visit: 1, state: 'notice', sessionLeftMs: null, idleLeftMs: null });
  t.match(await terminal.touch(print(1, 4)), { code: 'accepted' });
  await until('it is told', () => terminal.kiosk.visitSnapshots?.tally.busy === 1);
  terminal.kiosk.tell({ type: 'prove', visit: 1, state: 'idle', sessionLeftMs: null, idleLeftMs: null });
  t.match(await terminal.touch(print(1, 5)), { code: 'accepted-repeated' });
  await kept(terminal);
  t.equal(storeOf(terminal).held.pictures, 1);
});
