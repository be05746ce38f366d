// What every camera must do, however its pictures come: one suite, run on each of them.
import { readFileSync } from 'node:fs';
import type { Test } from 'tap';
import { abortable, type ColourImage, Deadline, KioskError } from '../../protocol/index.ts';
import { bytesOfFrame, type Camera, type CameraState, type Frame, type FrameStream } from '../ports/camera.ts';
import type { CameraFault } from '../virtual/pixmap-pump.ts';

/** A camera, and the hand that acts on it. What stands before it is red on its left and blue on its right. */
export interface CameraBench extends AsyncDisposable {
  readonly camera: Camera;
  readonly widthPx: number;
  readonly heightPx: number;
  fault(fault: CameraFault): Promise<void>;
  clearFault(): Promise<void>;
}

export interface CameraConformance {
  /** Its limits and delays are short. */
  readonly bench: () => Promise<CameraBench>;
  /** So many processes run while it is on. */
  readonly children: number;
}

/** Far beyond anything that is waited for here: reached only where something hangs. */
const HANG_MS = 25_000;

export const SHORT_LIMITS = {
  limits: { firstFrameMs: 8000, frameMs: 700 },
  backoff: { firstMs: 20, longestMs: 100 },
  random: () => 0,
} as const;

/** Red on the left, blue on the right. */
export function twoColours(widthPx: number, heightPx: number): ColourImage {
  const pixels = new Uint8Array(widthPx * heightPx * 3);
  for (let offset = 0; offset < pixels.length; offset += 3)
    pixels.set((offset / 3) % widthPx < widthPx / 2 ? [200, 20, 20] : [20, 20, 200], offset);
  return { widthPx, heightPx, pixels };
}

/** The ffmpeg processes of this one, as the kernel counts them. */
export function ffmpegChildren(): readonly number[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return children.map(Number).filter((pid) => pid > 0 && /ffmpeg|setpriv/.test(commandOf(pid)));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    return '';
  }
}

type Colour = 'red' | 'blue' | 'other';

/** Compression and colour spaces take their share. */
function colourAt({ widthPx, pixels }: ColourImage, { x, y }: { x: number; y: number }): Colour {
  const [red = 0, green = 0, blue = 0] = pixels.subarray((y * widthPx + x) * 3);
  if (red > 120 && green < 90 && blue < 90) return 'red';
  return blue > 120 && green < 90 && red < 90 ? 'blue' : 'other';
}

const bothSides = (image: ColourImage): readonly Colour[] =>
  [0.25, 0.75].map((share) =>
    colourAt(image, { x: Math.floor(image.widthPx * share), y: Math.floor(image.heightPx / 2) }),
  );

export function cameraConformance(t: Test, { bench: openBench, children }: CameraConformance): void {
  const withBench = async (work: (bench: CameraBench, signal: AbortSignal) => Promise<void>): Promise<void> => {
    using limit = hangLimit();
    await using bench = await openBench();
    await work(bench, limit.signal);
  };
  const take = async (stream: FrameStream, signal: AbortSignal): Promise<Frame> => (await stream.next(signal)).reveal();

  t.test('a frame arrives as it was seen, with its size, its number and its time', (t) =>
    withBench(async ({ camera, widthPx, heightPx }, signal) => {
      await using stream = await camera.open(signal);
      const frame = await take(stream, signal);
      t.same(bothSides(frame.image), ['red', 'blue']);
      t.match(frame.image, { widthPx, heightPx });
      t.match(camera.info, { widthPx, heightPx, model: /\w/, bus: /\w/ });
      const next = await take(stream, signal);
      t.ok(next.number > frame.number && next.atMs > frame.atMs);
      t.equal(camera.state, 'on');
      t.equal(camera.lastFault, undefined);
    }),
  );

  t.test('off is off: no process runs before it is opened, nor after it is closed', (t) =>
    withBench(async ({ camera }, signal) => {
      const states: CameraState[] = [];
      camera.states.listen((state) => states.push(state));
      const before = ffmpegChildren();
      t.equal(camera.state, 'off');
      const stream = await camera.open(signal);
      t.equal(ffmpegChildren().length - before.length, children);
      await stream[Symbol.asyncDispose]();
      t.same(ffmpegChildren(), before, 'gone as soon as the stream says so');
      t.equal(camera.state, 'off');
      await stream[Symbol.asyncDispose]();
      await t.rejects(stream.next(signal), { code: 'HAL_DISCONNECTED' });
      await using again = await camera.open(signal);
      t.same(bothSides((await take(again, signal)).image), ['red', 'blue'], 'it can be switched on again');
      t.same(states, ['opening', 'on', 'off', 'opening', 'on']);
    }),
  );

  t.test('whoever is slow gets the newest frame, and the others are counted', (t) =>
    withBench(async ({ camera }, signal) => {
      await using stream = await camera.open(signal);
      const first = await take(stream, signal);
      while (stream.dropped < 3) await new Promise((resolve) => setImmediate(resolve));
      const { dropped } = stream;
      const second = await take(stream, signal);
      t.ok(second.number >= first.number + 1 + dropped, `${first.number}, then ${second.number}`);
    }),
  );

  t.test('a frame is its taker’s: later ones leave it alone, and it can be wiped', (t) =>
    withBench(async ({ camera }, signal) => {
      await using stream = await camera.open(signal);
      const wrapped = await stream.next(signal);
      const { image } = wrapped.reveal();
      const before = Buffer.from(image.pixels).toString('base64');
      for (let count = 0; count < 5; count += 1) t.not((await take(stream, signal)).image.pixels, image.pixels);
      t.ok(Buffer.from(image.pixels).toString('base64') === before);
      wrapped.wipe(bytesOfFrame);
      t.ok(image.pixels.every((byte) => byte === 0));
      t.equal(String(wrapped), '[sensitive]');
    }),
  );

  t.test('a second one who wants it is refused while it is on', (t) =>
    withBench(async ({ camera }, signal) => {
      await using stream = await camera.open(signal);
      await t.rejects(camera.open(signal), { code: 'HAL_REFUSED' });
      t.same(bothSides((await take(stream, signal)).image), ['red', 'blue'], 'the first one is not disturbed');
    }),
  );

  t.test('a wait that is called off ends, and the stream goes on', (t) =>
    withBench(async ({ camera }, signal) => {
      await using stream = await camera.open(signal);
      const controller = new AbortController();
      const reason = new Error('called off');
      await take(stream, signal);
      const waiting = stream.next(controller.signal);
      controller.abort(reason);
      await waiting.catch((error) => t.equal(error, reason));
      t.ok((await take(stream, signal)).number > 1);
    }),
  );

  t.test('an opening that is called off leaves nothing behind', (t) =>
    withBench(async ({ camera, fault, clearFault }, signal) => {
      await fault('silence');
      const before = ffmpegChildren();
      const controller = new AbortController();
      const reason = new Error('called off');
      const opening = camera.open(controller.signal);
      setImmediate(() => controller.abort(reason));
      await t.rejects(opening, reason);
      t.same(ffmpegChildren(), before);
      t.equal(camera.state, 'off');
      await clearFault();
      await using stream = await camera.open(signal);
      t.same(bothSides((await take(stream, signal)).image), ['red', 'blue']);
    }),
  );

  t.test('a camera that is not there cannot be opened, and can be once it is', (t) =>
    withBench(async ({ camera, fault, clearFault }, signal) => {
      const before = ffmpegChildren();
      await fault('unplug');
      await t.rejects(camera.open(signal), { code: 'HAL_DISCONNECTED' });
      t.same(ffmpegChildren(), before);
      t.equal(camera.state, 'off');
      t.match(camera.lastFault, { code: 'HAL_DISCONNECTED' });
      await clearFault();
      await using stream = await camera.open(signal);
      t.ok((await take(stream, signal)).number >= 1);
      t.equal(camera.lastFault, undefined);
    }),
  );

  t.test('pulled while it is on: told once, and then there are frames again', (t) =>
    withBench(async ({ camera, fault, clearFault }, signal) => {
      await using stream = await camera.open(signal);
      const before = await take(stream, signal);
      const waits = stateBecomes(camera, 'waiting', signal);
      await fault('unplug');
      await t.rejects(readUntilFault(stream, signal), { code: 'HAL_DISCONNECTED' });
      await waits;
      await clearFault();
      const after = await take(stream, signal);
      t.ok(after.number > before.number, 'the count goes on');
      t.same(bothSides(after.image), ['red', 'blue']);
      t.equal(camera.state, 'on');
    }),
  );

  t.test('a loss that came while nobody read is told all the same, once', (t) =>
    withBench(async ({ camera, fault, clearFault }, signal) => {
      await using stream = await camera.open(signal);
      const waits = stateBecomes(camera, 'waiting', signal);
      await fault('unplug');
      await waits;
      const works = stateBecomes(camera, 'on', signal);
      await clearFault();
      await works;
      await t.rejects(stream.next(signal), { code: 'HAL_DISCONNECTED' });
      t.same(bothSides((await take(stream, signal)).image), ['red', 'blue']);
    }),
  );

  t.test('a camera that freezes is a fault in time, and then there are frames again', (t) =>
    withBench(async ({ camera, fault, clearFault }, signal) => {
      await using stream = await camera.open(signal);
      await take(stream, signal);
      await fault('silence');
      await t.rejects(readUntilFault(stream, signal), { code: 'HAL_TIMEOUT' });
      await clearFault();
      t.same(bothSides((await take(stream, signal)).image), ['red', 'blue']);
    }),
  );

  t.test('nothing but nonsense is a fault, and then there are frames again', (t) =>
    withBench(async ({ camera, fault, clearFault }, signal) => {
      await using stream = await camera.open(signal);
      await take(stream, signal);
      await fault('garbage');
      await t.rejects(readUntilFault(stream, signal), { code: /^HAL_(DISCONNECTED|TIMEOUT)$/ });
      await clearFault();
      t.same(bothSides((await take(stream, signal)).image), ['red', 'blue']);
    }),
  );

  t.test('the preview is small, mirrored, and over as soon as the camera is off', (t) =>
    withBench(async ({ camera }, signal) => {
      let count = 0;
      let told: (jpeg: Uint8Array) => void = () => undefined;
      const looked = new Promise<Uint8Array>((resolve) => {
        told = resolve;
      });
      const stop = camera.preview.listen((jpeg) => {
        count += 1;
        told(jpeg);
      });
      const stream = await camera.open(signal);
      const jpeg = await abortable(looked, signal);
      await stream[Symbol.asyncDispose]();
      const { default: sharp } = await import('sharp');
      const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
      const picture = { widthPx: info.width, heightPx: info.height, pixels: data };
      t.ok(info.width <= 640);
      t.same(bothSides(picture), ['blue', 'red'], 'as a mirror shows it');
      const counted = count;
      await new Promise((resolve) => setTimeout(resolve, 100));
      t.equal(count, counted, 'none while it is off');
      stop();
    }),
  );

  t.test('a closed camera says so, and closing twice is allowed', (t) =>
    withBench(async ({ camera }, signal) => {
      const before = ffmpegChildren();
      const stream = await camera.open(signal);
      await camera[Symbol.asyncDispose]();
      await camera[Symbol.asyncDispose]();
      t.equal(camera.state, 'closed');
      t.same(ffmpegChildren(), before);
      await t.rejects(stream.next(signal), { code: 'HAL_DISCONNECTED' });
      await t.rejects(camera.open(signal), { code: 'HAL_DISCONNECTED' });
    }),
  );
}

/** Frames that were on their way come first. */
async function readUntilFault(stream: FrameStream, signal: AbortSignal): Promise<never> {
  for (;;) (await stream.next(signal)).wipe(bytesOfFrame);
}

async function stateBecomes(camera: Camera, wanted: CameraState, signal: AbortSignal): Promise<void> {
  let stop = (): void => undefined;
  const become = new Promise<void>((resolve) => {
    stop = camera.states.listen((state) => {
      if (state === wanted) resolve();
    });
  });
  try {
    await abortable(become, signal);
  } finally {
    stop();
  }
}

const hangLimit = (): Deadline =>
  new Deadline(new AbortController().signal, HANG_MS, () => new KioskError('STAGE_LATE', { limitMs: HANG_MS }));
