// The service menu: what the devices are and how they are spoken to, the lamp's colours, what the camera sees, and a new start.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bytesOfFrame, type FrameStream } from '../../../hal/index.ts';
import { abortable, Deadline, isFault, KioskError, LIGHT_NAMES, type LightName } from '../../../protocol/index.ts';
import { BEING_TESTED, CAMERA_LOOKED_THROUGH } from '../../flows/prompts.ts';
import { snapshotJpeg } from '../../images/snapshot-jpeg.ts';
import type { KioskParts } from '../../kiosk/kiosk.ts';
import type { OperatorRoom } from '../../operator/index.ts';
import { parseBody } from '../parse-body.ts';
import { openPictures, type PictureStream } from '../picture-stream.ts';
import { within } from './guard.ts';

export type ServiceScreen = Pick<KioskParts, 'light' | 'camera' | 'ending' | 'clock' | 'noteFault' | 'gate' | 'desk'>;

const light = z.strictObject({ show: z.literal(LIGHT_NAMES) });
const nothing = z.strictObject({});

/** So long the lamp is lit for the operator. */
const LIT_MS = 3000;
/** So long somebody looks through the camera without asking again. */
const LOOK_MS = 30_000;
const WIDTH_PX = 640;
const QUALITY = 70;

export function serviceRoutes(server: FastifyInstance, room: OperatorRoom, screen: ServiceScreen): void {
  server.get(
    '/operator/service',
    within(room, { act: 'service', isIdle: true }, () => room.service()),
  );
  server.post(
    '/operator/service/light',
    within(room, { act: 'service' }, async (session, { body }) => {
      const { show } = parseBody(light, body);
      room.noteService(session, `tried the lamp: ${show}`);
      await lit(screen, show, session.signal);
      return { shown: show };
    }),
  );
  server.get(
    '/operator/service/camera',
    within(room, { act: 'service' }, async (session, _request, reply) => {
      const camera = freeCamera(screen);
      room.noteService(session, 'looked through the camera');
      await look({ ...screen, camera }, openPictures(reply), session.signal);
      return reply;
    }),
  );
  server.post(
    '/operator/service/restart',
    within(room, { act: 'service' }, (session, { body }) => {
      parseBody(nothing, body);
      room.noteService(session, 'started the service anew');
      screen.ending.end('again');
      return { restarting: true };
    }),
  );
}

/** A lamp that takes longer than this to change hangs. */
const LAMP_MS = 2000;

/** Nobody clocks meanwhile, who might take the green for theirs. @throws KioskError HAL_DISCONNECTED, HAL_TIMEOUT, DESK_BUSY */
async function lit(
  { light: lamp, clock, gate, desk }: ServiceScreen,
  show: LightName,
  signal: AbortSignal,
): Promise<void> {
  mustBeFree(gate);
  if (lamp.report.state === 'waiting')
    throw lamp.report.fault ?? new KioskError('HAL_DISCONNECTED', { device: 'light' });
  await gate.keptFor(BEING_TESTED, () =>
    desk.borrow(async () => {
      const late = (): Error => new KioskError('HAL_TIMEOUT', { device: 'light', limitMs: LAMP_MS });
      using limit = new Deadline(signal, LAMP_MS, late);
      await abortable(lamp.show(show), limit.signal);
      await clock.sleep(LIT_MS, signal).catch(() => undefined);
    }),
  );
}

function mustBeFree({ isKept }: Pick<ServiceScreen['gate'], 'isKept'>): void {
  if (isKept) throw new KioskError('DESK_BUSY', { what: 'the terminal is being used' });
}

function freeCamera({ camera, gate }: ServiceScreen): NonNullable<ServiceScreen['camera']> {
  mustBeFree(gate);
  if (!camera) throw new KioskError('USAGE', { what: 'this terminal has no camera' });
  if (camera.state !== 'off') throw new KioskError('HAL_REFUSED', { device: 'camera', why: 'somebody is before it' });
  return camera;
}

class LookedLong extends Error {}

type Looking = Omit<ServiceScreen, 'camera'> & { readonly camera: NonNullable<ServiceScreen['camera']> };

/** Until the page or the operator goes, or the time is over. Nobody is served meanwhile, and the screen says why. */
async function look(screen: Looking, pictures: PictureStream, session: AbortSignal): Promise<void> {
  const { camera, gate, noteFault } = screen;
  using limit = new Deadline(session, LOOK_MS, () => new LookedLong());
  const end = new AbortController();
  const follow =
    ({ reason }: AbortSignal) =>
    (): void =>
      end.abort(reason);
  for (const ends of [limit.signal, pictures.gone]) ends.addEventListener('abort', follow(ends), { once: true });
  try {
    await gate.keptFor(CAMERA_LOOKED_THROUGH, () =>
      camera.lend((stream, until) => shown(stream, pictures, until), end.signal),
    );
  } catch (reason) {
    if (isFault(reason)) noteFault(reason);
    else if (!end.signal.aborted) throw reason;
  } finally {
    pictures.end();
  }
}

async function shown(stream: FrameStream, pictures: PictureStream, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const frame = await stream.next(signal);
    try {
      const jpeg = await snapshotJpeg(frame.reveal().image, { widthPx: WIDTH_PX, quality: QUALITY });
      // Not wiped: until it has left, it lies in the queue of the socket.
      pictures.send(jpeg.reveal());
    } finally {
      frame.wipe(bytesOfFrame);
    }
  }
}
