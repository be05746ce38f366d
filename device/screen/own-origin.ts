// Only this machine, and only our own page: another site open in a browser here must not press our keys.

import type { FastifyReply, FastifyRequest } from 'fastify';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Refuses with 403 a request that names another host (DNS rebinding) or comes from another origin. */
export async function ownOriginOnly(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { host = '', origin } = request.headers;
  const foreignHost = !LOOPBACK.test(host);
  const foreignOrigin = origin !== undefined && origin !== `http://${host}`;
  if (foreignHost || foreignOrigin)
    await reply
      .code(403)
      .send({ error: { code: 'FOREIGN_ORIGIN', message: 'only the page of this device may ask this' } });
}
