// A whole terminal whose policy wants pictures of its clock visits: what is kept, what can be read of it, and what is not taken.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { colourImage } from '../protocol/index.ts';
import { POLICY, type SnapshotPolicy } from './config/index.ts';
import { enrolFinger, openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';
import type { SnapshotTally } from './flows/clock/visit-snapshots.ts';
import type { SnapshotStore } from './store/index.ts';

/** With time for a camera on a machine that is busy with other tests. */
const ON: SnapshotPolicy = { ...POLICY.snapshot, enabled: true, withinMs: 30_000 };
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

/** On a machine that is busy with other tests a picture, or a touch that is seen in time, may take a while. */
const LONG_MS = 120_000;
const MOST_TOUCHES = 5;

const tallyOf = ({ kiosk }: Terminal): SnapshotTally | undefined => kiosk.visitSnapshots?.tally;

const told = (what: string, terminal: Terminal, holds: (tally: SnapshotTally) => boolean): Promise<void> =>
  until(what, () => holds(tallyOf(terminal) ?? { kept: 0, busy: 0, failed: 0, fault: null }), LONG_MS);

/** Touches until one is accepted: on a busy machine a stage may be late. The entries of all of them. */
async function clock(terminal: Terminal): Promise<readonly number[]> {
  const seqs: number[] = [];
  for (let touches = 0; touches < MOST_TOUCHES; touches += 1) {
    const { seq, accepted } = await terminal.touch(print(1, 4));
    if (seq !== null) seqs.push(seq);
    if (accepted) return seqs;
  }
  throw new Error(`not accepted in ${MOST_TOUCHES} touches`);
}

const filesOf = (dataDir: string): readonly Buffer[] =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));

/** Its beginning (FF D8 FF and what follows: three bytes alone come up by chance in what is sealed), or any part of it. */
function isIn(bytes: Buffer, jpeg: Buffer): boolean {
  const parts = Array.from({ length: 20 }, (_, part) => Math.floor((part * (jpeg.length - 16)) / 20));
  return [0, ...parts].some((at) => bytes.includes(jpeg.subarray(at, at + 12)));
}

t.test('each clock visit leaves exactly one sealed picture, which opens to a JPEG and cannot be read', async (t) => {
  const dataDir = t.testdir();
  let jpeg = Buffer.alloc(0);
  {
    await using terminal = await open(dataDir, ON);
    const camera = terminal.hardware.walkUp?.camera;
    const store = storeOf(terminal);
    const seqs = (): readonly number[] => store.list().map(({ seq }) => seq);
    await enrolFinger(terminal, '0001', 1);

    const visits = [...(await clock(terminal))];
    await told('the picture is kept', terminal, ({ kept }) => kept === visits.length);
    t.strictSame(seqs(), visits);
    t.equal(camera?.state, 'off', 'the camera is off again');
    t.match(terminal.kiosk.portrait.health().devices, { camera: 'off', snapshots: 'ready' });
    jpeg = Buffer.from(store.open(visits.at(-1) ?? 0)?.reveal() ?? []);
    // While it runs: the log of the store is a file as well.
    t.notOk(filesOf(dataDir).some((bytes) => isIn(bytes, jpeg)));

    const stranger = await terminal.touch(print(9, 4));
    t.equal(stranger.accepted, false);
    await told('a stranger’s is kept', terminal, ({ kept }) => kept === visits.length + 1);
    t.strictSame(seqs(), [...visits, stranger.seq]);

    terminal.kiosk.tell({ type: 'prove', visit: 1, state: 'notice', sessionLeftMs: null, idleLeftMs: null });
    const beside = await clock(terminal);
    await told('none beside a citizen', terminal, ({ busy }) => busy === beside.length);
    terminal.kiosk.tell({ type: 'prove', visit: 1, state: 'idle', sessionLeftMs: null, idleLeftMs: null });

    camera?.fault('unplug');
    const unseen = await clock(terminal);
    await told('none without a camera', terminal, ({ failed }) => failed === unseen.length);
    t.match(terminal.kiosk.portrait.snapshots(), { state: 'failing', fault: /^HAL/, pictures: visits.length + 1 });

    terminal.kiosk.stores.removePerson('0001');
    t.notOk(seqs().includes(visits.at(-1) ?? 0), 'gone with whom it shows');
    t.ok(seqs().includes(stranger.seq ?? 0));
  }
  const { format, width, height } = await sharp(jpeg).metadata();
  t.strictSame([format, width, height], ['jpeg', ON.widthPx, (ON.widthPx * HEIGHT) / WIDTH]);
  const { dominant } = await sharp(jpeg).stats();
  t.ok(Math.abs(dominant.r - SHIRT[0]) < 20 && Math.abs(dominant.b - SHIRT[2]) < 20, 'of who stood there');
  t.ok(isIn(Buffer.concat([Buffer.alloc(50), jpeg]), jpeg), 'the search finds what is there');
  t.notOk(filesOf(dataDir).some((bytes) => isIn(bytes, jpeg)));
  t.ok(readdirSync(dataDir).includes('snapshots.db'));

  await using terminal = await open(dataDir);
  const states: string[] = [];
  terminal.hardware.walkUp?.camera.states.listen((state) => states.push(state));
  const { seq } = await terminal.touch(print(9, 5));
  t.type(seq, 'number');
  t.strictSame(states, [], 'by the policy as it is built in the camera stays off');
  t.strictSame(
    readdirSync(dataDir).filter((name) => name.startsWith('snapshots')),
    [],
    'and what was kept is gone',
  );
  t.strictSame(terminal.kiosk.portrait.snapshots(), { state: 'off', pictures: 0, bytes: 0 });
});
