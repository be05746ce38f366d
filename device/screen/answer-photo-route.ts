// The photo beside an answer. The address names a visit, which says nothing of whose it was.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { parseBody } from './parse-body.ts';
import { notFound } from './screen-faults.ts';
import { sendFault } from './screen-server.ts';

const params = z.strictObject({
  visit: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'the number of the visit is due')
    .transform(Number),
});

/** `GET /screen/answer/photo/N`: a JPEG while the answer of this visit stands, otherwise 404. No browser keeps it. */
export function answerPhotoRoute(server: FastifyInstance, photoOf: (visit: number) => Buffer | undefined): void {
  server.get('/screen/answer/photo/:visit', ({ params: asked, method, url }, reply): FastifyReply => {
    const jpeg = photoOf(parseBody(params, asked).visit);
    if (!jpeg) return sendFault(reply, notFound(method, url));
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    // A copy: it is wiped when the answer goes, which may be before it is sent.
    return reply.headers(headers).type('image/jpeg').send(Buffer.from(jpeg));
  });
}
