// Server-sent events: one stream of what happens for every page that looks.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Listenable } from '../../protocol/index.ts';

/** A page that reads so slowly is cut off; it reconnects by itself and starts from the present. */
const MOST_UNREAD_BYTES = 256 * 1024;
const RETRY_MS = 1000;

/** Keeps `reply` open and writes each event as one JSON line, `first` before all of them, until the page leaves. */
export function streamEvents<T extends { readonly type: string }>(
  events: Listenable<T>,
  request: FastifyRequest,
  reply: FastifyReply,
  first: readonly object[] = [],
): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  raw.write(`retry: ${RETRY_MS}\n\n`);
  for (const event of first) raw.write(`data: ${JSON.stringify(event)}\n\n`);
  const stop = events.listen((event) => {
    raw.write(`data: ${JSON.stringify(event)}\n\n`);
    if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
  });
  request.raw.once('close', stop);
  raw.once('error', stop);
}
