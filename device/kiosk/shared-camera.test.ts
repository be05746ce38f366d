// One camera for citizens and for a glance at clock visits: who has it, who gives way, and what of it is seen from outside.
import t from 'tap';
import { type CameraState, type FrameStream, openVirtualCamera, type VirtualCamera } from '../../hal/index.ts';
import { KioskError, systemClock, untilAborted } from '../../protocol/index.ts';
import { SharedCamera } from './shared-camera.ts';

const never = new AbortController().signal;

interface Shared extends AsyncDisposable {
  readonly camera: VirtualCamera;
  readonly shared: SharedCamera;
}

async function share(): Promise<Shared> {
  const size = { widthPx: 64, heightPx: 48, framesPerSecond: 30 };
  const camera = await openVirtualCamera({ ...size, through: 'in-process' }, { clock: systemClock });
  const shared = new SharedCamera(camera);
  return { camera, shared, [Symbol.asyncDispose]: () => shared[Symbol.asyncDispose]() };
}

const frameNumber = async (stream: FrameStream, signal: AbortSignal): Promise<number> =>
  (await stream.next(signal)).reveal().number;

t.test('a guest has the camera for one look; to everybody else it is off, and it is off afterwards', async (t) => {
  await using pair = await share();
  const { camera, shared } = pair;
  const pictures: Uint8Array[] = [];
  shared.preview.listen((jpeg) => pictures.push(jpeg));
  let during: readonly CameraState[] = [];
  const looked = await shared.lend(async (stream, signal) => {
    await frameNumber(stream, signal);
    during = [camera.state, shared.state];
    t.equal(await shared.lend(frameNumber, never), undefined, 'one guest at a time');
    while ((await frameNumber(stream, signal)) < 12);
    return 'seen';
  }, never);
  t.equal(looked, 'seen');
  t.strictSame(during, ['on', 'off']);
  t.equal(camera.state, 'off');
  t.equal(pictures.length, 0, 'no screen shows it');
});

t.test(
  'a citizen has the camera at once, whatever a guest is doing, and no guest before their visit is over',
  async (t) => {
    await using pair = await share();
    const { camera, shared } = pair;
    let began = (): void => undefined;
    const hasBegun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const guest = shared.lend(async (_, signal) => {
      began();
      return await untilAborted(signal);
    }, never);
    await hasBegun;
    {
      await using stream = await shared.open(never);
      t.equal(await guest, undefined, 'it gave way');
      t.ok((await frameNumber(stream, never)) >= 1);
      t.equal(shared.state, 'on');
      t.equal(await shared.lend(frameNumber, never), undefined);
    }
    t.equal(camera.state, 'off');
    t.type(await shared.lend(frameNumber, never), 'number');
  },
);

t.test('from a card to the end of its visit nobody glances, and a glance under way ends', async (t) => {
  await using pair = await share();
  const { shared } = pair;
  const guest: Promise<undefined> = shared.lend((_, signal) => untilAborted(signal), never);
  shared.reserve();
  t.equal(await guest, undefined);
  t.equal(await shared.lend(frameNumber, never), undefined);
  shared.release();
  t.type(await shared.lend(frameNumber, never), 'number');
});

t.test('a guest whose time is over, or whose camera is gone, is told so', async (t) => {
  await using pair = await share();
  const { camera, shared } = pair;
  const stop = new AbortController();
  const guest = shared.lend(async (_, signal) => {
    stop.abort(new KioskError('HAL_TIMEOUT'));
    return await untilAborted(signal);
  }, stop.signal);
  await t.rejects(guest, { code: 'HAL_TIMEOUT' });
  camera.fault('unplug');
  await t.rejects(shared.lend(frameNumber, never), KioskError);
  camera.clearFault();
  t.type(await shared.lend(frameNumber, never), 'number', 'and has it again once it is back');
});
