// Cameras without a camera: what ffmpeg is told, what its words mean, pixmaps in pieces, and programs that stand in for it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import t, { type Test } from 'tap';
import { type ColourImage, Deadline, isFault, KioskError, ManualClock, systemClock } from '../../protocol/index.ts';
import { ffmpegChildren, SHORT_LIMITS, twoColours } from '../conformance/camera-conformance.ts';
import { bytesOfFrame, type Camera, PREVIEW_PER_SECOND } from '../ports/camera.ts';
import type { V4l2CameraConfig } from './camera-config.ts';
import { cameraArguments } from './ffmpeg-arguments.ts';
import { faultOfEnd } from './ffmpeg-complaints.ts';
import { FrameBuffers } from './frame-buffers.ts';
import { FrameRing } from './frame-ring.ts';
import { openCamera } from './open-camera.ts';
import { PixmapReader, pixmapHeader } from './pixmap.ts';
import { Preview } from './preview.ts';
import { shownAddress, withoutLogin } from './shown-address.ts';

const ROUNDS = Number(process.env['RIDGED_MUTATIONS'] ?? 1500);
const WISH = { widthPx: 1280, heightPx: 720, framesPerSecond: 30 };
const V4L2: V4l2CameraConfig = { driver: 'v4l2', path: '/dev/v4l/by-id/cam', format: 'mjpeg', ...WISH };

/** The values that follow an option. */
const after = (words: readonly string[], option: string): readonly (string | undefined)[] =>
  words.flatMap((word, index) => (word === option ? [words[index + 1]] : []));

t.test('a V4L2 camera is asked for format, rate and size, before its path', async (t) => {
  const words = cameraArguments(V4L2);
  const from = words.indexOf('v4l2') - 1;
  t.equal(
    words.slice(from, words.indexOf('-i') + 2).join(' '),
    '-f v4l2 -input_format mjpeg -framerate 30 -video_size 1280x720 -i /dev/v4l/by-id/cam',
  );
  t.same(after(cameraArguments({ ...V4L2, format: 'raw' }), '-input_format'), ['yuyv422']);
});

t.test('a network camera is reached over TCP, and over nothing else', async (t) => {
  const rtsp = cameraArguments({ driver: 'network', url: 'rtsp://u:p@10.0.0.5/live', ...WISH });
  t.same(after(rtsp, '-rtsp_transport'), ['tcp']);
  t.same(after(rtsp, '-i'), ['rtsp://u:p@10.0.0.5/live']);
  const http = cameraArguments({ driver: 'network', url: 'https://10.0.0.5/video', ...WISH });
  t.same(after(http, '-protocol_whitelist'), ['http,https,tcp,tls']);
  t.notOk([...rtsp, ...http].join(' ').includes('file'), 'and never a file');
});

t.test('whatever the camera, pixmaps come out, none repeated and none left out', async (t) => {
  for (const config of [V4L2, { driver: 'network', url: 'http://h/', ...WISH } as const]) {
    const words = cameraArguments(config);
    t.same(after(words, '-fps_mode'), ['passthrough']);
    t.same(after(words, '-c:v'), ['ppm']);
    t.same(after(words, '-pix_fmt'), ['rgb24']);
    t.equal(words.at(-1), 'pipe:1');
  }
});

t.test('pictures of a camera that is mounted on its side are turned upright, once they have their size', async (t) => {
  const filters = (rotation: 0 | 90 | 180 | 270): string | undefined =>
    after(cameraArguments({ ...V4L2, rotation }), '-vf')[0];
  const fitted = after(cameraArguments(V4L2), '-vf')[0] ?? '';
  t.equal(filters(0), fitted);
  t.equal(filters(90), `${fitted},transpose=clock`);
  t.equal(filters(180), `${fitted},hflip,vflip`);
  t.equal(filters(270), `${fitted},transpose=cclock`);
});

t.test('an address that is none of a camera is refused', async (t) => {
  for (const url of ['file:///etc/passwd', '-i', 'rtsp:', 'concat:a|b', 'http:///x'])
    t.throws(() => openCamera({ driver: 'network', url, ...WISH }, { clock: systemClock }), { code: 'CONFIG_INVALID' });
});

t.test("ffmpeg's last words become a code and something to do", async (t) => {
  const cases = [
    [
      '[video4linux2,v4l2 @ 0x1] Cannot open video device /dev/video0: No such file or directory',
      'HAL_DISCONNECTED',
      /no such device/,
    ],
    [
      '[video4linux2,v4l2 @ 0x1] ioctl(VIDIOC_DQBUF): No such device\n/dev/video0: No such device',
      'HAL_DISCONNECTED',
      /no such device/,
    ],
    ['[video4linux2,v4l2 @ 0x1] ioctl(VIDIOC_STREAMON): Device or resource busy', 'HAL_REFUSED', /in use/],
    [
      '[video4linux2,v4l2 @ 0x1] Cannot open video device /dev/video0: Permission denied',
      'HAL_REFUSED',
      /group "video"/,
    ],
    ['/dev/video1: Inappropriate ioctl for device', 'HAL_REFUSED', /not a camera/],
    ['[video4linux2,v4l2 @ 0x1] Cannot find a proper format for codec mjpeg', 'HAL_REFUSED', /camera.format/],
    ['[rtsp @ 0x1] method DESCRIBE failed: 401 Unauthorized', 'HAL_REFUSED', /login refused/],
    ['http://h/: Server returned 403 Forbidden (access denied)', 'HAL_REFUSED', /login refused/],
    ['http://h/: Server returned 404 Not Found', 'HAL_REFUSED', /no such stream/],
    ['rtsp://h/: Connection refused', 'HAL_DISCONNECTED', /cannot be reached/],
    ['setpriv: failed to execute ffmpeg: No such file or directory', 'HAL_UNAVAILABLE', /install/],
    ["Unrecognized option 'fps_mode'.", 'HAL_UNAVAILABLE', /5\.1/],
    ['', 'HAL_DISCONNECTED', /ended/],
  ] as const;
  for (const [said, code, reason] of cases)
    t.match(faultOfEnd(said, { bus: 'b' }), { code, context: { reason } }, said);
});

t.test('whatever ffmpeg says, no login is told on', async (t) => {
  const url = 'rtsp://adm%40in:pa%3Ass@cam.example:554/live?token=abcdef';
  for (const said of [
    `${url}: Connection refused`,
    'rtsp://adm%40in:pa%3Ass@cam.example: Server returned 401 Unauthorized',
    'login adm@in with pa:ss failed',
    'redirected to http://other:secret@elsewhere/x',
  ]) {
    const told = JSON.stringify(faultOfEnd(said, { bus: shownAddress(url), url }));
    t.notMatch(told, /adm|pa%3Ass|pa:ss|abcdef|secret/, said);
  }
  t.equal(shownAddress('nonsense'), 'unreadable address');
  t.equal(withoutLogin('plain words'), 'plain words');
});

/** What a reader makes of bytes that come in pieces. Pixels are copied: the buffer is used again. */
function readAll(bytes: Uint8Array, pieces: (offset: number) => number): readonly ColourImage[] {
  const reader = new PixmapReader((count) => new Uint8Array(count));
  const images: ColourImage[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const length = Math.max(1, pieces(offset));
    images.push(...reader.read(bytes.subarray(offset, offset + length)));
    offset += length;
  }
  return images;
}

const stream = Buffer.concat(
  [twoColours(6, 4), twoColours(3, 5), twoColours(1, 1)].flatMap((image) => [pixmapHeader(image), image.pixels]),
);

t.test('pixmaps are read whole, however they are cut', async (t) => {
  const expected = [twoColours(6, 4), twoColours(3, 5), twoColours(1, 1)];
  for (let size = 1; size <= stream.length; size += 1) {
    const images = readAll(stream, () => size);
    if (images.length !== 3) t.fail(`pieces of ${size} bytes`);
    t.strictSame(images, expected);
  }
});

t.test('what is no pixmap is refused at its header, and nothing of it is quoted', async (t) => {
  for (const header of [
    'P5\n4 4\n255\n',
    'P6\n0 4\n255\n',
    'P6\n99999 4\n255\n',
    'P6\n4 4\n65535\n',
    'P6 4 4 255 secretsecretsecret',
    'P6\n4097 4\n255\n',
  ]) {
    const refused = (() => {
      try {
        readAll(Buffer.from(header.padEnd(64, 'x')), () => 7);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    t.match(refused, { code: 'PROTOCOL_MALFORMED' }, JSON.stringify(header));
    t.notMatch(JSON.stringify(refused), /secret/);
  }
});

type UpTo = (limit: number) => number;

/** The same numbers each time. */
function seeded(seed: number): UpTo {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % limit;
  };
}

/** Mostly where it hurts. */
function mutated(bytes: Uint8Array, upTo: UpTo): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let count = 1 + upTo(4); count > 0; count -= 1) copy[upTo(upTo(2) ? 12 : copy.length)] = upTo(256);
  return copy.subarray(upTo(3) === 0 ? upTo(copy.length) : 0, copy.length - upTo(20));
}

/** How many pictures there were before it was refused, if it was. */
function outcomeOf(bytes: Uint8Array, upTo: UpTo): { readonly pictures: number; readonly isRefused: boolean } {
  let pictures = 0;
  const reader = new PixmapReader((count) => new Uint8Array(count));
  try {
    for (let offset = 0, length = 0; offset < bytes.length; offset += length) {
      length = 1 + upTo(25);
      pictures += [...reader.read(bytes.subarray(offset, offset + length))].length;
    }
    return { pictures, isRefused: false };
  } catch (error) {
    if (!isFault(error, 'PROTOCOL_MALFORMED')) throw error;
    return { pictures, isRefused: true };
  }
}

t.test(`${ROUNDS} mutated streams: pictures, or a fault of ours`, async (t) => {
  const upTo = seeded(7);
  const outcomes = Array.from({ length: ROUNDS }, () => outcomeOf(mutated(stream, upTo), upTo));
  t.ok(outcomes.filter(({ isRefused }) => isRefused).length > ROUNDS / 4);
  t.ok(outcomes.filter(({ pictures }) => pictures > 0).length > ROUNDS / 20);
});

t.test('of the frames that nobody took the newest stays, and all are zeroed at the end', async (t) => {
  const ring = new FrameRing();
  const buffers = new Set<Uint8Array>();
  const put = (number: number): boolean => {
    const pixels = ring.bufferOf(12);
    buffers.add(pixels);
    pixels.fill(number);
    return ring.put({ widthPx: 2, heightPx: 2, pixels }, { number, atMs: number });
  };
  t.same([1, 2, 3, 4].map(put), [false, true, true, true]);
  t.equal(buffers.size, 2, 'two buffers serve any number of frames');
  const taken = ring.take();
  t.equal(taken?.number, 4);
  t.equal(ring.take(), undefined);
  t.same([5, 6].map(put), [false, true]);
  t.ok(
    taken?.image.pixels.every((byte) => byte === 4),
    'what was taken is left alone',
  );
  ring.bufferOf(12).fill(9);
  ring.wipe();
  buffers.delete(taken?.image.pixels ?? new Uint8Array());
  t.ok([...buffers].every((buffer) => buffer.every((byte) => byte === 0)));
});

t.test('the memory of a frame that was wiped is used again, that of one in use never', async (t) => {
  const buffers = new FrameBuffers();
  const lend = (): ReturnType<FrameBuffers['lend']> =>
    buffers.lend({ image: { widthPx: 2, heightPx: 2, pixels: buffers.take(12).fill(7) }, number: 1, atMs: 0 });
  const [one, other] = [lend(), lend()];
  const { pixels } = one.reveal().image;
  t.ok(pixels.buffer instanceof SharedArrayBuffer, 'threads look at it where it lies');
  t.not(other.reveal().image.pixels, pixels);
  one.wipe(bytesOfFrame);
  t.ok(
    pixels.every((byte) => byte === 0),
    'it was wiped',
  );
  t.equal(buffers.take(12), pixels);
  t.not(buffers.take(12), other.reveal().image.pixels);
  for (let frame = 0; frame < 100; frame += 1) lend();
  t.ok(
    other.reveal().image.pixels.every((byte) => byte === 7),
    'whoever wipes nothing keeps what they have',
  );
});

/** A program in the place of ffmpeg. */
function standIn(t: Test, script: string): string {
  const path = join(t.testdir(), 'ffmpeg');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

const cameraBy = (ffmpeg: string): Camera => openCamera(V4L2, { clock: systemClock, ...SHORT_LIMITS, ffmpeg });
const FRAME = "printf 'P6\\n2 2\\n255\\n123456789abc'";

t.test('without ffmpeg: no driver, and what to install', async (t) => {
  using limit = hangLimit();
  await using camera = cameraBy('/nowhere/ffmpeg');
  await t.rejects(camera.open(limit.signal), { code: 'HAL_UNAVAILABLE', context: { reason: /install/ } });
  t.equal(camera.state, 'off');
});

t.test('an end that calls itself a success is a failure', async (t) => {
  using limit = hangLimit();
  const ffmpeg = standIn(t, `${FRAME}; sleep 0.2; echo '[v4l2] ioctl(VIDIOC_DQBUF): No such device' >&2; exit 0`);
  await using camera = cameraBy(ffmpeg);
  await using stream = await camera.open(limit.signal);
  t.match((await stream.next(limit.signal)).reveal().image, { widthPx: 2, heightPx: 2 });
  await t.rejects(stream.next(limit.signal), { code: 'HAL_DISCONNECTED', context: { reason: 'no such device' } });
  t.match((await stream.next(limit.signal)).reveal(), { number: 2 }, 'it was started again');
});

t.test('a camera that another program holds is refused, and says who can help', async (t) => {
  using limit = hangLimit();
  await using camera = cameraBy(standIn(t, "echo '/dev/video0: Device or resource busy' >&2; exit 1"));
  await t.rejects(camera.open(limit.signal), { code: 'HAL_REFUSED', context: { reason: /another program/ } });
});

t.test('one that complains without end fills no memory, and one that will not end is killed', async (t) => {
  using limit = hangLimit();
  const ffmpeg = standIn(
    t,
    `trap '' TERM; ${FRAME}; while :; do echo 'deprecated pixel format' >&2; ${FRAME}; sleep 0.01; done`,
  );
  await using camera = cameraBy(ffmpeg);
  const stream = await camera.open(limit.signal);
  const before = ffmpegChildren();
  t.equal(before.length, 1);
  await stream.next(limit.signal);
  await stream[Symbol.asyncDispose]();
  t.same(ffmpegChildren(), []);
});

t.test('bytes that are no picture end the run, and half a picture is none', async (t) => {
  using limit = hangLimit();
  for (const script of ['cat /dev/urandom', "printf 'P6\\n2 2\\n255\\n1234'; sleep 0.1"]) {
    await using camera = cameraBy(standIn(t, script));
    await t.rejects(camera.open(limit.signal), { code: 'HAL_DISCONNECTED' }, script);
    t.same(ffmpegChildren(), []);
  }
});

const skip = existsSync('/usr/bin/setpriv') ? false : 'setpriv of util-linux is not here';
t.test('a service that is killed takes its camera with it', { skip }, async (t) => {
  const ffmpeg = standIn(t, `trap '' TERM PIPE; ${FRAME}; while :; do ${FRAME}; sleep 0.05; done`);
  const path = join(import.meta.dirname, 'fixtures', `camera-until-killed${import.meta.filename.slice(-3)}`);
  const child = fork(path, [ffmpeg], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  t.teardown(() => child.kill('SIGKILL'));
  const [words] = await once(child.stdout ?? t, 'data');
  const pids = String(words).trim().split(' ').map(Number);
  t.ok(
    pids.some((pid) => commandLine(pid).includes(ffmpeg)),
    'it ran',
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  for (let looks = 0; looks < 200 && pids.some(runs(ffmpeg)); looks += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  t.notOk(pids.some(runs(ffmpeg)));
});

const runs =
  (program: string) =>
  (pid: number): boolean =>
    commandLine(pid).includes(program);

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

t.test('a preview is made for somebody who looks, so often and no more, one at a time', async (t) => {
  const clock = new ManualClock();
  const preview = new Preview({ clock });
  const image = twoColours(1280, 720);
  preview.offer(image, 0);
  const pictures: Uint8Array[] = [];
  let arrived: () => void = () => undefined;
  const stop = preview.listen((jpeg) => {
    pictures.push(jpeg);
    arrived();
  });
  for (let frame = 0; frame < 60; frame += 1) {
    const came = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const atMs = 1000 + (frame * 1000) / 30;
    preview.offer(image, atMs);
    preview.offer(image, atMs);
    if (frame % 5 === 0 || frame % 5 === 3)
      await Promise.race([came, new Promise((resolve) => setTimeout(resolve, 200))]);
  }
  t.ok(pictures.length <= PREVIEW_PER_SECOND * 2 + 1, `${pictures.length} in two seconds`);
  t.ok(pictures.length >= PREVIEW_PER_SECOND, `${pictures.length} in two seconds`);
  const { width, height } = await sharp(pictures[0]).metadata();
  t.same([width, height], [640, 360]);
  const before = pictures.length;
  preview.offer(image, 9000);
  preview.end();
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(pictures.length, before, 'none once it is off');
  stop();
});

const hangLimit = (): Deadline =>
  new Deadline(new AbortController().signal, 25_000, () => new KioskError('STAGE_LATE', { limitMs: 25_000 }));
