// What `doctor` finds of cameras and scanners: a network camera on loopback, and a machine with no scanner.
import sharp from 'sharp';
import t from 'tap';
import { withoutFfmpeg } from '../../../hal/camera/fixtures/installed.ts';
import { MjpegServer } from '../../../hal/camera/fixtures/mjpeg-server.ts';
import { systemClock } from '../../../protocol/index.ts';
import { type Config, configSchema } from '../../config/schema.ts';
import { camera, scanner } from './devices.ts';
import { examine } from './index.ts';

const skip = await withoutFfmpeg();
const signal = new AbortController().signal;

const configOf = (settings: object, dir: string): Config => configSchema.parse({ data: { dir }, ...settings });
const grey = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#808080' } })
    .jpeg()
    .toBuffer();

t.test('a camera is looked through: large enough for evidence, too small, or not there', { skip }, async (t) => {
  const dir = t.testdir();
  const look = async (url: string): ReturnType<typeof examine> =>
    await examine(camera, {
      config: configOf({ camera: { driver: 'network', url } }, dir),
      clock: systemClock,
      signal,
    });
  const server = await new MjpegServer({ jpeg: await grey(1280, 720) }).start();
  t.match(await look(`http://${server.host}/`), { ok: true, detail: /1280x720, [\d.]+ frames a second/ });
  await server[Symbol.asyncDispose]();
  const gone = await look(`http://viewer:s3cret@${server.host}/`);
  t.match(gone, { ok: false, detail: /cannot be reached/, remedy: /./ });
  t.notMatch(gone.detail, /s3cret/);
  await using small = await new MjpegServer({ jpeg: await grey(640, 480) }).start();
  t.match(await look(`http://${small.host}/`), { ok: false, detail: /640x480.*1280x720/, remedy: /camera\.widthPx/ });
});

t.test('none configured is fine; a scanner that is not there is told', async (t) => {
  const dir = t.testdir();
  const parts = { config: configOf({}, dir), clock: systemClock, signal };
  t.match(await examine(camera, parts), { ok: true, detail: /none configured/ });
  t.match(await examine(scanner, parts), { ok: true, detail: /none configured/ });
  const config = configOf({ scanner: { driver: 'hid-pos', usbId: 'ffff:fffe' } }, dir);
  t.match(await examine(scanner, { ...parts, config }), { ok: false, remedy: /./ });
});
