// What the camera sees, for the person before it: pictures one after the other, as long as the camera is on and the page looks.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Camera, CameraState } from '../../../hal/index.ts';
import { openPictures } from '../picture-stream.ts';
import { sendFault } from '../screen-server.ts';

export type PreviewCamera = Pick<Camera, 'preview' | 'state' | 'states'>;

/** One page looks; a second one while it is loaded anew. */
const MOST_VIEWERS = 2;
const OFF: ReadonlySet<CameraState> = new Set(['off', 'closed']);

/** `GET /screen/preview`: 409 while the camera is off, 503 where too many look. */
export function previewRoute(server: FastifyInstance, camera: PreviewCamera | undefined): void {
  let viewers = 0;
  server.get('/screen/preview', (_request, reply) => {
    if (!camera || OFF.has(camera.state)) return refuse(reply, 409, 'CAMERA_OFF', 'the camera is off');
    if (viewers >= MOST_VIEWERS) return refuse(reply, 503, 'TOO_MANY', `${viewers} pages look already`);
    viewers += 1;
    streamPictures(camera, reply, () => {
      viewers -= 1;
    });
    return reply;
  });
}

function streamPictures(camera: PreviewCamera, reply: FastifyReply, onEnd: () => void): void {
  const { gone, send, end } = openPictures(reply);
  const stopPictures = camera.preview.listen(send);
  const stopStates = camera.states.listen((state) => {
    if (OFF.has(state)) end();
  });
  const leave = (): void => {
    stopPictures();
    stopStates();
    onEnd();
  };
  gone.addEventListener('abort', leave, { once: true });
}

const refuse = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  sendFault(reply, { status, body: { error: { code, message } }, isBug: false });
