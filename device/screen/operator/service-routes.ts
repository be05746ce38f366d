// The service menu: what the devices are and how they are spoken to, the lamp's colours, what the camera sees, and a new start.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { bytesOfFrame, type FrameStream } from '../../../hal/index.ts';
import { Deadline, isFault, KioskError, LIGHT_NAMES, type LightName } from '../../../protocol/index.ts';
import { BEING_TESTED, PHOTOGRAPHED } from '../../flows/prompts.ts';
import { snapshotJpeg } from '../../images/snapshot-jpeg.ts';
import type { KioskParts } from '../../kiosk/kiosk.ts';
import type { OperatorRoom } from '../../operator/index.ts';
import { parseBody } from '../parse-body.ts';
import { openPictures } from '../picture-stream.ts';
import { within } from './guard.ts';

export type ServiceScreen = Pick<
  KioskParts,
  'light' | 'camera' | 'answering' | 'ending' | 'clock' | 'noteFault' | 'gate' | 'desk'
>;

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
      room.noteService(session, 'looked through the camera');
      return await look(screen, reply, session.signal);
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

/** Nobody clocks meanwhile, who might take the green for theirs. @throws KioskError HAL_DISCONNECTED where the lamp is gone */
async function lit(
  { light: lamp, clock, gate, desk }: ServiceScreen,
  show: LightName,
  signal: AbortSignal,
): Promise<void> {
  await gate.keptFor(BEING_TESTED, () =>
    desk.borrow(async () => {
      await lamp.show(show);
      await clock.sleep(LIT_MS, signal).catch(() => undefined);
    }),
  );
}

class LookedLong extends Error {}

/** Until the page goes, or the time is over. Whoever stands there is told that a picture is taken. */
async function look(screen: ServiceScreen, reply: FastifyReply, session: AbortSignal): Promise<FastifyReply> {
  const { camera, answering, noteFault } = screen;
  if (!camera) throw new KioskError('USAGE', { what: 'this terminal has no camera' });
  if (camera.state !== 'off') throw new KioskError('HAL_REFUSED', { device: 'camera', why: 'somebody is before it' });
  const pictures = openPictures(reply);
  const gone = AbortSignal.any([session, pictures.gone]);
  using limit = new Deadline(gone, LOOK_MS, () => new LookedLong());
  const show = async (stream: FrameStream, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const frame = await stream.next(signal);
      try {
        const jpeg = await snapshotJpeg(frame.reveal().image, { widthPx: WIDTH_PX, quality: QUALITY });
        pictures.send(jpeg.reveal());
        jpeg.wipe((bytes) => [bytes]);
      } finally {
        frame.wipe(bytesOfFrame);
      }
    }
  };
  try {
    await answering.noticing(PHOTOGRAPHED, LOOK_MS, () => camera.lend(show, limit.signal));
  } catch (reason) {
    if (isFault(reason)) noteFault(reason);
    else if (!limit.signal.aborted) throw reason;
  } finally {
    pictures.end();
  }
  return reply;
}
