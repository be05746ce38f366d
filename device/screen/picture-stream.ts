// Pictures one after the other in one answer, as browsers show them in an image: multipart/x-mixed-replace.
import type { FastifyReply } from 'fastify';

const BOUNDARY = 'picture';

export interface PictureStream {
  /** Aborted when the page has gone. */
  readonly gone: AbortSignal;
  /** Who reads slowly misses pictures: none waits behind another. */
  send(jpeg: Uint8Array): void;
  /** Whoever has stopped reading is cut off. */
  end(): void;
}

export function openPictures(reply: FastifyReply): PictureStream {
  reply.hijack();
  const { raw } = reply;
  const gone = new AbortController();
  raw.writeHead(200, {
    'content-type': `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  // A browser shows a picture once it sees the boundary after it.
  raw.write(`--${BOUNDARY}\r\n`);
  raw.on('error', () => raw.destroy());
  raw.once('close', () => gone.abort(new Error('the page has gone')));
  return {
    gone: gone.signal,
    send: (jpeg) => {
      if (raw.writableNeedDrain || raw.destroyed) return;
      raw.write(`content-type: image/jpeg\r\ncontent-length: ${jpeg.length}\r\n\r\n`);
      raw.write(jpeg);
      raw.write(`\r\n--${BOUNDARY}\r\n`);
    },
    end: () => {
      if (raw.writableNeedDrain) raw.destroy();
      else raw.end();
    },
  };
}
