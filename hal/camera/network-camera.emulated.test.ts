// Network cameras on loopback by the real ffmpeg: MJPEG over HTTP and RTSP, the conformance suite, logins and sizes.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { Deadline, KioskError, systemClock } from '../../protocol/index.ts';
import {
  type CameraBench,
  cameraConformance,
  ffmpegChildren,
  SHORT_LIMITS,
  twoColours,
} from '../conformance/camera-conformance.ts';
import type { Camera } from '../ports/camera.ts';
import type { CameraFault } from '../virtual/pixmap-pump.ts';
import { withoutFfmpeg } from './fixtures/installed.ts';
import { MjpegServer } from './fixtures/mjpeg-server.ts';
import { RtspServer } from './fixtures/rtsp-server.ts';
import { openCamera } from './open-camera.ts';

const SIZE = { widthPx: 320, heightPx: 240, framesPerSecond: 30 };
const skip = await withoutFfmpeg();

async function jpegOf(widthPx: number, heightPx: number): Promise<Uint8Array> {
  const { pixels } = twoColours(widthPx, heightPx);
  return await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

const open = (url: string, log?: (event: string, facts: object) => void): Camera =>
  openCamera({ driver: 'network', url, ...SIZE }, { clock: systemClock, ...SHORT_LIMITS, ...(log && { log }) });

interface Server extends AsyncDisposable {
  setFault(fault: CameraFault | undefined): Promise<void>;
}

const benchOf = (server: Server, url: string): CameraBench => {
  const camera = open(url);
  return {
    camera,
    ...SIZE,
    fault: (fault) => server.setFault(fault),
    clearFault: () => server.setFault(undefined),
    [Symbol.asyncDispose]: async () => {
      await camera[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
};

t.test('MJPEG over HTTP', { skip }, async (t) => {
  const jpeg = await jpegOf(SIZE.widthPx, SIZE.heightPx);
  const bench = async (): Promise<CameraBench> => {
    const server = await new MjpegServer({ jpeg }).start();
    return benchOf(server, `http://${server.host}/video`);
  };
  cameraConformance(t, { children: 1, bench });
});

t.test('RTSP', { skip }, async (t) => {
  const bench = async (): Promise<CameraBench> => {
    const server = await new RtspServer(SIZE).start();
    return benchOf(server, server.url);
  };
  cameraConformance(t, { children: 1, bench });
});

t.test('a login is used, and never told: not in the state, nor in a fault, nor in the log', { skip }, async (t) => {
  using limit = hangLimit();
  await using server = await new MjpegServer({
    jpeg: await jpegOf(320, 240),
    login: 'gate keeper:s3cret/word',
  }).start();
  const logged: string[] = [];
  const log = (event: string, facts: object): void => void logged.push(event + JSON.stringify(facts));
  {
    await using camera = open(`http://gate%20keeper:s3cret%2Fword@${server.host}/video`, log);
    t.equal(camera.info.bus, `http://${server.host}`);
    await using stream = await camera.open(limit.signal);
    t.ok((await stream.next(limit.signal)).reveal().image.widthPx === 320);
    await server.setFault('unplug');
    // What had come by then is seen first.
    const untilLost = async (): Promise<never> => {
      for (;;) await stream.next(limit.signal);
    };
    await t.rejects(untilLost(), { code: /^HAL_/ });
    await server.setFault(undefined);
  }
  await using camera = open(`http://gate%20keeper:wr0ng%2Fword@${server.host}/video`, log);
  const fault = await camera.open(limit.signal).catch((error: unknown) => error);
  t.match(fault, { code: 'HAL_REFUSED', context: { reason: /login refused/ } });
  t.ok(logged.length > 0);
  const told = [JSON.stringify(fault), String(fault), ...logged].join(' ');
  t.notMatch(told, /s3cret|wr0ng|gate.keeper/);
});

t.test('a larger picture is reduced to what was asked for, a smaller one is not enlarged', { skip }, async (t) => {
  using limit = hangLimit();
  const sizes = [
    { sent: [640, 480], taken: { widthPx: 320, heightPx: 240 } },
    { sent: [200, 120], taken: { widthPx: 200, heightPx: 120 } },
    { sent: [240, 480], taken: { widthPx: 120, heightPx: 240 } },
  ] as const;
  for (const { sent, taken } of sizes) {
    await using server = await new MjpegServer({ jpeg: await jpegOf(sent[0], sent[1]) }).start();
    await using camera = open(`http://${server.host}/video`);
    t.match(camera.info, { widthPx: 320, heightPx: 240 }, 'asked for');
    await using stream = await camera.open(limit.signal);
    t.match((await stream.next(limit.signal)).reveal().image, taken, `${sent.join('x')}`);
    t.match(camera.info, taken, 'as delivered');
  }
});

t.test('a camera that hangs on its side shows people upright', { skip }, async (t) => {
  using limit = hangLimit();
  // White on its left, black on its right: turned clockwise, what was left is on top.
  const left = await sharp({ create: { width: 160, height: 240, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const jpeg = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#000' } })
    .composite([{ input: left, left: 0, top: 0 }])
    .jpeg()
    .toBuffer();
  const brightOf = async (rotation: 0 | 90 | 180 | 270): Promise<object> => {
    await using server = await new MjpegServer({ jpeg }).start();
    const config = { driver: 'network', url: `http://${server.host}/video`, ...SIZE, rotation } as const;
    await using camera = openCamera(config, { clock: systemClock });
    await using stream = await camera.open(limit.signal);
    const { widthPx, heightPx, pixels } = (await stream.next(limit.signal)).reveal().image;
    const isBright = (x: number, y: number): boolean => (pixels[3 * (y * widthPx + x)] ?? 0) > 128;
    return {
      size: [widthPx, heightPx],
      ...{ left: isBright(9, heightPx >> 1), right: isBright(widthPx - 9, heightPx >> 1) },
      ...{ top: isBright(widthPx >> 1, 9), bottom: isBright(widthPx >> 1, heightPx - 9) },
    };
  };
  t.match(await brightOf(0), { size: [320, 240], left: true, right: false });
  t.match(await brightOf(90), { size: [240, 320], top: true, bottom: false });
  t.match(await brightOf(180), { size: [320, 240], left: false, right: true });
  t.match(await brightOf(270), { size: [240, 320], top: false, bottom: true });
});

t.test('a camera that sends a playlist cannot make ffmpeg read a file', { skip }, async (t) => {
  using limit = hangLimit();
  const recording = join(t.testdir(), 'secret.ts');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=30', '-t', '1'];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...picture, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', recording]);
  const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://${recording}\n#EXT-X-ENDLIST\n`;
  const server = createServer((_, response) => response.end(playlist)).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await using camera = open(`http://127.0.0.1:${port}/video.m3u8`);
  await t.rejects(camera.open(limit.signal), { code: 'HAL_DISCONNECTED' });
  t.same(ffmpegChildren(), []);
});

const hangLimit = (): Deadline =>
  new Deadline(new AbortController().signal, 25_000, () => new KioskError('STAGE_LATE', { limitMs: 25_000 }));
