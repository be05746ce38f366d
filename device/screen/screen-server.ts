// The screen's server: the page and its events, on loopback only.

import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Direction, KioskEvent, Listenable } from '../../protocol/index.ts';
import { streamEvents } from './event-stream.ts';
import { ownOriginOnly } from './own-origin.ts';
import { servePages } from './page-files.ts';
import { type FaultReply, faultReply, notFound } from './screen-faults.ts';

const keySchema = z.strictObject({ key: z.enum(['in', 'out']) });
const badKey = { error: { code: 'USAGE', message: 'key must be in or out' } };

const HOST = '127.0.0.1';
const BODY_LIMIT_BYTES = 64 * 1024;

export interface ScreenOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly events: Listenable<KioskEvent>;
  /** IN or OUT was touched on the screen. */
  readonly press: (key: Direction) => void;
  /** What the screen shows before the first event: whether the bench is there, the name of the terminal. */
  readonly about: () => object;
  /** An answer failed for a reason that is ours: to be logged. */
  readonly noteBug: (error: unknown) => void;
  /** Whether the bench's page is there too, and may show the screen within it. */
  readonly hasBench?: boolean;
  /** Further routes, such as the bench's. */
  readonly routes?: (server: FastifyInstance) => void;
}

export interface Screen extends AsyncDisposable {
  readonly url: string;
}

export const sendFault = (reply: FastifyReply, { status, body }: FaultReply): FastifyReply =>
  reply.code(status).send(body);

/** Bodies are looked at by zod (parse-body.ts): the compilers of JSON schemas need not be loaded, which takes a terminal's start a while. */
const noSchemas = (): never => {
  throw new Error('a route has a schema for fastify: give its body to parseBody');
};

/** @throws what listening throws, such as EADDRINUSE. */
export async function openScreen(options: ScreenOptions): Promise<Screen> {
  const { port, events, press, about, noteBug, routes, hasBench = false } = options;
  const { default: fastify } = await import('fastify');
  const schemaController = { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } };
  const server = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true, schemaController });
  server.addHook('onRequest', ownOriginOnly);
  // Whoever is called stands in an answer by name: no browser keeps one.
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  server.setErrorHandler((error, _request, reply) => {
    const fault = faultReply(error);
    if (fault.isBug) noteBug(error);
    return sendFault(reply, fault);
  });
  server.setNotFoundHandler(({ method, url }, reply) => sendFault(reply, notFound(method, url)));
  await servePages(server, { hasBench });
  server.get('/screen/about', () => about());
  server.get('/screen/events', (request, reply) =>
    streamEvents(events, request, reply, [{ type: 'about', about: about() }]),
  );
  server.post('/screen/key', ({ body }, reply) => {
    const parsed = keySchema.safeParse(body);
    if (!parsed.success) return reply.code(400).send(badKey);
    press(parsed.data.key);
    return { direction: parsed.data.key };
  });
  routes?.(server);
  await server.listen({ port, host: HOST });
  const address = server.server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return { url: `http://${HOST}:${bound}/`, [Symbol.asyncDispose]: () => server.close() };
}
