// The virtual camera through a real ffmpeg, without one, and with a recording: the conformance suite, and its scenes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { type ColourImage, Deadline, KioskError, systemClock } from '../../protocol/index.ts';
import { withoutFfmpeg } from '../camera/fixtures/installed.ts';
import {
  type CameraBench,
  cameraConformance,
  ffmpegChildren,
  SHORT_LIMITS,
  twoColours,
} from '../conformance/camera-conformance.ts';
import type { Frame, FrameStream } from '../ports/camera.ts';
import type { CameraScene } from './camera-scene.ts';
import { openVirtualCamera, type VirtualCamera, type VirtualCameraOptions } from './virtual-camera.ts';

const SIZE = { widthPx: 320, heightPx: 240, framesPerSecond: 30 };
const skip = await withoutFfmpeg();
const folder = mkdtempSync(join(tmpdir(), 'camera-'));
t.teardown(() => rmSync(folder, { recursive: true }));

const openCamera = (options: VirtualCameraOptions = {}): Promise<VirtualCamera> =>
  openVirtualCamera({ ...SIZE, ...options }, { clock: systemClock, ...SHORT_LIMITS });

async function benchOf(options: VirtualCameraOptions, scene: CameraScene): Promise<CameraBench> {
  const camera = await openCamera(options);
  await camera.show(scene);
  return {
    camera,
    ...SIZE,
    fault: async (fault) => camera.fault(fault),
    clearFault: async () => camera.clearFault(),
    [Symbol.asyncDispose]: () => camera[Symbol.asyncDispose](),
  };
}

const redAndBlue = twoColours(SIZE.widthPx, SIZE.heightPx);

t.test('through ffmpeg', { skip }, async (t) => {
  cameraConformance(t, { children: 1, bench: () => benchOf({ through: 'ffmpeg' }, () => redAndBlue) });
});

t.test('compressed, as a camera on USB does', { skip }, async (t) => {
  const options = { through: 'ffmpeg', compressed: true } as const;
  const { widthPx: width, heightPx: height, pixels } = redAndBlue;
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
  cameraConformance(t, { children: 1, bench: () => benchOf(options, () => ({ jpeg })) });
});

t.test(
  'a compressed picture is decoded where there is no ffmpeg, and any other compressed where one is to be',
  async (t) => {
    const { widthPx: width, heightPx: height, pixels } = redAndBlue;
    const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    const cases: readonly (readonly [VirtualCameraOptions, CameraScene])[] = [
      [{ through: 'in-process' }, () => ({ jpeg })],
      ...(skip ? [] : ([[{ through: 'ffmpeg', compressed: true }, () => redAndBlue]] as const)),
    ];
    for (const [options, scene] of cases)
      await withStream(options, async (camera, stream, signal) => {
        await camera.show(scene);
        for (let frame = await stream.next(signal); !isRedLeft(frame.reveal()); frame = await stream.next(signal));
        t.pass(camera.info.bus);
      });
  },
);

/** Compressing smears colours a little. */
function isRedLeft({ image: { pixels, widthPx } }: Frame): boolean {
  const [red = 0, green = 0, blue = 0] = pixels.subarray(3 * (10 * widthPx + 10));
  return red > 120 && green < 90 && blue < 90;
}

t.test('in process', async (t) => {
  cameraConformance(t, { children: 0, bench: () => benchOf({ through: 'in-process' }, async () => redAndBlue) });
});

t.test('a recording made by ffmpeg', { skip }, async (t) => {
  const recording = record(half('0xC81414', '[a];') + half('0x1414C8', '[b];[a][b]hstack'));
  cameraConformance(t, {
    children: 2,
    bench: () => benchOf({ through: 'ffmpeg' }, { kind: 'recording', path: recording }),
  });
});

const half = (colour: string, then: string): string => `color=c=${colour}:s=160x240:r=30${then}`;

/** Two seconds of it. */
function record(picture: string): string {
  const path = join(folder, `${Math.random()}.mkv`);
  const codec = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-t', '2'];
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', picture, ...codec, path]);
  return path;
}

/** Runs `work` with a camera that is on. */
async function withStream(
  options: VirtualCameraOptions,
  work: (camera: VirtualCamera, stream: FrameStream, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  using limit = new Deadline(new AbortController().signal, 25_000, () => new KioskError('STAGE_LATE'));
  await using camera = await openCamera(options);
  await using stream = await camera.open(limit.signal);
  await work(camera, stream, limit.signal);
}

const centreOf = ({ image }: Frame): readonly number[] => {
  const offset = (Math.floor(image.heightPx / 2) * image.widthPx + Math.floor(image.widthPx / 2)) * 3;
  return [...image.pixels.subarray(offset, offset + 3)];
};

const near = (colour: readonly number[], wanted: readonly number[]): boolean =>
  colour.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) < 12);

/** Frames that were on their way come first. */
async function untilCentre(stream: FrameStream, wanted: readonly number[], signal: AbortSignal): Promise<Frame> {
  for (;;) {
    const frame = (await stream.next(signal)).reveal();
    if (near(centreOf(frame), wanted)) return frame;
  }
}

const plain = (red: number, green: number, blue: number, size = { widthPx: 320, heightPx: 240 }): ColourImage => ({
  ...size,
  pixels: Uint8Array.from(
    { length: size.widthPx * size.heightPx * 3 },
    (_, index) => [red, green, blue][index % 3] ?? 0,
  ),
});

async function still(name: string, image: ColourImage): Promise<string> {
  const raw = { width: image.widthPx, height: image.heightPx, channels: 3 } as const;
  const path = join(folder, name);
  await sharp(image.pixels, { raw }).png().toFile(path);
  return path;
}

for (const through of ['ffmpeg', 'in-process'] as const)
  t.test(`what stands before it changes from one frame to the next, ${through}`, { skip }, (t) =>
    withStream({ through }, async (camera, stream, signal) => {
      t.match(camera.info, { isVirtual: true, bus: through === 'ffmpeg' ? /through ffmpeg/ : /without ffmpeg/ });
      t.ok(await untilCentre(stream, [128, 128, 128], signal), 'a grey wall at first');
      await camera.show(() => plain(10, 200, 10));
      await untilCentre(stream, [10, 200, 10], signal);
      const paths = [
        await still('tall.png', plain(200, 10, 10, { widthPx: 60, heightPx: 240 })),
        await still('b.png', plain(10, 10, 200)),
      ];
      await camera.show({ kind: 'stills', paths, eachMs: 150 });
      const tall = await untilCentre(stream, [200, 10, 10], signal);
      t.same([...tall.image.pixels.subarray(0, 3)], [128, 128, 128], 'another shape is framed in grey');
      await untilCentre(stream, [10, 10, 200], signal);
      await untilCentre(stream, [200, 10, 10], signal);
      await camera.blank();
      t.ok(await untilCentre(stream, [128, 128, 128], signal));
      t.equal(camera.lastFault, undefined, 'and the camera never blinked');
    }),
  );

t.test('files that cannot be shown are refused, and what stood there stays', { skip }, (t) =>
  withStream({}, async (camera, stream, signal) => {
    await camera.show(() => plain(10, 200, 10));
    const broken = join(folder, 'broken.png');
    writeFileSync(broken, 'no picture');
    for (const path of [broken, '/nowhere', folder]) {
      await t.rejects(camera.show({ kind: 'stills', paths: [path] }), { code: 'IMAGE_UNREADABLE' });
      await t.rejects(camera.show({ kind: 'recording', path }), { code: 'IMAGE_UNREADABLE' });
    }
    await t.rejects(camera.show({ kind: 'stills', paths: [] }), { code: 'USAGE' });
    t.ok(await untilCentre(stream, [10, 200, 10], signal));
    t.equal(ffmpegChildren().length, 1, 'nothing of the refused ones runs on');
  }),
);

t.test('a recording plays while the camera is on, and nothing runs while it is off', { skip }, async (t) => {
  using limit = new Deadline(new AbortController().signal, 25_000, () => new KioskError('STAGE_LATE'));
  await using camera = await openCamera();
  await camera.show({ kind: 'recording', path: record('testsrc2=size=640x480:rate=30') });
  t.same(ffmpegChildren(), []);
  const stream = await camera.open(limit.signal);
  const [first, second] = [await stream.next(limit.signal), await stream.next(limit.signal)].map((frame) =>
    frame.reveal(),
  );
  t.equal(ffmpegChildren().length, 2, 'one plays, one is the camera');
  t.match(first?.image, { widthPx: 320, heightPx: 240 });
  t.not(Buffer.compare(first?.image.pixels ?? Buffer.of(), second?.image.pixels ?? Buffer.of()), 0, 'it moves');
  await stream[Symbol.asyncDispose]();
  t.same(ffmpegChildren(), []);
});

t.test('pictures that take their time come late, one at a time, and hold up nobody', (t) =>
  withStream({ through: 'in-process' }, async (camera, stream, signal) => {
    let atOnce = 0;
    let most = 0;
    await camera.show(async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await systemClock.sleep(90, signal);
      atOnce -= 1;
      return plain(10, 200, 10);
    });
    const first = await untilCentre(stream, [10, 200, 10], signal);
    const second = (await stream.next(signal)).reveal();
    t.ok(second.atMs - first.atMs > 80);
    t.equal(most, 1);
  }),
);

t.test('a slow camera is no fault, only slow; a source that fails is a camera that is gone', (t) =>
  withStream({ through: 'in-process' }, async (camera, stream, signal) => {
    camera.fault('slow');
    const times: number[] = [];
    for (let count = 0; count < 3; count += 1) times.push((await stream.next(signal)).reveal().atMs);
    t.ok((times[2] ?? 0) - (times[1] ?? 0) > 300);
    t.equal(camera.state, 'on');
    camera.clearFault();
    await camera.show(() => {
      throw new KioskError('WORKER_LOST');
    });
    await t.rejects(untilCentre(stream, [1, 2, 3], signal), { code: 'HAL_DISCONNECTED' });
    await camera.blank();
    t.ok(await untilCentre(stream, [128, 128, 128], signal));
  }),
);

t.test('where ffmpeg is missing it does without, and says so; where it is asked for, it is refused', async (t) => {
  const parts = { clock: systemClock, ffmpeg: '/nowhere/ffmpeg' };
  await using camera = await openVirtualCamera(SIZE, parts);
  t.match(camera.info.bus, /without ffmpeg/);
  await t.rejects(openVirtualCamera({ through: 'ffmpeg' }, parts), { code: 'HAL_UNAVAILABLE' });
  await t.rejects(camera.show({ kind: 'recording', path: folder }), { code: 'HAL_UNAVAILABLE' });
});
